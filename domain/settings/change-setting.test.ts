import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { changeSetting } from './change-setting';
import { settingKeys, settingRules } from './model';
import { listSettings } from './queries';
import { readSettings } from './read-settings';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const change = (key: unknown, value: unknown, requestKey = freshKey()) =>
  changeSetting(actorOf(world.operator), requestKey, { key, value });

describe('changing a setting', () => {
  it('counts from then on, and the audit says what was before', async () => {
    expect(await readSettings(database())).toMatchObject({ report_valid_days: 15 });
    const before = await rowCounts();
    const key = freshKey();
    expect(await change('report_valid_days', '30', key)).toEqual({ ok: true, id: world.operator.id, replayed: false });
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, settings: 1 });
    expect(await change('report_valid_days', '30', key)).toMatchObject({ ok: true, replayed: true });
    expect(await change('report_valid_days', ' ４０ ')).toMatchObject({ ok: true });
    expect(await readSettings(database())).toMatchObject({ report_valid_days: 40, reports_max: 100 });
    const entries = await database()
      .select({ detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(eq(schema.auditEntries.action, 'settings.change'))
      .orderBy(schema.auditEntries.at);
    expect(entries.map(({ detail }) => detail)).toEqual([
      { setting: 'report_valid_days', valueWas: 15, value: 30 },
      { setting: 'report_valid_days', valueWas: 30, value: 40 },
    ]);
  });

  it.each(settingKeys.map((key) => [key]))('%s keeps to its bounds', async (key) => {
    const { min, max } = settingRules[key];
    const before = await rowCounts();
    for (const value of [min - 1, max + 1, '1.5', '1e2', '', 'x', '9'.repeat(30), null, 7, {}, [String(min)]])
      expect([
        value,
        await change(key, typeof value === 'number' && value !== 7 ? String(value) : value),
      ]).toMatchObject([value, { ok: false, code: 'invalid_input', fields: { value: expect.any(String) } }]);
    expect(grownBy(before, await rowCounts())).toEqual({});
    for (const value of [min, max]) expect(await change(key, String(value))).toMatchObject({ ok: true });
    expect(await readSettings(database())).toMatchObject({ [key]: max });
  });

  it('knows no others', async () => {
    for (const key of ['toString', '__proto__', 'anything', undefined])
      expect(await change(key, '1')).toMatchObject({ ok: false, code: 'invalid_input' });
  });

  it('two at once: each knows what was before', async () => {
    const values = Array.from({ length: 8 }, (_, index) => String(index + 1));
    const outcomes = await Promise.all(values.map((value) => change('contacts_max', value)));
    expect(outcomes.map(({ ok }) => ok)).toEqual(values.map(() => true));
    const entries = await database()
      .select({ detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(eq(schema.auditEntries.action, 'settings.change'));
    const steps = entries
      .map(({ detail }) => detail)
      .filter((detail) => detail['setting'] === 'contacts_max')
      .slice(-8);
    expect(new Set(steps.map((detail) => detail['valueWas'])).size).toBe(8);
  });

  it('[T2] is for the operator’s administrators; what the list shows is theirs too', async () => {
    for (const who of [actorOf(world.s1), actorOf(world.operator, 'finance')])
      expect(await changeSetting(who, freshKey(), { key: 'reports_max', value: '1' })).toMatchObject({
        code: 'not_permitted',
      });
    const rows = await listSettings(readScope(actorOf(world.operator), 'organizations.read'));
    expect(rows.map(({ key }) => key)).toEqual(settingKeys);
    expect(rows.find(({ key }) => key === 'report_valid_days')).toMatchObject({
      default: 15,
      changedBy: expect.stringContaining('CNRY'),
      changedAt: expect.any(Date),
    });
    expect(await listSettings(readScope(actorOf(world.s1), 'customers.read'))).toEqual([]);
  });
});
