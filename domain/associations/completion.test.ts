import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { findCustomer } from '@/domain/customers/detail-queries';
import { findAdjustment } from '@/domain/funds/adjustment-detail-queries';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { listMovements } from '@/domain/funds/statement-queries';
import { readScope } from '@/domain/read-scope';
import { asKind, type Id, newId, uuidOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, changeOf, customerActor, makeChange, makeFundedCustomer, relationsOf } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, balanceOf, canary, freshKey, fund, makeCustomer, seedWorld, type World } from '@/tests/world';
import { answerChange } from './answer-change';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '10000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const statementOf = async (who: Parameters<typeof readScope>[0]) => {
  const permission = who.kind === 'customer' ? 'balance.read' : 'funds.read';
  return (await listMovements(readScope(who, permission), { limit: 5 })).rows;
};

describe('parting', () => {
  it('[L8] returns the whole balance to the partner, in one adjustment that stands in both statements', async () => {
    const before = await balanceOf(world.s1);
    const customer = await makeFundedCustomer(world.s1, 'part', '300.00');
    const changeId = await makeChange(customer, 'customer');
    expect(await balanceOf(customer)).toBe(30_000n);
    const counts = await rowCounts();
    expect(await answerAs(customer, 'partner', changeId, true)).toEqual({ ok: true, id: changeId, replayed: false });
    expect(grownBy(counts, await rowCounts())).toEqual({
      audit_entries: 1,
      command_receipts: 1,
      fund_adjustments: 1,
      ledger_entries: 2,
      ledger_transfers: 1,
      outbox_events: 2,
    });
    expect(await balanceOf(customer)).toBe(0n);
    expect(await balanceOf(world.s1)).toBe(before);

    const adjustmentId = asKind('adjustment', changeId);
    const [ours] = await statementOf(actorOf(world.s1));
    const [theirs] = await statementOf(customerActor(customer));
    expect(ours).toMatchObject({
      kind: 'unbind',
      amount: { minor: 30_000n },
      adjustment: { id: adjustmentId, isOwn: true },
    });
    expect(theirs).toMatchObject({ kind: 'unbind', amount: { minor: -30_000n }, adjustment: { isOwn: false } });
    expect(ours?.transferId).toBe(theirs?.transferId);
    expect(await changeOf(changeId)).toMatchObject({ state: 'completed', returnedMinor: 30_000n, currency: 'CNY' });
    const [relation, ...more] = await relationsOf(customer);
    expect(more).toEqual([]);
    expect(relation).toMatchObject({ endedReason: 'disassociated', endedAt: expect.any(Date) });
  });

  it('tells the outbox who left, and what was returned with which transfer', async () => {
    const customer = await makeFundedCustomer(world.s1, 'told', '12.34');
    const changeId = await makeChange(customer, 'partner');
    await answerAs(customer, 'customer', changeId, true);
    const { rows } = await database().execute<{ kind: string; payload: unknown; transfer_id: string | null }>(
      sql`select kind, payload, transfer_id from outbox_events where payload ->> 'changeId' = ${changeId} order by kind`,
    );
    expect(rows).toMatchObject([
      { kind: 'customer.left', payload: { customerId: customer.customerId, startedBy: 'partner' }, transfer_id: null },
      {
        kind: 'funds.returned',
        payload: { customerId: customer.customerId, amount: '12.34', currency: 'CNY' },
        transfer_id: expect.any(String),
      },
    ]);
  });

  it('is an adjustment record of the partner, done by whoever agreed, with no way to a customer that has left', async () => {
    const [ours, theirs] = [
      await makeFundedCustomer(world.s1, 'rec-1', '1.00'),
      await makeFundedCustomer(world.s1, 'rec-2', '1.00'),
    ];
    const [byCustomer, byPartner] = [await makeChange(ours, 'customer'), await makeChange(theirs, 'partner')];
    await answerAs(ours, 'partner', byCustomer, true);
    await answerAs(theirs, 'customer', byPartner, true);
    const find = (id: Id<'associationChange'>) =>
      findAdjustment(readScope(actorOf(world.s1), 'adjustments.read'), asKind('adjustment', id));
    const common = { kind: 'unbind', via: 'session', isPartyOwn: false, amount: { minor: 100n } };
    expect(await find(byCustomer)).toMatchObject({
      ...common,
      userName: canary('S1', 'user-admin'),
      isByParty: false,
      actingOrganization: null,
    });
    expect(await find(byPartner)).toMatchObject({
      ...common,
      userName: null,
      isByParty: true,
      sessionId: null,
      actingOrganization: { name: canary('rec-2', 'name') },
    });
  });

  it('moves nothing when there is nothing', async () => {
    const customer = await makeCustomer(world.s1, 'empty', 'resale');
    const changeId = await makeChange(customer, 'partner');
    const counts = await rowCounts();
    expect(await answerAs(customer, 'customer', changeId, true)).toMatchObject({ ok: true });
    expect(grownBy(counts, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await changeOf(changeId)).toMatchObject({ state: 'completed', returnedMinor: 0n });
  });

  it('leaves a customer its partner answers for as for an id that names nothing', async () => {
    const customer = await makeFundedCustomer(world.s1, 'gone', '5.00');
    const scope = readScope(actorOf(world.s1), 'customers.read');
    expect(await findCustomer(scope, customer.customerId)).toMatchObject({ id: customer.customerId });
    await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
    expect(await findCustomer(scope, customer.customerId)).toBeUndefined();
    for (const move of [allocateFunds, reclaimFunds]) {
      const ask = (customerId: string) => move(actorOf(world.s1), freshKey(), { customerId, amount: '1.00' });
      expect(await ask(customer.customerId)).toEqual(await ask(newId('customer')));
      expect(await ask(customer.customerId)).toMatchObject({ ok: false, code: 'customer_not_found' });
    }
  });

  it("gives a reseller's customer's money back to the reseller, not to its distributor", async () => {
    await fund(world, world.d1, '50.00');
    await allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '50.00' });
    const customer = await makeFundedCustomer(world.r1a, 'below', '20.00');
    const distributorHad = await balanceOf(world.d1);
    await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
    expect(await balanceOf(world.r1a)).toBe(5_000n);
    expect(await balanceOf(world.d1)).toBe(distributorHad);
  });
});

describe('switching', () => {
  it('[L4] to referral returns the balance, begins a new relation and refuses allocations from then on', async () => {
    const before = await balanceOf(world.s1);
    const customer = await makeFundedCustomer(world.s1, 'switch', '77.00');
    await database()
      .update(schema.associations)
      .set({ accountManagerId: world.s1.users.sales, remark: 'kept' })
      .where(eq(schema.associations.customerId, customer.customerId));
    const changeId = await makeChange(customer, 'partner', 'referral');
    expect(await answerAs(customer, 'customer', changeId, true)).toMatchObject({ ok: true });
    expect([await balanceOf(customer), await balanceOf(world.s1)]).toEqual([0n, before]);
    const [old, fresh] = await relationsOf(customer);
    const kept = { label: old?.label, remark: 'kept', accountManagerId: world.s1.users.sales };
    expect(old).toMatchObject({ type: 'resale', endedReason: 'switched', endedAt: expect.any(Date), ...kept });
    expect(fresh).toMatchObject({ type: 'referral', endedReason: null, endedAt: null, ...kept });
    const input = { customerId: customer.customerId, amount: '1.00' };
    for (const move of [allocateFunds, reclaimFunds])
      expect(await move(actorOf(world.s1), freshKey(), input)).toMatchObject({ ok: false, code: 'referral_customer' });
  });

  it('to resale lets money be allocated', async () => {
    const customer = await makeCustomer(world.s1, 'up', 'referral');
    const changeId = await makeChange(customer, 'partner', 'resale');
    expect(await answerAs(customer, 'customer', changeId, true)).toMatchObject({ ok: true });
    const input = { customerId: customer.customerId, amount: '1.00' };
    expect(await allocateFunds(actorOf(world.s1), freshKey(), input)).toMatchObject({ ok: true });
  });
});

describe('an answer', () => {
  it('of no closes the request and changes nothing else', async () => {
    const customer = await makeFundedCustomer(world.s1, 'no', '3.00');
    const changeId = await makeChange(customer, 'customer');
    const counts = await rowCounts();
    const input = { changeId, agree: 'no', answer: ' Please stay ' };
    expect(await answerChange(actorOf(world.s1), freshKey(), input)).toMatchObject({ ok: true });
    expect(grownBy(counts, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, outbox_events: 1 });
    expect(await changeOf(changeId)).toMatchObject({
      state: 'rejected',
      answer: 'Please stay',
      answeredBy: world.s1.users.admin,
      returnedMinor: null,
    });
    expect(await balanceOf(customer)).toBe(300n);
    expect(await relationsOf(customer)).toMatchObject([{ endedAt: null }]);
  });

  it('acts once for one key, and says so', async () => {
    const customer = await makeFundedCustomer(world.s1, 'once', '4.00');
    const changeId = await makeChange(customer, 'customer');
    const key = freshKey();
    const call = () => answerChange(actorOf(world.s1), key, { changeId, agree: true });
    expect([await call(), await call()]).toEqual([
      { ok: true, id: changeId, replayed: false },
      { ok: true, id: changeId, replayed: true },
    ]);
    const other = await answerChange(actorOf(world.s1), key, { changeId, agree: false });
    expect(other).toMatchObject({ ok: false, code: 'request_reused' });
  });

  it('that breaks at its very last step leaves everything as it was', async () => {
    const customer = await makeFundedCustomer(world.s1, 'broken', '6.00');
    const changeId = await makeChange(customer, 'customer');
    const counts = await rowCounts();
    await test.owner.query(
      `create function broken_outbox() returns trigger language plpgsql as $$ begin raise exception 'the disk is full'; end $$;
       create trigger broken before insert on outbox_events for each row execute function broken_outbox()`,
    );
    await expect(answerAs(customer, 'partner', changeId, true)).rejects.toThrow();
    await test.owner.query('drop trigger broken on outbox_events; drop function broken_outbox()');
    expect(grownBy(counts, await rowCounts())).toEqual({});
    expect(await balanceOf(customer)).toBe(600n);
    expect(await changeOf(changeId)).toMatchObject({ state: 'submitted' });
    expect(await relationsOf(customer)).toMatchObject([{ endedAt: null }]);
    expect(await answerAs(customer, 'partner', changeId, true)).toMatchObject({ ok: true });
  });
});

it('waits for what the platform is finding out about the customer, and heeds it', async () => {
  const customer = await makeFundedCustomer(world.s1, 'found-out', '10.00');
  const changeId = await makeChange(customer, 'customer');
  const finder = await test.owner.connect();
  await finder.query('begin');
  await finder.query(`update customers set obstacles = '{unpaid_bills}' where id = $1`, [uuidOf(customer.customerId)]);
  const answering = answerAs(customer, 'partner', changeId, true);
  const { rows: own } = await finder.query<{ pid: number }>('select pg_backend_pid() as pid');
  const waits = async () => {
    const blocked = 'select from pg_locks where not granted and $1 = any(pg_blocking_pids(pid))';
    return (await test.owner.query(blocked, [own[0]?.pid])).rows.length;
  };
  try {
    await expect.poll(waits).toBe(1);
  } finally {
    await finder.query('commit');
    finder.release();
  }
  expect(await answering).toMatchObject({ ok: false, code: 'unpaid_bills' });
  expect(await balanceOf(customer)).toBe(1_000n);
});
