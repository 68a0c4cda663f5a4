import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { inTransaction, schema } from '@/db/client';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { openAccount, postBatch } from '@/domain/ledger/post';
import { readScope } from '@/domain/read-scope';
import { approveBankTransfer } from '@/domain/recharge/approve-bank-transfer';
import { approveClaim } from '@/domain/reconciliation/approve-claim';
import { approvePosting } from '@/domain/reconciliation/approve-posting';
import { takeBack } from '@/domain/reconciliation/take-back';
import { keepTrail } from '@/domain/trail';
import { newId } from '@/lib/id';
import { creditLine, imported, partnerWithNumber, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { ownCustomer } from '@/tests/every-command';
import { openProposal } from '@/tests/hand-recording-inputs';
import { booksAreRight } from '@/tests/oracles';
import { freshLine } from '@/tests/postings';
import { claimOf, heldWithdrawal, receivingAccountOf, yuan } from '@/tests/recharge';
import { creditedLine, reversalOf } from '@/tests/reversals';
import { actorOf, freshKey, fund, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { listStatement } from './queries';
import { findTransfer } from './transfer-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

const scopeOf = (who: WorldOrganization) => readScope(actorOf(who, 'finance'), 'statements.read');
const latestOf = async (who: WorldOrganization) => {
  const { rows } = await listStatement(scopeOf(who), { account: 'recharge' }, { limit: 1 });
  const [line] = rows;
  if (!line) throw new Error('there is a line');
  return line.id;
};

describe('a transfer', () => {
  it('shows both legs of an allocation to both, each its own balance; and the payer that of its customer', async () => {
    await fund(world, world.s1, '100.00');
    const customer = ownCustomer(world, world.s1);
    await allocateFunds(actorOf(world.s1, 'finance'), freshKey(), { customerId: customer.customerId, amount: '30.00' });
    const id = await latestOf(world.s1);
    expect(await latestOf(customer)).toBe(id);
    const mine = await findTransfer(scopeOf(world.s1), id);
    expect(mine).toMatchObject({
      kind: 'allocate',
      amount: yuan('30.00'),
      document: { origin: { kind: 'adjustment', isOwn: true } },
      actor: { via: 'session', userName: 'CNRY-S1-user-finance', organization: null },
    });
    const balances = (found: typeof mine) => found?.legs.map((leg) => leg.balances?.after.minor);
    expect(balances(mine)).toEqual([7_000n, 3_000n]);
    const theirs = await findTransfer(scopeOf(customer), id);
    expect(balances(theirs)).toEqual([undefined, 3_000n]);
    expect(theirs).toMatchObject({
      document: { origin: { isOwn: false } },
      actor: { userName: null, organization: { nameEn: 'CNRY-S1-name-en' } },
    });
  });

  it('shows a recharge with its payer and the bank’s reference, and not the bank’s balance', async () => {
    await fund(world, world.d1, '5.00');
    const found = await findTransfer(scopeOf(world.d1), await latestOf(world.d1));
    expect(found).toMatchObject({
      kind: 'recharge',
      bank: { payerName: 'CNRY-D1-payer', receivedOn: '2026-11-01', isRecognised: false, payerId: null, claimId: null },
      actor: { userName: null, organization: { nameEn: 'CNRY-V-name-en' } },
    });
    expect(found?.legs.map(({ purpose, balances }) => [purpose, balances?.after.minor])).toEqual([
      ['bank_clearing', undefined],
      ['funds', 500n],
    ]);
  });

  it('shows money on its way out on both of the partner’s accounts, and what was paid online', async () => {
    await fund(world, world.s2, '9.00');
    const withdrawal = await heldWithdrawal(world.s2, '4.00');
    const found = await findTransfer(scopeOf(world.s2), await latestOf(world.s2));
    expect(found?.document?.origin).toEqual({ kind: 'withdrawal', id: withdrawal });
    expect(found?.legs.map(({ balances }) => balances?.after.minor)).toEqual([500n, 400n]);
    const recharge = await paidOnline(world.s2, '2.00');
    const paid = await findTransfer(scopeOf(world.s2), await latestOf(world.s2));
    expect(paid?.document).toEqual({ origin: { kind: 'online_recharge', id: recharge }, number: recharge });
  });

  it('[T3] of others is one that does not exist', async () => {
    await fund(world, world.d2, '1.00');
    const id = await latestOf(world.d2);
    for (const other of [world.s1, world.r2a, world.customers['D2']?.one ?? world.s1])
      expect(await findTransfer(scopeOf(other), id)).toBeUndefined();
    expect(await findTransfer(scopeOf(world.d2), newId('transfer'))).toBeUndefined();
  });
});

/** A payment a provider has confirmed, with its money, as the command leaves it. */
async function paidOnline(partner: WorldOrganization, text: string) {
  const [id, transferId, amount] = [newId('onlineRecharge'), newId('transfer'), yuan(text)];
  const of = { organizationId: partner.id, rootId: partner.rootId };
  await inTransaction(async (tx) => {
    await tx.insert(schema.onlineRecharges).values({
      ...{ ...of, id, amountMinor: amount.minor, currency: 'CNY', provider: 'test_provider', providerReference: id },
      ...{ state: 'paid', transferId, userId: partner.users.finance, paidAt: new Date(), expiresAt: new Date() },
    });
    const debit = await openAccount(tx, world.operator.id, 'payment_clearing', 'CNY');
    const credit = await openAccount(tx, partner.id, 'funds', 'CNY');
    await postBatch(tx, [{ id: transferId, kind: 'recharge_online', debit, credit, amount }]);
    const payload = { amount: text, currency: 'CNY' };
    await keepTrail(tx, actorOf(world.operator), { action: 'x', subjectId: id, transferId, detail: payload }, [
      { ...of, kind: 'recharge.credited', subjectId: id, transferId, payload },
    ]);
  });
  return id;
}

describe('who moved it, of a transfer that a second person has approved', () => {
  const admin = () => actorOf(world.operator, 'admin');
  const actorFor = async (partner: WorldOrganization) =>
    (await findTransfer(scopeOf(partner), await latestOf(partner)))?.actor;
  // To a partner the operator's people are the operator.
  const operator = { via: 'session', userName: null, organization: { nameEn: 'CNRY-V-name-en' } };

  it('is the operator: of a posting, a take-back, and what was recorded by hand', async () => {
    const { finance } = world.operator.users;
    const lineId = await creditedLine(world, world.s1, '3.00');
    expect(await actorFor(world.s1)).toMatchObject(operator);
    const input = { lineId: await reversalOf(world, lineId), originalId: lineId };
    const proposed = await takeBack(actorOf(world.operator, 'finance'), freshKey(), input);
    if (!proposed.ok) throw new Error(proposed.code);
    await approvePosting(admin(), freshKey(), { postingId: proposed.id });
    const back = await findTransfer(scopeOf(world.s1), await latestOf(world.s1));
    expect(back).toMatchObject({ kind: 'recharge_reverse', actor: operator });
    const proposalId = await openProposal(world, finance, world.s2);
    await approveBankTransfer(admin(), freshKey(), { proposalId });
    expect(await actorFor(world.s2)).toMatchObject(operator);
  });

  it('is the operator for a claim, and no person where a file posted by itself', async () => {
    const claimId = await claimOf(world.d1, await freshLine(world, '4.00'));
    await approveClaim(admin(), freshKey(), { claimId });
    expect(await actorFor(world.d1)).toMatchObject(operator);
    const account = await receivingAccountOf(world.operator, { isDefault: false });
    const { partner, number, name } = await partnerWithNumber(account, 'WM1');
    await imported(world.operator, statementOf(account, [creditLine({ payerName: name, virtualNumber: number })]));
    expect(await actorFor(partner)).toMatchObject({ via: 'job', userName: null });
  });
});
