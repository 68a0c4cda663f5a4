import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { grownBy, rowCounts } from '@/tests/row-counts';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { freezeCustomer } from './freeze-customer';
import { grantFreezing } from './grant-freezing';
import { restrictCustomer } from './restrict-customer';
import { unrestrictCustomer } from './unrestrict-customer';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

let made = 0;
const customerOf = async (partner: WorldOrganization) => {
  made += 1;
  return (await makeCustomer(partner, `frz-${made}`, 'resale')).customerId;
};
const freeze = (who: Actor, customerId: unknown, more: object = {}, key = freshKey()) =>
  restrictCustomer(who, key, { customerId, level: 'account', reason: 'Overdue', ...more });
const unfreeze = (who: Actor, customerId: unknown, more: object = {}) =>
  unrestrictCustomer(who, freshKey(), { customerId, level: 'account', reason: 'Paid', ...more });

async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const relationOf = async (customerId: string) => {
  const { freezeLevel, freezeReason, frozenAt } = schema.associations;
  const [row] = await database()
    .select({ freezeLevel, freezeReason, frozenAt })
    .from(schema.associations)
    .where(sql`customer_id = ${sql.param(customerId, schema.associations.customerId)}`);
  return row;
};
const refused = (code: string) => ({ ok: false, code, fields: {} });

describe('freezing by a partner', () => {
  it('belongs to the relation: level, time and reason stand there, and the customer itself stays as it was', async () => {
    const customerId = await customerOf(world.s1);
    const { outcome, grown } = await watched(() => freeze(actorOf(world.s1), customerId));
    expect(outcome).toEqual({ ok: true, id: customerId, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await relationOf(customerId)).toEqual({
      freezeLevel: 'account',
      freezeReason: 'Overdue',
      frozenAt: expect.any(Date),
    });
    const [itself] = await database()
      .select({ state: schema.organizations.state, reason: schema.organizations.frozenReason })
      .from(schema.organizations)
      .where(sql`id = ${sql.param(customerId, schema.associations.customerId)}`);
    expect(itself).toEqual({ state: 'active', reason: null });
    const [event] = await database()
      .select()
      .from(schema.outboxEvents)
      .where(eq(schema.outboxEvents.subjectId, customerId));
    expect(event).toMatchObject({
      kind: 'customer.frozen',
      organizationId: world.s1.id,
      payload: { customerId, level: 'account' },
    });
    expect(JSON.stringify(event)).not.toContain('Overdue');
  });

  it('leaves what is there to be reclaimed, and ends with what named it', async () => {
    const customerId = await customerOf(world.s2);
    await freeze(actorOf(world.s2), customerId, { level: 'account_and_resource', understood: 'yes' });
    const reclaim = await reclaimFunds(actorOf(world.s2), freshKey(), { customerId, amount: '1.00' });
    expect(reclaim).toMatchObject({ code: 'insufficient_balance' });
    const { outcome, grown } = await watched(() => unfreeze(actorOf(world.s2), customerId));
    expect(outcome).toEqual(refused('freeze_level_differs'));
    expect(grown).toEqual({});
    expect(await unfreeze(actorOf(world.s2), customerId, { level: 'account_and_resource' })).toMatchObject({
      ok: true,
    });
    expect(await relationOf(customerId)).toEqual({ freezeLevel: null, freezeReason: null, frozenAt: null });
    const entries = await database()
      .select({ detail: schema.auditEntries.detail })
      .from(schema.auditEntries)
      .where(sql`subject_id = ${customerId} and action = 'customers.unrestrict'`);
    expect(entries).toMatchObject([{ detail: { reason: 'Paid', reasonWas: 'Overdue' } }]);
  });

  it('is refused twice, and unfreezing what is not frozen, without a trace', async () => {
    const customerId = await customerOf(world.s1);
    const notYet = await watched(() => unfreeze(actorOf(world.s1), customerId));
    expect(notYet).toEqual({ outcome: refused('not_frozen'), grown: {} });
    await freeze(actorOf(world.s1), customerId);
    for (const more of [{}, { level: 'account_and_resource', understood: 'yes' }]) {
      const again = await watched(() => freeze(actorOf(world.s1), customerId, more));
      expect(again).toEqual({ outcome: refused('already_frozen'), grown: {} });
    }
  });

  it('acts once for one key, and once when ten ask at the same time', async () => {
    const [one, two] = [await customerOf(world.s1), await customerOf(world.s1)];
    const key = freshKey();
    const twice = [await freeze(actorOf(world.s1), one, {}, key), await freeze(actorOf(world.s1), one, {}, key)];
    expect(twice).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => freeze(actorOf(world.s1), two)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.code === 'already_frozen')).toHaveLength(9);
  });

  it('wants a reason of at most 256 characters, and that whoever freezes resources says they understand it', async () => {
    const customerId = await customerOf(world.s1);
    const bad: [object, object][] = [
      [{ reason: '' }, { reason: 'required' }],
      [{ reason: 'x'.repeat(257) }, { reason: 'too_long' }],
      [{ reason: 'a\u202Eb' }, { reason: 'text_not_plain' }],
      [{ level: 'everything' }, { level: 'required' }],
      [{ level: 'account_and_resource' }, { understood: 'required' }],
    ];
    for (const [more, fields] of bad) {
      const { outcome, grown } = await watched(() => freeze(actorOf(world.s1), customerId, more));
      expect([outcome, grown]).toEqual([{ ok: false, code: 'invalid_input', fields }, {}]);
    }
    expect(await freeze(actorOf(world.s1), customerId, { reason: '因'.repeat(256) })).toMatchObject({ ok: true });
  });

  it('[T3] reaches own open relations only: others answer like an id that names nothing', async () => {
    const ended = await customerOf(world.s1);
    await database()
      .update(schema.associations)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(sql`customer_id = ${sql.param(ended, schema.associations.customerId)}`);
    const foreign = await Promise.all([world.s2, world.d1, world.r1a].map(customerOf));
    for (const id of [newId('customer'), ended, ...foreign])
      for (const act of [freeze, unfreeze]) {
        const { outcome, grown } = await watched<unknown>(() => act(actorOf(world.s1), id));
        expect([outcome, grown]).toEqual([refused('customer_not_found'), { audit_entries: 1 }]);
      }
    expect(await relationOf(foreign[0] ?? '')).toMatchObject({ freezeLevel: null });
  });

  it('[T2] is for administrators of partners; what the operator does is another act on another row', async () => {
    const customerId = await customerOf(world.s1);
    for (const role of ['finance', 'sales', 'viewer'] as const)
      expect(await freeze(actorOf(world.s1, role), customerId)).toMatchObject({ code: 'not_permitted' });
    expect(await freeze(actorOf(world.operator), customerId)).toMatchObject({ code: 'not_permitted' });
    const reason = 'Investigation';
    expect(await freezeCustomer(actorOf(world.operator), freshKey(), { customerId, reason })).toMatchObject({
      ok: true,
    });
    expect(await freeze(actorOf(world.s1), customerId)).toMatchObject({ ok: true });
    expect(await unfreeze(actorOf(world.s1), customerId)).toMatchObject({ ok: true });
    const [itself] = await database()
      .select({ state: schema.organizations.state })
      .from(schema.organizations)
      .where(sql`id = ${sql.param(customerId, schema.associations.customerId)}`);
    expect(itself).toEqual({ state: 'frozen' });
  });

  it('asks for a shown code where the organization wants one', async () => {
    const customerId = await customerOf(world.s1);
    const asked = actorOf(world.s1, 'admin', { codes: { areAsked: true, isShown: false } });
    expect(await freeze(asked, customerId)).toMatchObject({ code: 'code_required' });
    const shown = actorOf(world.s1, 'admin', { codes: { areAsked: true, isShown: true } });
    expect(await freeze(shown, customerId)).toMatchObject({ ok: true });
    expect(await unfreeze(asked, customerId)).toMatchObject({ code: 'code_required' });
  });

  it('waits for an allocation that holds the relation', async () => {
    const customerId = await customerOf(world.s1);
    const holder = await test.handle.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select 1 from associations where organization_id = $1 and ended_at is null for share', [
        schema.organizations.id.mapToDriverValue(world.s1.id),
      ]);
      const waiting = freeze(actorOf(world.s1), customerId);
      await expect.poll(() => lockWaits()).toBe(1);
      expect(await relationOf(customerId)).toMatchObject({ freezeLevel: null });
      await holder.query('commit');
      expect(await waiting).toMatchObject({ ok: true });
    } finally {
      holder.release();
    }
  });
});

const lockWaits = async () => {
  const { rows } = await test.owner.query<{ count: number }>(
    `select count(*)::int as count from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`,
  );
  return rows[0]?.count;
};

describe('resellers', () => {
  const grant = (who: Actor, resellerId: unknown, granted: string, key = freshKey()) =>
    grantFreezing(who, key, { resellerId, granted });

  it('freeze once their distributor lets them, and no longer when it takes that back', async () => {
    const customerId = await customerOf(world.r1a);
    const before = await watched(() => freeze(actorOf(world.r1a), customerId));
    expect(before).toEqual({ outcome: refused('freezing_not_granted'), grown: {} });
    const { outcome, grown } = await watched(() => grant(actorOf(world.d1), world.r1a.id, 'yes'));
    expect(outcome).toEqual({ ok: true, id: world.r1a.id, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await freeze(actorOf(world.r1a), customerId)).toMatchObject({ ok: true });
    const key = freshKey();
    const twice = [
      await grant(actorOf(world.d1), world.r1a.id, 'no', key),
      await grant(actorOf(world.d1), world.r1a.id, 'no', key),
    ];
    expect(twice).toMatchObject([{ replayed: false }, { replayed: true }]);
    expect(await unfreeze(actorOf(world.r1a), customerId)).toEqual(refused('freezing_not_granted'));
    expect(await freeze(actorOf(world.r1b), await customerOf(world.r1b))).toEqual(refused('freezing_not_granted'));
  });

  it('are acted for by their distributor, and by nobody else', async () => {
    const customerId = await customerOf(world.r1b);
    const forReseller = { resellerId: world.r1b.id };
    expect(await freeze(actorOf(world.d1), customerId)).toEqual(refused('customer_not_found'));
    for (const who of [world.d2, world.s1, world.r1a])
      expect(await freeze(actorOf(who), customerId, forReseller)).toEqual(refused('reseller_not_found'));
    for (const resellerId of [newId('organization'), world.r2a.id, world.s1.id])
      expect(await freeze(actorOf(world.d1), customerId, { resellerId })).toEqual(refused('reseller_not_found'));
    const own = await customerOf(world.d1);
    expect(await freeze(actorOf(world.d1), own, forReseller)).toEqual(refused('customer_not_found'));
    expect(await freeze(actorOf(world.d1), customerId, forReseller)).toMatchObject({ ok: true });
    const [event] = await database()
      .select()
      .from(schema.outboxEvents)
      .where(eq(schema.outboxEvents.subjectId, customerId));
    expect(event).toMatchObject({ kind: 'customer.frozen', organizationId: world.r1b.id });
    expect(await unfreeze(actorOf(world.d1), customerId, forReseller)).toMatchObject({ ok: true });
  });

  it('that are frozen freeze nobody, nor does a frozen distributor for them', async () => {
    const distributor = await makeOrganization({ code: 'DF', kind: 'distributor' });
    const reseller = await makeOrganization({ code: 'RF', kind: 'reseller', parent: distributor });
    const customerId = await customerOf(reseller);
    await grant(actorOf(distributor), reseller.id, 'yes');
    const set = (organization: WorldOrganization, state: 'active' | 'frozen') =>
      database()
        .update(schema.organizations)
        .set({ state, frozenAt: state === 'frozen' ? sql`clock_timestamp()` : null })
        .where(eq(schema.organizations.id, organization.id));
    await set(distributor, 'frozen');
    expect(await freeze(actorOf(distributor), customerId, { resellerId: reseller.id })).toEqual(
      refused('organization_frozen'),
    );
    await set(distributor, 'active');
    await set(reseller, 'frozen');
    expect(await freeze(actorOf(reseller), customerId)).toEqual(refused('organization_frozen'));
  });

  it('[T3] are granted it by their own distributor: others answer like an id that names nothing', async () => {
    for (const id of [newId('organization'), world.r2a.id, world.s1.id, world.d1.id]) {
      const { outcome, grown } = await watched(() => grant(actorOf(world.d1), id, 'yes'));
      expect([outcome, grown]).toEqual([refused('reseller_not_found'), { audit_entries: 1 }]);
    }
    for (const who of [actorOf(world.d1, 'finance'), actorOf(world.r1a), actorOf(world.operator)])
      expect(await grant(who, world.r1a.id, 'yes')).toMatchObject({ code: 'not_permitted' });
  });
});
