import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { creditLine, imported, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { makePayerRule, openPosting } from '@/tests/postings';
import { type ReceivingAccount, receivingAccountOf, remittanceAccountOf, suspenseLine, yuan } from '@/tests/recharge';
import { actorOf, fund, seedWorld, type World } from '@/tests/world';
import { findBankLine } from './line-detail-queries';
import { type BankLineFilter, getSuspenseFigures, listBankLines, sumBankLines } from './line-queries';
import { countProposedPostings, findPosting, listPostings, previewPosting } from './posting-queries';
import { listPayerRules } from './rule-queries';

let test: TestDatabase;
let world: World;
let account: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  account = await receivingAccountOf(world.operator);
});
afterEach(booksAreRight);
afterAll(() => test.close());

const operator = () => readScope(actorOf(world.operator), 'reconciliation.read');
const partner = () => readScope(actorOf(world.s1), 'funds.read');
const first = pageRequest({}, { key: 'instant', id: 'bankLine' });

describe('transactions of bank files', () => {
  it('are found by payer, reference, account, number, amount, file, partner and age', async () => {
    const { number } = await remittanceAccountOf(world.s1, account);
    const file = await imported(
      world.operator,
      statementOf(account, [
        creditLine({ amount: '10.00', payerName: 'CNRY-S1-name', virtualNumber: number, bankReference: 'Q-1' }),
        creditLine({
          amount: '20.00',
          payerName: '远方（上海）100%公司',
          payerAccount: '6222000099',
          bankReference: 'Q-2',
        }),
        creditLine({ amount: '5.00', direction: 'debit', payerName: null, bankReference: 'Q-3' }),
      ]),
    );
    const old = await suspenseLine(world.operator, account, {
      ...{ amount: '7.00', payerName: 'Old Payer', createdAt: new Date(Date.now() - 40 * 86_400_000) },
    });
    const find = async (filter: BankLineFilter) => {
      const { rows } = await listBankLines(operator(), filter, first);
      return rows.map(({ bankReference }) => (bankReference?.startsWith('Q-') ? bankReference : 'old'));
    };
    expect(await find({})).toEqual(['Q-3', 'Q-2', 'Q-1', 'old']);
    expect(await find({ q: '远方(上海)' })).toEqual(['Q-2']);
    expect(await find({ q: '100%' })).toEqual(['Q-2']);
    expect(await find({ q: '%' })).toEqual([]);
    for (const q of ['Q-2', '6222 0000 99']) expect(await find({ q }), q).toEqual(['Q-2']);
    expect(await find({ q: number })).toEqual(['Q-1']);
    expect(await find({ q: old })).toEqual(['old']);
    expect(await find({ state: 'suspense' })).toEqual(['Q-2', 'old']);
    expect(await find({ minAmount: yuan('7.00'), maxAmount: yuan('10.00') })).toEqual(['Q-1', 'old']);
    expect(await find({ fileId: file.id })).toEqual(['Q-3', 'Q-2', 'Q-1']);
    expect(await find({ partnerId: world.s1.id })).toEqual(['Q-1']);
    expect(await find({ olderThanDays: 30 })).toEqual(['old']);
    const totals = await sumBankLines(operator(), {});
    expect({ ...totals, total: formatMoney(totals.total) }).toEqual({ count: 4, isMore: false, total: '32.00' });
  });

  it('[F5] explain the suspense account to the cent', async () => {
    const { balance, open, count } = await getSuspenseFigures(operator());
    expect([formatMoney(balance), formatMoney(open), count]).toEqual(['27.00', '27.00', 2]);
  });

  it('are shown page by page, each once', async () => {
    const page = { key: 'instant', id: 'bankLine' } as const;
    const one = await listBankLines(operator(), {}, pageRequest({}, page, 3));
    const two = await listBankLines(operator(), {}, pageRequest({ after: one.after }, page, 3));
    expect([...one.rows, ...two.rows]).toHaveLength(4);
    expect(new Set([...one.rows, ...two.rows].map(({ id }) => id)).size).toBe(4);
  });

  it('are nobody’s but the operator’s', async () => {
    const { rows } = await listBankLines(operator(), {}, first);
    const [line] = rows;
    expect(line && (await findBankLine(operator(), line.id))).toMatchObject({ id: line?.id });
    expect(line && (await findBankLine(partner(), line.id))).toBeUndefined();
    expect(await findBankLine(operator(), newId('bankLine'))).toBeUndefined();
    expect((await listBankLines(partner(), {}, first)).rows).toEqual([]);
    expect((await sumBankLines(partner(), {})).count).toBe(0);
    const figures = await getSuspenseFigures(partner());
    expect([figures.balance.minor, figures.count]).toEqual([0n, 0]);
  });
});

describe('postings', () => {
  it('are shown with what they would do, to the operator alone', async () => {
    await fund(world, world.s2, '100.00');
    const id = await openPosting(world, world.operator.users.finance, world.s2, { amount: '5.00' });
    const posting = await findPosting(operator(), id);
    expect(posting).toMatchObject({ kind: 'manual', partner: { id: world.s2.id }, proposedBy: 'CNRY-V-user-finance' });
    const preview = await previewPosting(operator(), world.s2.id, yuan('5.00'));
    expect(preview && [formatMoney(preview.before), formatMoney(preview.after)]).toEqual(['100.00', '105.00']);
    const page = pageRequest({}, { key: 'instant', id: 'bankPosting' });
    const ids = async (filter: Parameters<typeof listPostings>[1]) =>
      (await listPostings(operator(), filter, page)).rows.map((row) => row.id);
    expect(await ids({ state: 'proposed' })).toEqual([id]);
    expect(await countProposedPostings(operator())).toBe(1);
    expect(await countProposedPostings(partner())).toBe(0);
    expect(await ids({ kind: 'manual', lineId: posting?.lineId })).toEqual([id]);
    expect(await ids({ state: 'done' })).toEqual([]);
    expect(await findPosting(partner(), id)).toBeUndefined();
    expect((await listPostings(partner(), {}, page)).rows).toEqual([]);
    expect(await previewPosting(partner(), world.s2.id, yuan('5.00'))).toBeUndefined();
  });
});

describe('rules', () => {
  it('are found by their payer, by the operator alone', async () => {
    const id = await makePayerRule(actorOf(world.operator), world.s1);
    const page = pageRequest({}, { key: 'instant', id: 'payerRule' });
    const { rows } = await listPayerRules(operator(), { q: '付款方' }, page);
    expect(rows).toMatchObject([{ id, partner: { id: world.s1.id }, endedAt: null }]);
    expect((await listPayerRules(operator(), { q: 'nobody' }, page)).rows).toEqual([]);
    expect((await listPayerRules(operator(), { isEnded: true }, page)).rows).toEqual([]);
    expect((await listPayerRules(partner(), {}, page)).rows).toEqual([]);
  });
});
