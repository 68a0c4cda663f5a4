import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { fundsAccounts, postBatch } from '@/domain/ledger/post';
import { readScope } from '@/domain/read-scope';
import { keepTrail } from '@/domain/trail';
import { pageRequest } from '@/lib/cursor';
import { asKind, newId, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  actorOf,
  freshKey,
  fund,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
} from '@/tests/world';
import { assignAccountManager } from './assign-account-manager';
import { freezeCustomer } from './freeze-customer';
import { findRunway } from './runway-queries';
import { listTimeline, type TimelineItem } from './timeline-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '1000.00');
  await fund(world, world.s2, '1000.00');
});
afterAll(() => test.close());

const scopeOf = (who: Actor) => readScope(who, 'customers.read');
const timelineOf = async (who: Actor, { customerId }: WorldCustomer, limit = 50) =>
  (await listTimeline(scopeOf(who), customerId, { limit })).rows;
const what = (items: readonly TimelineItem[]) => items.map((item) => item.what);
const part = (customer: WorldCustomer) =>
  database()
    .update(schema.associations)
    .set({ endedAt: sql`clock_timestamp()` })
    .where(eq(schema.associations.customerId, customer.customerId));

describe('the timeline of a customer', () => {
  const lived = async () => {
    const customer = await makeCustomer(world.s1, `lived-${freshKey()}`, 'resale');
    const { customerId } = customer;
    await allocateFunds(actorOf(world.s1, 'finance'), freshKey(), { customerId, amount: '30.00' });
    await reclaimFunds({ ...actorOf(world.s1), via: 'api_key', userId: null, sessionId: null }, freshKey(), {
      customerId,
      amount: '10.00',
    });
    await assignAccountManager(actorOf(world.s1), freshKey(), { customerId, userId: world.s1.users.sales });
    await freezeCustomer(actorOf(world.operator), freshKey(), { customerId, reason: 'CNRY-V-words' });
    await freezeCustomer(actorOf(world.s2), freshKey(), { customerId, reason: 'reached for by somebody else' });
    const [association] = await database()
      .select()
      .from(schema.associations)
      .where(eq(schema.associations.customerId, customerId));
    const change = { customerId, associationId: association?.id ?? newId('association'), organizationId: world.s1.id };
    await database()
      .insert(schema.associationChanges)
      .values({
        id: newId('associationChange'),
        ...{ ...change, rootId: world.s1.rootId, kind: 'disassociate', fromType: 'resale', startedBy: 'customer' },
        ...{ reason: 'x', state: 'rejected', userId: customer.users.admin, answeredBy: world.s1.users.admin },
        endedAt: sql`clock_timestamp()`,
      });
    return customer;
  };

  it('holds what was done, given, taken and asked, the latest first, from the moment it joined; and by whom', async () => {
    const customer = await lived();
    const items = await timelineOf(actorOf(world.s1), customer);
    expect(what(items)).toEqual([
      'disassociate_rejected',
      'disassociate_submitted',
      'customers.freeze',
      'customers.assign_manager',
      'reclaim',
      'allocate',
      'joined',
    ]);
    expect(items.map(({ by }) => by && [by.kind, by.isOwn, by.via, by.userName])).toEqual([
      ['solution_provider', true, 'session', 'CNRY-S1-user-admin'],
      ['customer', false, 'session', null],
      ['operator', false, 'session', null],
      ['solution_provider', true, 'session', 'CNRY-S1-user-admin'],
      ['solution_provider', true, null, null],
      ['solution_provider', true, 'session', 'CNRY-S1-user-finance'],
      null,
    ]);
    expect(items.map(({ amount }) => amount && formatMoney(amount))).toEqual([
      null,
      null,
      null,
      null,
      '10.00',
      '30.00',
      null,
    ]);
    expect(items[5]?.adjustmentId).toMatch(/^adj_/);
    expect(JSON.stringify(items, (_key, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(
      'CNRY-V',
    );
  });

  it('says whose people acted, also where it stands under the partner’s audit', async () => {
    const customer = await makeCustomer(world.s1, 'under', 'resale');
    for (const [action, who] of [
      ['customers.freeze', actorOf(world.operator)],
      ['customers.unfreeze', actorOf(customer)],
    ] as const) {
      const fact = { action, subjectId: customer.customerId, detail: {}, organizationId: world.s1.id };
      await inTransaction((tx) => keepTrail(tx, who, fact, []));
    }
    const items = await timelineOf(actorOf(world.s1), customer);
    expect(items.slice(0, 2).map(({ by }) => by && [by.kind, by.isOwn, by.userName])).toEqual([
      ['customer', false, null],
      ['operator', false, null],
    ]);
  });

  it('names everybody to the operator', async () => {
    const items = await timelineOf(actorOf(world.operator), await lived());
    expect(items.find((item) => item.what === 'customers.freeze')?.by?.userName).toBe('CNRY-V-user-admin');
    expect(items.find((item) => item.what === 'allocate')?.by?.userName).toBe('CNRY-S1-user-finance');
  });

  it('[T3] is not told to others, to colleagues in sales, nor to a partner that has been left', async () => {
    const customer = await lived();
    for (const who of [actorOf(world.s2), actorOf(world.d1)]) expect(await timelineOf(who, customer)).toEqual([]);
    expect(await timelineOf(actorOf(world.s1, 'sales'), customer)).toHaveLength(7);
    const colleague = { ...actorOf(world.s1, 'sales'), userId: world.s1.users.viewer };
    expect(await timelineOf(colleague, customer)).toEqual([]);
    await part(customer);
    for (const who of [actorOf(world.s1), actorOf(world.operator)]) expect(await timelineOf(who, customer)).toEqual([]);
    const { customerId } = customer;
    await database()
      .insert(schema.associations)
      .values({
        id: newId('association'),
        organizationId: world.s2.id,
        rootId: world.s2.rootId,
        customerId,
        type: 'resale',
      });
    expect(what(await timelineOf(actorOf(world.s2), customer))).toEqual(['joined']);
    expect(await timelineOf(actorOf(world.s1), customer)).toEqual([]);
  });

  it.each([1, 2, 3])(
    'pages %i at a time without a gap or a repeat, also between what one moment brought',
    async (size) => {
      const customer = await lived();
      await database()
        .update(schema.associationChanges)
        .set({ endedAt: sql`created_at` })
        .where(eq(schema.associationChanges.customerId, customer.customerId));
      const whole = await timelineOf(actorOf(world.s1), customer);
      expect(what(whole).filter((step) => step.startsWith('disassociate'))).toEqual([
        'disassociate_rejected',
        'disassociate_submitted',
      ]);
      const seen: TimelineItem[] = [];
      let after: string | undefined;
      do {
        const request = pageRequest({ after }, { key: 'instant', id: 'event' }, size);
        const page = await listTimeline(scopeOf(actorOf(world.s1)), customer.customerId, request);
        seen.push(...page.rows);
        after = page.after;
      } while (after);
      expect(seen).toEqual(whole);
    },
  );
});

describe('how long money lasts', () => {
  /** Stands for use, which nothing makes yet: money that leaves a customer and does not go to its partner. */
  const use = async (customer: WorldCustomer, minor: bigint, direction: 'use' | 'get back' = 'use') =>
    inTransaction(async (tx) => {
      const own = (await fundsAccounts(tx, [customer.id], 'CNY')).get(customer.id) ?? 0n;
      const { rows } = await tx.execute<{ id: string }>(
        sql`select id from ledger_accounts where owner_id = ${uuidOf(world.operator.id)}::uuid`,
      );
      const outside = BigInt(rows[0]?.id ?? 0);
      const [debit, credit] = direction === 'use' ? [own, outside] : [outside, own];
      const transfer = { id: newId('transfer'), kind: 'recharge' as const, debit, credit, amount: money(minor, 'CNY') };
      expect(await postBatch(tx, [transfer])).toMatchObject([{ outcome: 'posted' }]);
    });
  const runwayOf = async (who: Actor, customer: WorldCustomer) => {
    const runway = await findRunway(scopeOf(who), customer.customerId);
    return runway && [formatMoney(runway.balance), formatMoney(runway.used), runway.days];
  };
  const give = async (customer: WorldCustomer, amount: string) =>
    expect(
      await allocateFunds(actorOf(world.s1), freshKey(), { customerId: customer.customerId, amount }),
    ).toMatchObject({ ok: true });

  it('is the balance over what an average day used, exactly; what the partner took back was not used', async () => {
    const customer = await makeCustomer(world.s1, 'runway', 'resale');
    await give(customer, '100.00');
    await reclaimFunds(actorOf(world.s1), freshKey(), { customerId: customer.customerId, amount: '40.00' });
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['60.00', '0.00', undefined]);
    await use(customer, 7_00n);
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['53.00', '7.00', 53n]);
    await use(customer, 1n);
    // 52.99 × 7 ÷ 7.01 = 52.91…
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['52.99', '7.01', 52n]);
    await use(customer, 2_01n, 'get back');
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['55.00', '5.00', 77n]);
    await use(customer, 9_00n, 'get back');
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['64.00', '0.00', undefined]);
  });

  it('looks at the last seven days and at nothing before', async () => {
    const customer = await makeCustomer(world.s1, 'long-ago', 'resale');
    const donor = await makeCustomer(world.s2, 'donor', 'resale');
    const monthAgo = `update associations set associated_at = associated_at - interval '30 days' where customer_id = $1`;
    await test.owner.query(monthAgo, [uuidOf(customer.customerId)]);
    const { rows } = await database().execute<{ id: string; owner_id: string }>(
      sql`select id, owner_id from ledger_accounts where owner_id = any(${sql.param([customer.id, donor.id].map(uuidOf))}::uuid[])`,
    );
    const accountOf = (of: WorldCustomer) => rows.find((row) => row.owner_id === uuidOf(of.id))?.id;
    // The world outside, which has had nothing to do with anybody yet.
    const bank = await makeOrganization({ code: 'V2', kind: 'operator' });
    const post = (from: WorldCustomer | null, to: WorldCustomer, minor: number, hours: number) =>
      test.owner.query(
        `select ledger_post_dated(gen_random_uuid(), 'recharge', coalesce($1::bigint, (select min(id) from ledger_accounts where owner_id = $2)), $3, 'CNY', $4,
          clock_timestamp() - make_interval(hours => $5))`,
        [from && accountOf(from), uuidOf(bank.id), accountOf(to), minor, hours],
      );
    await post(null, customer, 100_00, 24 * 9);
    await post(customer, donor, 30_00, 24 * 7 + 1);
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['70.00', '0.00', undefined]);
    await post(customer, donor, 7_00, 24 * 7 - 1);
    expect(await runwayOf(actorOf(world.s1), customer)).toEqual(['63.00', '7.00', 63n]);
  });

  it('[T3] is told of resale customers in reach only', async () => {
    const customer = await makeCustomer(world.s1, 'reach', 'resale');
    const referral = await makeCustomer(world.s1, 'reach-ref', 'referral');
    expect(await runwayOf(actorOf(world.operator), customer)).toEqual(['0.00', '0.00', undefined]);
    expect(await runwayOf(actorOf(world.s1), referral)).toBeUndefined();
    for (const who of [actorOf(world.s2), actorOf(world.s1, 'sales')])
      expect(await runwayOf(who, customer)).toBeUndefined();
    await part(customer);
    expect(await runwayOf(actorOf(world.s1), customer)).toBeUndefined();
    expect(await findRunway(scopeOf(actorOf(world.s1)), asKind('customer', newId('customer')))).toBeUndefined();
  });
});
