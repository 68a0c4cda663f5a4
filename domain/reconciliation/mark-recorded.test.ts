import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { creditLine, imported, linesOf, partnerWithNumber, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { must } from '@/tests/must';
import { booksAreRight } from '@/tests/oracles';
import { freshLine } from '@/tests/postings';
import { claimOf, type ReceivingAccount, receivingAccountOf, suspenseBalance } from '@/tests/recharge';
import { recordedTransfer } from '@/tests/reversals';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, balanceOf, freshKey, seedWorld, type World } from '@/tests/world';
import { approvePosting } from './approve-posting';
import { markRecorded } from './mark-recorded';
import { rejectPosting } from './reject-posting';

const { bankLines, bankTransfers } = schema;

let test: TestDatabase;
let world: World;
let account: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
  account = await receivingAccountOf(world.operator);
});
afterEach(booksAreRight);
afterAll(() => test.close());

const finance = () => actorOf(world.operator, 'finance');
const admin = () => actorOf(world.operator, 'admin');
const lineOf = async (id: Id<'bankLine'>) => (await database().select().from(bankLines).where(eq(bankLines.id, id)))[0];
it('[F2] credits nobody twice: the line is the recorded transfer, and file = suspense + posted + recorded still', async () => {
  const { partner, number, name } = await partnerWithNumber(account, 'MR1');
  const bankTransferId = await recordedTransfer(world, partner, '90.00');
  const lay = await suspenseBalance(world.operator);
  const arrives = creditLine({ amount: '90.00', payerName: name, virtualNumber: number });
  const file = await imported(world.operator, statementOf(account, [arrives]));
  const [line] = await linesOf(file.id);
  expect(line).toMatchObject({ state: 'suspense', partnerId: partner.id });
  if (!line) throw new Error('there is a line');
  const key = freshKey();
  const input = { lineId: line.id, bankTransferId };
  const { id } = await must(markRecorded(finance(), key, input));
  expect(await markRecorded(finance(), key, input)).toEqual({ ok: true, id, replayed: true });
  expect(await refusedUntouched(() => approvePosting(finance(), freshKey(), { postingId: id }))).toMatchObject({
    code: 'second_person_needed',
  });
  const claimId = await claimOf(partner, line.id);
  await must(approvePosting(admin(), freshKey(), { postingId: id }));
  expect(await lineOf(line.id)).toMatchObject({ state: 'recorded', recordedId: bankTransferId, partnerId: partner.id });
  expect(await balanceOf(partner)).toBe(9_000n);
  expect(await suspenseBalance(world.operator)).toBe(lay);
  const [claim] = await database()
    .select()
    .from(schema.remittanceClaims)
    .where(eq(schema.remittanceClaims.id, claimId));
  expect(claim).toMatchObject({ state: 'rejected' });
  const lines = await linesOf(file.id);
  expect(lines.reduce((sum, { amountMinor }) => sum + amountMinor, 0n)).toBe(9_000n);
  // What was typed as its reference is another line's now: a file that brings that one does not pass for it.
  const [recorded] = await database().select().from(bankTransfers).where(eq(bankTransfers.id, bankTransferId));
  const other = creditLine({
    amount: '90.00',
    bankReference: recorded?.bankReference ?? null,
    payerName: name,
    virtualNumber: number,
  });
  const [met] = await linesOf((await imported(world.operator, statementOf(account, [other]))).id);
  expect(met).toMatchObject({ state: 'suspense', recordedId: null });
  expect(met?.reasons).toContainEqual({ code: 'reference_used', speaks: 'against' });
});

it('is refused for what is not there, not alike, not open or another line already', async () => {
  const { partner } = await partnerWithNumber(account, 'MR2');
  const bankTransferId = await recordedTransfer(world, partner, '1.00');
  const lineId = await freshLine(world, '1.00');
  const of = (input: object) =>
    refusedUntouched(() => markRecorded(finance(), freshKey(), { lineId, bankTransferId, ...input }));
  expect(await of({ lineId: newId('bankLine') })).toMatchObject({ code: 'bank_line_not_found' });
  expect(await of({ bankTransferId: newId('bankTransfer') })).toMatchObject({ code: 'recharge_not_found' });
  expect(await of({ bankTransferId: await recordedTransfer(world, partner, '1.01') })).toMatchObject({
    code: 'recharge_differs',
  });
  const { id } = await must(markRecorded(finance(), freshKey(), { lineId, bankTransferId }));
  expect(await of({})).toMatchObject({ code: 'line_posting_open' });
  const another = await freshLine(world, '1.00');
  expect(await of({ lineId: another })).toMatchObject({ code: 'recharge_known' });
  await must(rejectPosting(admin(), freshKey(), { postingId: id, note: 'no' }));
  const again = await must(markRecorded(finance(), freshKey(), { lineId: another, bankTransferId }));
  await must(approvePosting(admin(), freshKey(), { postingId: again.id }));
  expect(await of({ lineId: another })).toMatchObject({ code: 'line_not_open' });
  expect(await of({})).toMatchObject({ code: 'recharge_known' });
});

it('is refused for a recharge that came from a file', async () => {
  const { number, name } = await partnerWithNumber(account, 'MR3');
  const posted = creditLine({ payerName: name, virtualNumber: number });
  const [line] = await linesOf((await imported(world.operator, statementOf(account, [posted]))).id);
  if (!line) throw new Error('there is a line');
  const [recharge] = await database().select().from(bankTransfers).where(eq(bankTransfers.lineId, line.id));
  const lineId = await freshLine(world, '1.00');
  expect(
    await refusedUntouched(() => markRecorded(finance(), freshKey(), { lineId, bankTransferId: recharge?.id })),
  ).toMatchObject({ code: 'recharge_not_found' });
});

it('is not approved where a file has brought the recorded transfer meanwhile', async () => {
  const { partner } = await partnerWithNumber(account, 'MR4');
  const bankTransferId = await recordedTransfer(world, partner, '8.00');
  const { id } = await must(
    markRecorded(finance(), freshKey(), { lineId: await freshLine(world, '8.00'), bankTransferId }),
  );
  const [recorded] = await database().select().from(bankTransfers).where(eq(bankTransfers.id, bankTransferId));
  const met = creditLine({ amount: '8.00', bankReference: recorded?.bankReference ?? null });
  const [line] = await linesOf((await imported(world.operator, statementOf(account, [met]))).id);
  expect(line).toMatchObject({ state: 'recorded' });
  expect(await refusedUntouched(() => approvePosting(admin(), freshKey(), { postingId: id }))).toMatchObject({
    code: 'recharge_known',
  });
});

it('takes a transfer once, however many name it at once for different lines', async () => {
  const { partner } = await partnerWithNumber(account, 'MR5');
  const bankTransferId = await recordedTransfer(world, partner, '2.00');
  const lines = await Promise.all(Array.from({ length: 10 }, () => freshLine(world, '2.00')));
  const outcomes = await Promise.all(
    Array.from({ length: 50 }, (_, n) =>
      decided(() => markRecorded(finance(), freshKey(), { lineId: lines[n % 10], bankTransferId })),
    ),
  );
  const [postingId, ...others] = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.id] : []));
  expect([postingId === undefined, others]).toEqual([false, []]);
  const lay = await suspenseBalance(world.operator);
  const approvals = await Promise.all(
    Array.from({ length: 50 }, () => decided(() => approvePosting(admin(), freshKey(), { postingId }))),
  );
  expect(approvals.filter(({ ok }) => ok)).toHaveLength(1);
  expect(lay - (await suspenseBalance(world.operator))).toBe(200n);
});
