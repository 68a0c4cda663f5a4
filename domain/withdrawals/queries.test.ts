import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { type Id, newId } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { suspenseLine } from '@/tests/recharge';
import { approved, ask, backTo, fileOf, payingAccount, settle, toCard, withdrawalRow } from '@/tests/withdrawals';
import { actorOf, fund, seedWorld, type World } from '@/tests/world';
import { findWithdrawal, listReturnCandidates } from './detail-queries';
import { findPaymentFile, listPayingAccounts, listPaymentFiles } from './payment-file-queries';
import { countWithdrawals, listChosenWithdrawals, listWithdrawals, type WithdrawalFilter } from './queries';

let test: TestDatabase;
let world: World;
let own: Id<'withdrawal'>;
let others: Id<'withdrawal'>;
let paid: Id<'withdrawal'>;
let file: Id<'paymentFile'>;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  await fund(world, world.s1, '100.00');
  await fund(world, world.s2, '100.00');
  own = await ask(world.s1, backTo('10.00'));
  others = await approved(world, world.s2, toCard('20.00'));
  paid = await approved(world, world.s1, toCard('30.00'));
  file = await fileOf(world, [paid]);
  await settle(world, file);
});
afterEach(booksAreRight);
afterAll(() => test.close());

const partner = () => readScope(actorOf(world.s1, 'viewer'), 'withdrawals.read');
const operator = () => readScope(actorOf(world.operator, 'viewer'), 'withdrawals.oversee');
const pageOf = () => pageRequest({}, { key: 'instant', id: 'withdrawal' });
const ids = async (scope: ReturnType<typeof partner>, filter: WithdrawalFilter = {}) =>
  (await listWithdrawals(scope, filter, pageOf())).rows.map(({ id }) => id);

describe('withdrawals', () => {
  it('[T3] are read by whose they are, and by the operator', async () => {
    expect(await ids(partner())).toEqual([paid, own]);
    expect(await ids(operator())).toEqual([paid, others, own]);
    expect(await findWithdrawal(partner(), others)).toBeUndefined();
    expect(await findWithdrawal(partner(), newId('withdrawal'))).toBeUndefined();
    expect((await listChosenWithdrawals(partner(), [own, others])).map(({ id }) => id)).toEqual([own]);
    expect(await listChosenWithdrawals(partner(), [])).toEqual([]);
  });

  it('are found by number, id, state and kind, and by the operator by partner', async () => {
    const number = (await findWithdrawal(operator(), own))?.number ?? '';
    for (const q of [own, number, number.toLowerCase(), `${number}-1`])
      expect([q, await ids(partner(), { q })]).toEqual([q, [own]]);
    expect(await ids(partner(), { q: others })).toEqual([]);
    expect(await ids(partner(), { q: 'CNRY-S1' })).toEqual([]);
    for (const q of ['CNRY-S2', world.s2.id]) expect([q, await ids(operator(), { q })]).toEqual([q, [others]]);
    expect(await ids(operator(), { state: 'approved' })).toEqual([others]);
    expect(await ids(operator(), { kind: 'original' })).toEqual([own]);
    for (const [scope, counts] of [
      [operator(), [1, 1]],
      [partner(), [1, 0]],
    ] as const)
      expect([
        await countWithdrawals(scope, { state: 'requested' }),
        await countWithdrawals(scope, { state: 'approved' }),
      ]).toEqual(counts);
    expect(await ids(operator(), { paymentFileId: file })).toEqual([paid]);
  });

  it('are told with flows, transfers and file; who decided only to the operator', async () => {
    const shown = await findWithdrawal(partner(), own);
    expect(shown?.flows.map(({ amount, accountNumber }) => [formatMoney(amount), accountNumber])).toEqual([
      ['10.00', '110022334455'],
    ]);
    expect(shown?.flows[0]?.reference).toMatch(/^REF-/);
    const [mine, theirs] = [await findWithdrawal(partner(), paid), await findWithdrawal(operator(), paid)];
    expect([mine?.decidedBy, theirs?.decidedBy]).toEqual([null, 'CNRY-V-user-finance']);
    const row = await withdrawalRow(paid);
    expect(mine?.transfers).toEqual({ hold: row.holdTransferId, end: row.endTransferId, back: null });
    expect(mine?.file?.id).toBe(file);
  });
});

describe('what the operator pays with', () => {
  it('[T3] is the operator’s alone', async () => {
    const files = (scope: ReturnType<typeof partner>, q = '') =>
      listPaymentFiles(scope, { q }, pageRequest({}, { key: 'instant', id: 'paymentFile' }));
    const shown = await findPaymentFile(operator(), file);
    expect((await files(operator())).rows.map(({ id }) => id)).toEqual([file]);
    expect((await files(operator(), shown?.number.toLowerCase())).rows).toHaveLength(1);
    expect((await files(operator(), 'PF0')).rows).toEqual([]);
    expect((await files(partner())).rows).toEqual([]);
    expect((await listPayingAccounts(operator())).map(({ id }) => id)).toEqual([(await payingAccount(world)).id]);
    expect(await listPayingAccounts(partner())).toEqual([]);
  });

  it('shows the lines that could be what came back: of this amount, in suspense', async () => {
    const account = await payingAccount(world);
    const line = await suspenseLine(world.operator, account, { amount: '30.00', payerName: 'Back' });
    await suspenseLine(world.operator, account, { amount: '30.01' });
    const amount = (await findWithdrawal(operator(), paid))?.amount;
    if (!amount) throw new Error('it is there');
    expect((await listReturnCandidates(operator(), amount)).map(({ id }) => id)).toEqual([line]);
    expect(await listReturnCandidates(partner(), amount)).toEqual([]);
  });
});
