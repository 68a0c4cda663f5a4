import { eq } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { creditLine, imported, linesOf, partnerWithNumber, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { must } from '@/tests/must';
import { booksAreRight } from '@/tests/oracles';
import { freshLine } from '@/tests/postings';
import { type ReceivingAccount, receivingAccountOf } from '@/tests/recharge';
import { creditedByItself, reversalOf } from '@/tests/reversals';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { refusedUntouched } from '@/tests/untouched';
import { actorOf, balanceOf, freshKey, seedWorld, type World } from '@/tests/world';
import { approvePosting } from './approve-posting';
import { closeReversal } from './close-reversal';
import { proposePosting } from './propose-posting';
import { takeBack } from './take-back';

const { bankLines, outboxEvents } = schema;

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

describe('a reversal in a bank’s file', () => {
  it('[F5] is listed as what it is, also under the reference of the line it takes back, and moves nothing by itself', async () => {
    const { partner, line, lineId } = await credited('RV1', '80.00');
    const reversal = { ...line, direction: 'debit' as const, isReversal: true, virtualNumber: null };
    const file = await imported(world.operator, statementOf(account, [reversal]));
    expect(file).toMatchObject({ state: 'done', linesNew: 1 });
    const [booked] = await linesOf(file.id);
    expect(booked).toMatchObject({ state: 'reversal', isReversal: true, bankReference: line.bankReference });
    expect(await balanceOf(partner)).toBe(8_000n);
    expect(await eventsOf(String(booked?.id))).toMatchObject([{ kind: 'bank_line.reversed', transferId: null }]);
    const before = await rowCounts();
    expect(await imported(world.operator, statementOf(account, [reversal, line]))).toMatchObject({ linesKnown: 2 });
    expect(grownBy(before, await rowCounts())).not.toHaveProperty('bank_lines');
    expect(await lineOf(lineId)).toMatchObject({ state: 'posted' });
  });

  it('never posts money of ours that comes back as somebody’s recharge', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'RV2');
    const back = creditLine({ payerName: name, virtualNumber: number, isReversal: true });
    const file = await imported(world.operator, statementOf(account, [back]));
    const [booked] = await linesOf(file.id);
    expect(booked).toMatchObject({ state: 'suspense', partnerId: partner.id });
    expect(booked?.reasons).toContainEqual({ code: 'is_reversal', speaks: 'against' });
  });
});

describe('money of ours that comes back under a reference that a credit bore', () => {
  it('can be matched to its partner, and is called by its line then', async () => {
    const { partner, line } = await credited('RV3', '30.00');
    const back = { ...line, isReversal: true, virtualNumber: null };
    const [booked] = await linesOf((await imported(world.operator, statementOf(account, [back]))).id);
    expect(booked).toMatchObject({ state: 'suspense', bankReference: line.bankReference });
    const postingId = await proposedFor(booked?.id, partner.id);
    await must(approvePosting(admin(), freshKey(), { postingId }));
    expect(await balanceOf(partner)).toBe(6_000n);
    const recharges = await database()
      .select({ reference: schema.bankTransfers.bankReference })
      .from(schema.bankTransfers)
      .where(eq(schema.bankTransfers.organizationId, partner.id));
    expect(new Set(recharges.map(({ reference }) => reference))).toEqual(new Set([line.bankReference, booked?.id]));
  });

  /** By finance; where one person could do it alone, the database's rule is the same. */
  async function proposedFor(lineId: Id<'bankLine'> | undefined, partnerId: Id<'organization'>) {
    await test.owner.query(`update settings set value = '0' where key = 'manual_posting_below'`);
    return (await must(proposePosting(finance(), freshKey(), { lineId, partnerId }))).id;
  }
});

describe('saying that there is nothing to take back', () => {
  it('makes the line an ordinary debit, after a second person’s yes, and moves nothing', async () => {
    const originalId = await freshLine(world, '6.00');
    const lineId = await reversalOf(world, originalId);
    const { id } = await must(closeReversal(finance(), freshKey(), { lineId, note: '已另行处理' }));
    expect(await refusedUntouched(() => approvePosting(finance(), freshKey(), { postingId: id }))).toMatchObject({
      code: 'second_person_needed',
    });
    const before = await rowCounts();
    await must(approvePosting(admin(), freshKey(), { postingId: id }));
    expect(grownBy(before, await rowCounts())).not.toHaveProperty('ledger_transfers');
    expect(await lineOf(lineId)).toMatchObject({ state: 'outgoing' });
    const of = (line: unknown) =>
      refusedUntouched(() => closeReversal(finance(), freshKey(), { lineId: line, note: 'x' }));
    expect(await of(lineId)).toMatchObject({ code: 'line_not_open' });
    expect(await of(newId('bankLine'))).toMatchObject({ code: 'bank_line_not_found' });
    const other = await reversalOf(world, originalId, { bankReference: null });
    await must(takeBack(finance(), freshKey(), { lineId: other, originalId }));
    expect(await of(other)).toMatchObject({ code: 'line_posting_open' });
  });

  it('is said once, also by fifty at once and again under the same key', async () => {
    const lineId = await reversalOf(world, await freshLine(world, '6.10'));
    const key = freshKey();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, n) =>
        decided(() => closeReversal(finance(), n === 0 ? key : freshKey(), { lineId, note: 'x' })),
      ),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : outcome.code)))).toEqual(
      new Set(['line_posting_open']),
    );
    const other = await reversalOf(world, await freshLine(world, '6.20'));
    const { id } = await must(closeReversal(finance(), key.concat('-2'), { lineId: other, note: 'x' }));
    expect(await closeReversal(finance(), key.concat('-2'), { lineId: other, note: 'x' })).toEqual({
      ...{ ok: true, id, replayed: true },
    });
  });
});
