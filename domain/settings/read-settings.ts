import type { Database } from '@/db/client';
import { schema } from '@/db/client';
import { type Settings, settingKeys, settingRules } from './model';

/**
 * The platform's settings: what the operator has set, else the defaults. A stored value outside its bounds counts as not set.
 *
 * @param db a transaction too, where what is read must hold until its end
 */
export async function readSettings(db: Database): Promise<Settings> {
  const rows = await db.select({ key: schema.settings.key, value: schema.settings.value }).from(schema.settings);
  const stored = new Map(rows.map(({ key, value }) => [key, value]));
  const entries = settingKeys.map((key) => {
    const { default: fallback, min, max } = settingRules[key];
    const value = stored.get(key);
    const isUsable = typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
    return [key, isUsable ? value : fallback] as const;
  });
  return Object.fromEntries(entries) as Settings;
}
