import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { newId, uuidOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { approved, ask, fileOf, footprint, heldOf, requester, toCard, withdrawalRow } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { approveWithdrawal } from './approve-withdrawal';
import { cancelWithdrawal } from './cancel-withdrawal';
import { rejectWithdrawal } from './reject-withdrawal';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it when a mail is written; nothing connects by it
  world = await seedWorld();
  partner = await makeOrganization({ code: 'W', kind: 'distributor' });
  await fund(world, partner, '1000.00');
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
/** What must be refused. @returns why, and it has left nothing but the audit of a denial */
async function refused(asking: () => Promise<{ readonly ok: boolean; readonly code?: string }>): Promise<string> {
  const before = await footprint();
  const outcome = await asking();
  expect(await footprint()).toEqual(before);
  return outcome.ok ? 'done' : (outcome.code ?? '');
}

describe('[F6] deciding on a withdrawal', () => {
  it('gives back what was held when it is cancelled, once', async () => {
    const withdrawalId = await ask(partner, toCard('100.00'));
    const key = freshKey();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) => {
        const mine = n % 2 ? key : freshKey();
        return decided(() => cancelWithdrawal(requester(partner), mine, { withdrawalId }));
      }),
    );
    const done = outcomes.filter((outcome) => outcome.ok && !outcome.replayed);
    expect(done).toHaveLength(1);
    const codes = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code]));
    expect(codes.filter((code) => code !== 'withdrawal_not_open')).toEqual([]);
    expect([await balanceOf(partner), await heldOf(partner)]).toEqual([100_000n, 0n]);
    expect(await withdrawalRow(withdrawalId)).toMatchObject({ state: 'cancelled' });
  });

  it('gives it back when it is rejected, with the reason, also after it was approved', async () => {
    for (const make of [() => ask(partner, toCard('70.00')), () => approved(world, partner, toCard('70.00'))]) {
      const withdrawalId = await make();
      expect(await heldOf(partner)).toBe(7_000n);
      const done = await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: 'Another name' });
      expect(done).toMatchObject({ ok: true });
      expect([await balanceOf(partner), await heldOf(partner)]).toEqual([100_000n, 0n]);
      const row = await withdrawalRow(withdrawalId);
      expect(row).toMatchObject({ state: 'rejected', decisionNote: 'Another name', endedBy: finance().userId });
    }
  });

  it('is decided once, also when two decide at the same time', async () => {
    const withdrawalId = await ask(partner, toCard('10.00'));
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        n % 2
          ? approveWithdrawal(finance(), freshKey(), { withdrawalId, note: '' })
          : rejectWithdrawal(actorOf(world.operator), freshKey(), { withdrawalId, note: 'No' }),
      ),
    );
    const { state } = await withdrawalRow(withdrawalId);
    // Rejecting may follow approving; nothing follows rejecting.
    expect(outcomes.filter((outcome) => outcome.ok).length).toBeLessThanOrEqual(2);
    expect(state).toBe('rejected');
    expect(await heldOf(partner)).toBe(0n);
  });

  it('tells the same key the same again, and nothing moves', async () => {
    const withdrawalId = await ask(partner, toCard('10.00'));
    const key = freshKey();
    const input = { withdrawalId, note: 'No' };
    expect(await rejectWithdrawal(finance(), key, input)).toMatchObject({ ok: true, replayed: false });
    const before = await footprint();
    expect(await rejectWithdrawal(finance(), key, input)).toMatchObject({ ok: true, replayed: true });
    expect(await footprint()).toEqual(before);
  });

  it('refuses what is not open any more, and what does not exist', async () => {
    const [cancelled, sent] = [await ask(partner, toCard('1.00')), await approved(world, partner, toCard('2.00'))];
    await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId: cancelled });
    const onTheWay = await approved(world, partner, toCard('3.00'));
    await fileOf(world, [onTheWay]);
    const approve = (withdrawalId: string) =>
      refused(() => approveWithdrawal(finance(), freshKey(), { withdrawalId, note: '' }));
    const reject = (withdrawalId: string) =>
      refused(() => rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: 'No' }));
    const cancel = (withdrawalId: string, who = requester(partner)) =>
      refused(() => cancelWithdrawal(who, freshKey(), { withdrawalId }));
    expect([await approve(cancelled), await reject(cancelled), await cancel(cancelled)]).toEqual(
      Array(3).fill('withdrawal_not_open'),
    );
    expect([await approve(sent), await cancel(sent)]).toEqual(Array(2).fill('withdrawal_not_open'));
    expect([await approve(onTheWay), await reject(onTheWay), await cancel(onTheWay)]).toEqual(
      Array(3).fill('withdrawal_not_open'),
    );
    const nobody = newId('withdrawal');
    expect([await approve(nobody), await reject(nobody), await cancel(nobody)]).toEqual(
      Array(3).fill('withdrawal_not_found'),
    );
  });

  it('[T3] is not somebody else’s to cancel', async () => {
    const withdrawalId = await ask(partner, toCard('1.00'));
    for (const stranger of [world.d1, world.s1]) {
      const asking = () => cancelWithdrawal(requester(stranger), freshKey(), { withdrawalId });
      expect(await refused(asking)).toBe('withdrawal_not_found');
    }
    expect(await refused(() => cancelWithdrawal(finance(), freshKey(), { withdrawalId }))).toBe('not_permitted');
    const own = () => approveWithdrawal(requester(partner), freshKey(), { withdrawalId, note: '' });
    expect(await refused(own)).toBe('not_permitted');
  });

  it('needs a reason to reject', async () => {
    const withdrawalId = await ask(partner, toCard('1.00'));
    const outcome = await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: ' ' });
    expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: { note: 'required' } });
  });

  it('is never decided by whoever asked, which the database keeps', async () => {
    const withdrawalId = await ask(partner, toCard('1.00'));
    // Nobody is in both organizations; if somebody were, this is what they would be told.
    const both = { ...finance(), userId: partner.users.finance };
    expect(await refused(() => approveWithdrawal(both, freshKey(), { withdrawalId, note: '' }))).toBe(
      'second_person_needed',
    );
    expect(await refused(() => rejectWithdrawal(both, freshKey(), { withdrawalId, note: 'No' }))).toBe(
      'second_person_needed',
    );
  });

  it('of a frozen partner is rejected or waits, but not approved', async () => {
    const frozen = await makeOrganization({ code: 'WF', kind: 'solution_provider' });
    await fund(world, frozen, '10.00');
    const withdrawalId = await ask(frozen, toCard('10.00'));
    await freezeOrganization(actorOf(world.operator), freshKey(), { organizationId: frozen.id, reason: 'Test' });
    const approve = () => approveWithdrawal(finance(), freshKey(), { withdrawalId, note: '' });
    expect(await refused(approve)).toBe('partner_frozen');
    expect(await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: 'Frozen' })).toMatchObject({ ok: true });
    expect([await balanceOf(frozen), await heldOf(frozen)]).toEqual([1_000n, 0n]);
  });

  it('tells the partner, and of the request the operator', async () => {
    const withdrawalId = await ask(partner, toCard('5.00'));
    await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: 'No' });
    const events = await database()
      .select()
      .from(schema.outboxEvents)
      .where(sql`subject_id = ${withdrawalId}`)
      .orderBy(schema.outboxEvents.id);
    const payload = { amount: '5.00', currency: 'CNY', withdrawalKind: 'bank_card' };
    expect(events.map((event) => [event.kind, event.organizationId, event.payload])).toEqual([
      ['withdrawal.requested', partner.id, payload],
      ['withdrawal.decided', partner.id, { ...payload, decision: 'reject' }],
    ]);
  });
});

it('[F6] people are told: the operator of the request, the partner of what was decided, by mail too', async () => {
  const mine = await makeOrganization({ code: 'WN', kind: 'solution_provider' });
  await fund(world, mine, '10.00');
  const withdrawalId = await ask(mine, toCard('5.00'));
  await rejectWithdrawal(finance(), freshKey(), { withdrawalId, note: 'No' });
  while ((await deliverEvents()) > 0);
  const { notices, outgoingMessages } = schema;
  const told = await database().select().from(notices).where(sql`subject_id = ${withdrawalId}`);
  const { admin, finance: cashier } = mine.users;
  const operators = world.operator.users;
  expect(new Set(told.map(({ kind, userId }) => `${kind} ${userId}`))).toEqual(
    new Set([
      `withdrawal.requested ${operators.admin}`,
      `withdrawal.requested ${operators.finance}`,
      `withdrawal.decided ${admin}`,
      `withdrawal.decided ${cashier}`,
    ]),
  );
  const mails = await database()
    .select()
    .from(outgoingMessages)
    .where(sql`organization_id = ${uuidOf(mine.id)}::uuid and body like '%5.00%'`);
  expect(mails.filter(({ body }) => /rejected|被驳回/.test(body ?? ''))).toHaveLength(2);
});

describe('[U1] the way of a withdrawal', () => {
  it.each([
    ['approved', 'requested'],
    ['cancelled', 'requested'],
    ['rejected', 'approved'],
    ['sent', 'approved'],
  ])('is one-way in the database too: %s does not become %s', async (from, to) => {
    const { withdrawals } = schema;
    const [row] = await database().select().from(withdrawals).where(sql`state = ${from}`).limit(1);
    if (!row) throw new Error(`there is one that is ${from}`);
    const change = `update withdrawals set state = '${to}' where id = '${uuidOf(row.id)}'`;
    await expect(test.owner.query(change)).rejects.toMatchObject({ code: 'RC002' });
    if (row.endTransferId === null) return;
    const again = `update withdrawals set end_transfer_id = gen_random_uuid() where id = '${uuidOf(row.id)}'`;
    await expect(test.owner.query(again)).rejects.toMatchObject({ code: 'RC002' });
  });
});
