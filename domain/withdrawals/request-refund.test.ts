import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Id, newId, uuidOf } from '@/lib/id';
import { brokenAt } from '@/tests/broken-at';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { askBack, askNoMore, moneyOf, paidOnline, partsOfRequest, refundOf, stateOf, wayBack } from '@/tests/refunds';
import { backTo, footprint, requester, toCard, withdrawalRow } from '@/tests/withdrawals';
import {
  actorOf,
  freshKey,
  fund,
  makeOrganization,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { approveWithdrawal } from './approve-withdrawal';
import { cancelWithdrawal } from './cancel-withdrawal';
import { previewWithdrawal } from './preview-withdrawal';
import { rejectWithdrawal } from './reject-withdrawal';
import { requestWithdrawal } from './request-withdrawal';

let test: TestDatabase;
let world: World;
let partner: WorldOrganization;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase({ max: 54 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `RF${made}`, kind: 'solution_provider' });
});
afterEach(async () => {
  await booksAreRight();
  await askNoMore(test.owner);
});
afterAll(() => test.close());

const approve = (withdrawalId: Id<'withdrawal'>) =>
  approveWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId });
const agePayment = (id: Id<'onlineRecharge'>, months: number) =>
  test.owner.query(`update online_recharges set paid_at = paid_at - make_interval(months => $2) where id = $1`, [
    uuidOf(id),
    months,
  ]);

describe('[F6] asking for what was paid online', () => {
  it('goes back through the provider, asks for no account, and is held', async () => {
    await paidOnline(partner);
    const id = await askBack(partner, '60.00');
    expect(await withdrawalRow(id)).toMatchObject({ route: 'provider', askedWith: null, amountMinor: 6_000n });
    expect(await moneyOf(partner)).toEqual([4_000n, 6_000n]);
    expect(await refundOf(id)).toBeUndefined();
  });

  it('is one withdrawal for each payment beside what goes through the bank, the last recharge first, and adds up', async () => {
    await fund(world, partner, '50.00');
    await paidOnline(partner, '30.00');
    await fund(world, partner, '20.00');
    await paidOnline(partner, '10.00');
    const input = backTo('100.00');
    const shown = await previewWithdrawal(requester(partner), input);
    expect(shown.outlook?.flows.map(({ route, amount }) => [route, amount.minor])).toEqual([
      ...[['provider', 1_000n] as const, ['bank', 2_000n] as const],
      ...[['provider', 3_000n] as const, ['bank', 4_000n] as const],
    ]);
    const key = freshKey();
    const outcome = await requestWithdrawal(requester(partner), key, input);
    expect(await requestWithdrawal(requester(partner), key, input)).toEqual({ ...outcome, replayed: true });
    if (!outcome.ok) throw new Error(outcome.code);
    const parts = await partsOfRequest(outcome.id);
    expect(parts.map(({ route, amountMinor }) => [route, amountMinor])).toEqual([
      ...[
        ['provider', 1_000n],
        ['bank', 6_000n],
      ],
      ['provider', 3_000n],
    ]);
    expect(await moneyOf(partner)).toEqual([1_000n, 10_000n]);
  });

  it('takes nothing that is too old for its provider, and nothing by the setting’s shorter time', async () => {
    const old = await paidOnline(partner, '30.00');
    await agePayment(old, 11);
    expect(await requestWithdrawal(requester(partner), freshKey(), wayBack('10.00'))).toMatchObject({
      code: 'not_withdrawable',
      fields: { amount: 'above_recharges' },
    });
    const young = await paidOnline(partner, '20.00');
    await agePayment(young, 3);
    await test.owner.query(
      `insert into settings (key, value, organization_id, root_id) values ('refund_months', '3', $1, $1)`,
      [uuidOf(world.operator.id)],
    );
    const refused = await requestWithdrawal(requester(partner), freshKey(), wayBack('20.00'));
    await test.owner.query(`delete from settings where key = 'refund_months'`);
    expect(refused).toMatchObject({ code: 'not_withdrawable', fields: { amount: 'above_recharges' } });
    expect(await askBack(partner, '20.00')).toBeDefined();
    // A bank card takes what is too old.
    expect(await requestWithdrawal(requester(partner), freshKey(), toCard('30.00'))).toMatchObject({ ok: true });
  });

  it('sends back through 20 payments at a time, and says so beyond', async () => {
    for (let n = 0; n < 21; n += 1) await paidOnline(partner, '1.00');
    const before = await footprint();
    expect(await requestWithdrawal(requester(partner), freshKey(), wayBack('21.00'))).toMatchObject({
      code: 'not_withdrawable',
      fields: { amount: 'too_many_refunds' },
    });
    expect(await footprint()).toEqual(before);
    expect(await partsOfRequest(await askBack(partner, '20.00'))).toHaveLength(20);
  });

  it('is decided together, and comes to nothing together, while nobody has decided on it', async () => {
    const both = async () => {
      const id = await askBack(partner, '150.00', backTo('150.00'));
      return (await partsOfRequest(id)).map((row) => row.id);
    };
    await fund(world, partner, '100.00');
    await paidOnline(partner);
    const statesOf = (ids: readonly Id<'withdrawal'>[]) => Promise.all(ids.map(stateOf));
    const cancelled = await both();
    const withdrawalId = cancelled[1] ?? newId('withdrawal');
    expect(await cancelWithdrawal(requester(partner), freshKey(), { withdrawalId })).toMatchObject({ ok: true });
    expect(await statesOf(cancelled)).toEqual(['cancelled', 'cancelled']);
    const rejected = await both();
    const reject = (id: Id<'withdrawal'> | undefined) =>
      rejectWithdrawal(actorOf(world.operator, 'finance'), freshKey(), { withdrawalId: id, note: 'No' });
    expect(await reject(rejected[0])).toMatchObject({ ok: true });
    expect(await statesOf(rejected)).toEqual(['rejected', 'rejected']);
    expect(await moneyOf(partner)).toEqual([20_000n, 0n]);
    const approvedBoth = await both();
    expect(await approve(approvedBoth[1] ?? newId('withdrawal'))).toMatchObject({ ok: true });
    expect(await statesOf(approvedBoth)).toEqual(['approved', 'approved']);
    // From then on each goes its own way.
    expect(await reject(approvedBoth[0])).toMatchObject({ ok: true });
    expect(await statesOf(approvedBoth)).toEqual(['rejected', 'approved']);
  });

  it.each(['before', 'after'] as const)(
    '[M10] both parts, broken off %s any statement of asking, approving or declining: all of it or nothing, once',
    async (when) => {
      await fund(world, partner, '1000.00');
      await paidOnline(partner);
      const parts = async (id: Id<'withdrawal'>) => (await partsOfRequest(id)).map((row) => row.state);
      for (let nth = 1, isReached = true; isReached; nth += 1) {
        const [had = 0n] = await moneyOf(partner);
        const keys = [freshKey(), freshKey(), freshKey()] as const;
        const asks = () =>
          requestWithdrawal(requester(partner), keys[0], { ...wayBack('150.00'), ...backTo('150.00') });
        const first = await brokenAt(test, nth, when, asks);
        const asked = await asks();
        if (!asked.ok) throw new Error(asked.code);
        const input = { withdrawalId: asked.id };
        expect(await moneyOf(partner)).toEqual([had - 15_000n, 15_000n]);
        expect(await parts(asked.id)).toEqual(['requested', 'requested']);
        const approves = () => approveWithdrawal(actorOf(world.operator, 'finance'), keys[1], input);
        const second = await brokenAt(test, nth, when, approves);
        expect(await approves()).toMatchObject({ ok: true });
        expect(await parts(asked.id)).toEqual(['approved', 'approved']);
        const others = (await partsOfRequest(asked.id)).map((row) => row.id);
        // Approved, each comes to nothing by itself.
        const declines = (withdrawalId: Id<'withdrawal'>) =>
          rejectWithdrawal(actorOf(world.operator), `${keys[2]}${withdrawalId.slice(-6)}`, { withdrawalId, note: 'x' });
        const third = await brokenAt(test, nth, when, () => declines(asked.id));
        for (const id of others) expect(await declines(id)).toMatchObject({ ok: true });
        expect(await moneyOf(partner)).toEqual([had, 0n]);
        isReached = first || second || third;
      }
    },
    120_000,
  );
});
