import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type SettingKey, settingKeys, settingRules } from './model';
import { readSettings } from './read-settings';

/** A setting with its bounds and what is in force. `changedAt` is null while it has never been changed. */
export interface SettingRow {
  readonly key: SettingKey;
  readonly value: number;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly changedAt: Date | null;
  readonly changedBy: string | null;
}

/** Every setting of the platform, in its order. For anybody but the operator there is none. */
export async function listSettings(scope: ReadScope): Promise<SettingRow[]> {
  if (!scope.everyOrganization) return [];
  const { settings, users } = schema;
  const [values, changes] = await Promise.all([
    readSettings(database()),
    database()
      .select({ key: settings.key, at: settings.updatedAt, by: users.name })
      .from(settings)
      .leftJoin(users, eq(users.id, settings.updatedBy))
      .where(eq(settings.organizationId, scope.organizationId)),
  ]);
  return settingKeys.map((key) => {
    const change = changes.find((each) => each.key === key);
    return {
      key,
      value: values[key],
      ...settingRules[key],
      changedAt: change?.at ?? null,
      changedBy: change?.by ?? null,
    };
  });
}
