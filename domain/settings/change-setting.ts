import { and, eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken } from '@/domain/seen-values';
import { changeSettingInput } from './input';
import { settingRules } from './model';

/**
 * Sets one of the platform's settings. It counts from the next command on that reads it; what was decided before stays as it is.
 *
 * @source issue B: what is marked (D) in spec/01 and spec/02 is a setting
 */
export const changeSetting = command({
  name: 'settings.change',
  permission: 'settings.change',
  returns: 'organization',
  input: changeSettingInput,
  refusals: ['changed_meanwhile'],
  async run({ actor, tx, refuse }, { key, value, seen }) {
    const { settings } = schema;
    const { organizationId, rootId, userId } = actor;
    // The row first, with what counts anyway: then there is one to hold, and two at once each know what was before.
    await tx
      .insert(settings)
      .values({ organizationId, rootId, key, value: settingRules[key].default, updatedBy: userId })
      .onConflictDoNothing();
    const isThis = and(eq(settings.organizationId, organizationId), eq(settings.key, key));
    const [held] = await tx.select({ value: settings.value }).from(settings).where(isThis).for('no key update');
    refuseOvertaken(refuse, seen, { value: held?.value ?? settingRules[key].default });
    await tx.update(settings).set({ value, updatedBy: userId, updatedAt: sql`clock_timestamp()` }).where(isThis);
    return { id: organizationId, audit: { detail: { setting: key, valueWas: held?.value ?? null, value } } };
  },
});
