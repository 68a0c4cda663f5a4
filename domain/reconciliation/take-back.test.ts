import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction, schema, violatedConstraint } from '@/db/client';
import { fundsAccounts } from '@/domain/ledger/post';
import { readScope } from '@/domain/read-scope';
import { listStatement } from '@/domain/statements/queries';
import { findTransfer } from '@/domain/statements/transfer-queries';
import { eventBody } from '@/domain/webhooks/event-body';
import { planFlows } from '@/domain/withdrawals/plan-flows';
import { returnWithdrawal } from '@/domain/withdrawals/return-withdrawal';
import { type Id, newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { creditLine, imported, linesOf, partnerWithNumber, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { must } from '@/tests/must';
import { booksAreRight } from '@/tests/oracles';
import { freshLine, openPosting } from '@/tests/postings';
import { claimOf, type ReceivingAccount, receivingAccountOf, suspenseBalance, yuan } from '@/tests/recharge';
import { creditedByItself, recordedTransfer, reversalOf } from '@/tests/reversals';
import { refusedUntouched } from '@/tests/untouched';
import { approved, ask, fileOf, settle, toCard } from '@/tests/withdrawals';
import { actorOf, balanceOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { approvePosting } from './approve-posting';
import { findTakeBackOf } from './posting-queries';
import { proposePosting } from './propose-posting';
import { rejectPosting } from './reject-posting';
import { sendBackLine } from './send-back-line';
import { takeBack } from './take-back';

const { bankLines, bankPostings, outboxEvents } = schema;

let test: TestDatabase;
let world: World;
let account: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  account = await receivingAccountOf(world.operator, { isDefault: false });
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');
const lineOf = async (id: Id<'bankLine'>) => (await database().select().from(bankLines).where(eq(bankLines.id, id)))[0];
const eventsOf = (subjectId: string) =>
  database().select().from(outboxEvents).where(eq(outboxEvents.subjectId, subjectId));

const credited = (code: string, amount: string) => creditedByItself(world, account, code, amount);

/** The whole way: proposed by one, approved by another. */
async function takenBack(lineId: Id<'bankLine'>, originalId: Id<'bankLine'>): Promise<Id<'bankPosting'>> {
  const { id } = await must(takeBack(finance(), freshKey(), { lineId, originalId }));
  await must(approvePosting(admin(), freshKey(), { postingId: id }));
  return id;
}

describe('taking back', () => {
  it('[F6] takes the amount from the partner, once, after a second person’s yes, and tells it', async () => {
    const { partner, lineId: originalId } = await credited('TB1', '100.00');
    const lineId = await reversalOf(world, originalId);
    const key = freshKey();
    const input = { lineId, originalId, note: '银行冲正' };
    const { id } = await must(takeBack(finance(), key, input));
    expect(await takeBack(finance(), key, input)).toEqual({ ok: true, id, replayed: true });
    expect(await balanceOf(partner)).toBe(10_000n);
    expect(await refusedUntouched(() => approvePosting(finance(), freshKey(), { postingId: id }))).toMatchObject({
      code: 'second_person_needed',
    });
    await must(approvePosting(admin(), freshKey(), { postingId: id }));
    expect(await balanceOf(partner)).toBe(0n);
    expect(await lineOf(lineId)).toMatchObject({ state: 'taken_back', partnerId: partner.id });
    expect(await lineOf(originalId)).toMatchObject({ state: 'posted' });
    const [posting] = await database().select().from(bankPostings).where(eq(bankPostings.id, id));
    const rechargeId = posting?.rechargeId;
    if (!rechargeId) throw new Error('a recharge was taken back');
    expect(await findTakeBackOf(readScope(admin(), 'bank_transfers.read'), rechargeId)).toBe(id);
    expect(await findTakeBackOf(readScope(actorOf(partner), 'funds.read'), rechargeId)).toBeUndefined();
    const [event] = await eventsOf(String(posting?.rechargeId)).then((all) =>
      all.filter(({ kind }) => kind === 'recharge.reversed'),
    );
    expect(event).toMatchObject({ organizationId: partner.id, transferId: posting?.transferId });
    const told = { type: 'recharge.reversed', timestamp: 't', subjectId: String(event?.subjectId) } as const;
    const move = { amountMinor: -10_000n, balanceMinor: 0n, version: 2n, currency: 'CNY' } as const;
    const body = JSON.parse(eventBody({ ...told, payload: event?.payload ?? {} }, 'partner', move));
    expect(body.data).toMatchObject({ amount: '-100.00', recharge_id: expect.stringMatching(/./) });
    expect(body.data).not.toHaveProperty('withdrawal_id');
  });

  it('takes it out of suspense where it still lies there, and turns down whoever claims it', async () => {
    const before = await suspenseBalance(world.operator);
    const originalId = await freshLine(world, '7.00');
    const claimId = await claimOf(world.s1, originalId);
    await takenBack(await reversalOf(world, originalId), originalId);
    expect(await suspenseBalance(world.operator)).toBe(before);
    expect(await eventsOf(claimId)).toMatchObject([{ kind: 'claim.decided', payload: { decision: 'rejected' } }]);
    expect(await lineOf(originalId)).toMatchObject({ state: 'reversed' });
    expect(
      await refusedUntouched(() =>
        proposePosting(finance(), freshKey(), { lineId: originalId, partnerId: world.s1.id }),
      ),
    ).toMatchObject({ code: 'line_not_open' });
  });

  it('takes back what was recorded by hand and met again', async () => {
    const partner = (await partnerWithNumber(account, 'TB2')).partner;
    await recordedTransfer(world, partner, '5.00');
    const [recorded] = await database()
      .select()
      .from(schema.bankTransfers)
      .where(eq(schema.bankTransfers.organizationId, partner.id));
    const met = creditLine({ amount: '5.00', bankReference: recorded?.bankReference ?? null });
    const [line] = await linesOf((await imported(world.operator, statementOf(account, [met]))).id);
    expect(line).toMatchObject({ state: 'recorded', recordedId: recorded?.id });
    if (!line) throw new Error('there is a line');
    await takenBack(await reversalOf(world, line.id), line.id);
    expect(await balanceOf(partner)).toBe(0n);
  });

  it('takes back a withdrawal that came back and was taken again, under the withdrawal', async () => {
    const { partner } = await credited('TB9', '9.00');
    const withdrawalId = await approved(world, partner, toCard('9.00'));
    await settle(world, await fileOf(world, [withdrawalId]));
    const originalId = await freshLine(world, '9.00');
    await must(returnWithdrawal(admin(), freshKey(), { withdrawalId, lineId: originalId, note: 'x' }));
    expect(await balanceOf(partner)).toBe(900n);
    const id = await takenBack(await reversalOf(world, originalId), originalId);
    expect(await balanceOf(partner)).toBe(0n);
    const [posting] = await database().select().from(bankPostings).where(eq(bankPostings.id, id));
    expect(posting).toMatchObject({ partnerId: partner.id, withdrawalId, rechargeId: null });
    const transferId = posting?.transferId;
    if (!transferId) throw new Error('it moved');
    const moved = await findTransfer(readScope(actorOf(partner), 'funds.read'), transferId);
    expect(moved?.document?.origin).toEqual({ kind: 'withdrawal', id: withdrawalId });
  });

  it('stands in the partner’s statement as an adjustment that opens the recharge, and is nowhere to withdraw to', async () => {
    const { partner, line, lineId: originalId } = await credited('TBA', '12.00');
    await credited('TBB', '12.00');
    await recordedTransfer(world, partner, '1.00');
    await takenBack(await reversalOf(world, originalId), originalId);
    const scope = readScope(actorOf(partner), 'funds.read');
    const { rows } = await listStatement(scope, { account: 'recharge', types: ['adjustment'] }, { limit: 10 });
    expect(rows).toMatchObject([{ detail: 'recharge_reverse', document: { number: line.bankReference } }]);
    expect(rows.map(({ change }) => change.minor)).toEqual([-1_200n]);
    const flows = await inTransaction((tx) => planFlows(tx, partner.id, yuan('13.00'), []));
    expect(flows.map(({ amount }) => amount.minor)).toEqual([100n]);
  });

  it('is refused where the partner has spent it, and stays open', async () => {
    const { partner, lineId: originalId } = await credited('TB3', '50.00');
    const lineId = await reversalOf(world, originalId);
    const { id } = await must(takeBack(finance(), freshKey(), { lineId, originalId }));
    await ask(partner, toCard('0.01'));
    expect(await refusedUntouched(() => approvePosting(admin(), freshKey(), { postingId: id }))).toMatchObject({
      code: 'insufficient_balance',
    });
    await must(rejectPosting(admin(), freshKey(), { postingId: id, note: '余额不足' }));
    expect(await refusedUntouched(() => takeBack(finance(), freshKey(), { lineId, originalId }))).toMatchObject({
      code: 'insufficient_balance',
    });
    expect(await lineOf(lineId)).toMatchObject({ state: 'reversal' });
    expect(await balanceOf(partner)).toBe(4_999n);
  });

  it('is refused under the emergency brake', async () => {
    const { partner, lineId: originalId } = await credited('TB4', '1.00');
    const lineId = await reversalOf(world, originalId);
    await brake(partner, true);
    expect(await refusedUntouched(() => takeBack(finance(), freshKey(), { lineId, originalId }))).toMatchObject({
      code: 'partner_frozen',
    });
    await brake(partner, false);
  });

  const brake = async (partner: WorldOrganization, isOn: boolean) => {
    const funds = await inTransaction((tx) => fundsAccounts(tx, [partner.id], 'CNY'));
    await test.owner.query('update ledger_balances set frozen = $2 where account_id = $1', [
      funds.get(partner.id)?.toString(),
      isOn,
    ]);
  };

  it('is refused for what is not there, not open, not alike, or has gone back', async () => {
    const originalId = await freshLine(world, '2.00');
    const lineId = await reversalOf(world, originalId);
    const of = (input: object) =>
      refusedUntouched(() => takeBack(finance(), freshKey(), { lineId, originalId, ...input }));
    expect(await of({ lineId: newId('bankLine') })).toMatchObject({ code: 'bank_line_not_found' });
    expect(await of({ originalId: newId('bankLine') })).toMatchObject({ code: 'bank_line_not_found' });
    expect(await of({ lineId: originalId })).toMatchObject({ code: 'line_not_open' });
    expect(await of({ originalId: await freshLine(world, '2.01') })).toMatchObject({ code: 'original_differs' });
    expect(await of({ originalId: await reversalOf(world, originalId, { bankReference: null }) })).toMatchObject({
      code: 'original_differs',
    });
    const elsewhere = await credited('TB5', '2.00');
    expect(await of({ originalId: elsewhere.lineId })).toMatchObject({ code: 'original_differs' });
    const earlier = await reversalOf(world, originalId, { bankReference: null, bookedOn: '2026-11-19' });
    expect(await of({ lineId: earlier })).toMatchObject({ code: 'original_differs' });
    const gone = await freshLine(world, '2.00');
    const { id } = await must(sendBackLine(finance(), freshKey(), { lineId: gone, note: 'x' }));
    expect(await of({ originalId: gone })).toMatchObject({ code: 'line_posting_open' });
    await must(approvePosting(admin(), freshKey(), { postingId: id }));
    expect(await of({ originalId: gone })).toMatchObject({ code: 'original_taken_back' });
    await takenBack(lineId, originalId);
    const again = await reversalOf(world, originalId, { bankReference: null });
    expect(await of({ lineId: again })).toMatchObject({ code: 'original_taken_back' });
  });

  it('keeps a suspense line from being given away while it is decided about, and a line being given away from being taken back', async () => {
    const originalId = await freshLine(world, '3.00');
    const lineId = await reversalOf(world, originalId);
    const { id } = await must(takeBack(finance(), freshKey(), { lineId, originalId }));
    expect(
      await refusedUntouched(() => proposePosting(admin(), freshKey(), { lineId: originalId, partnerId: world.s1.id })),
    ).toMatchObject({ code: 'line_posting_open' });
    expect(await refusedUntouched(() => takeBack(admin(), freshKey(), { lineId, originalId }))).toMatchObject({
      code: 'line_posting_open',
    });
    await must(rejectPosting(admin(), freshKey(), { postingId: id, note: 'no' }));
    const [posting] = await database()
      .select()
      .from(bankPostings)
      .where(eq(bankPostings.id, await openPosting(world, null, world.s1)));
    if (!posting) throw new Error('there is a posting');
    const other = await reversalOf(world, posting.lineId);
    expect(
      await refusedUntouched(() => takeBack(admin(), freshKey(), { lineId: other, originalId: posting.lineId })),
    ).toMatchObject({ code: 'line_posting_open' });
  });

  it('is done once by fifty who name the same line for different reversals at once', async () => {
    const { partner, lineId: originalId } = await credited('TB6', '10.00');
    await credited('TB7', '10.00');
    const reversals = await Promise.all(
      Array.from({ length: 10 }, (_, n) => reversalOf(world, originalId, { bankReference: `R-${n}` })),
    );
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() => takeBack(finance(), freshKey(), { lineId: reversals[n % 10], originalId })),
      ),
    );
    const proposed = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.id] : []));
    expect(proposed).toHaveLength(1);
    const approvals = await Promise.all(
      Array.from({ length: 50 }, () => decided(() => approvePosting(admin(), freshKey(), { postingId: proposed[0] }))),
    );
    expect(approvals.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await balanceOf(partner)).toBe(0n);
  });

  it('is what the database holds to a second person and to once, whatever the program does', async () => {
    const { lineId: originalId } = await credited('TB8', '4.00');
    const lineId = await reversalOf(world, originalId);
    const { id } = await must(takeBack(finance(), freshKey(), { lineId, originalId }));
    const [posting] = await database().select().from(bankPostings).where(eq(bankPostings.id, id));
    if (!posting) throw new Error('there is a posting');
    const again = {
      ...posting,
      id: newId('bankPosting'),
      lineId: await reversalOf(world, originalId, { bankReference: null }),
    };
    const refusedBy = (changes: Partial<typeof posting>) =>
      database()
        .insert(bankPostings)
        .values({ ...again, ...changes })
        .then(() => 'nobody', violatedConstraint);
    expect(await refusedBy({ partnerId: null, rechargeId: null })).toBe('bank_postings_original_key');
    expect(await refusedBy({ originalLineId: lineId })).toBe('bank_postings_recharge_key');
    expect(await refusedBy({ needsSecond: false })).toBe('bank_postings_always_second');
    expect(await refusedBy({ originalLineId: null })).toBe('bank_postings_original');
  });
});
