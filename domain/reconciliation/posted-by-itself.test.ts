import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { recordBankTransfer } from '@/domain/recharge/record-bank-transfer';
import { newId } from '@/lib/id';
import { virtualNumber } from '@/lib/virtual-number';
import { creditLine, imported, linesOf, partnerWithNumber, statementOf } from '@/tests/bank-import';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { payerOf, type ReceivingAccount, receivingAccountOf } from '@/tests/recharge';
import { actorOf, balanceOf, freshKey, seedWorld, type World } from '@/tests/world';

const { bankPostings } = schema;

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

describe('what was recorded by hand', () => {
  const byHand = (organizationId: string, amount: string, bankReference: string) =>
    recordBankTransfer(actorOf(world.operator, 'finance'), freshKey(), {
      ...{ organizationId, amount, bankReference, payerName: '某有限公司', receivedOn: '2026-11-20', note: '' },
    });

  it('is not credited again, and is one line only', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'H1');
    await byHand(partner.id, '50.00', 'HAND-1');
    const line = creditLine({ amount: '50.00', bankReference: 'HAND-1', payerName: name, virtualNumber: number });
    const file = await imported(world.operator, statementOf(account, [line]));
    expect((await linesOf(file.id)).map(({ state, partnerId }) => [state, partnerId])).toEqual([
      ['recorded', partner.id],
    ]);
    expect(await balanceOf(partner)).toBe(5_000n);
    const other = await receivingAccountOf(world.operator, { isDefault: false });
    const elsewhere = await imported(world.operator, statementOf(other, [line]));
    expect((await linesOf(elsewhere.id)).map(({ state }) => state)).toEqual(['posted']);
  });

  it.each([
    ['a file that names no references', '2026-11-20', null],
    ['another reference than was typed, some days later', '2026-11-23', 'BANKS-OWN'],
  ])('is not credited again by %s: it lies in suspense', async (_name, bookedOn, reference) => {
    const { partner, number, name } = await partnerWithNumber(account, `H${reference ?? 'none'}`);
    await byHand(partner.id, '70.00', `SLIP-${partner.id.slice(-8)}`);
    const line = { bookedOn, bankReference: reference, payerName: name, virtualNumber: number };
    const others = [
      creditLine({ ...line, amount: '71.00' }),
      creditLine({ ...line, amount: '70.00', bookedOn: '2026-11-24' }),
    ].map((other, at) => ({ ...other, bankReference: reference && `${reference}-${at}` }));
    const file = await imported(
      world.operator,
      statementOf(account, [creditLine({ ...line, amount: '70.00' }), ...others]),
    );
    const rows = await linesOf(file.id);
    expect(rows.map(({ state, partnerId }) => [state, partnerId])).toEqual([
      ['suspense', partner.id],
      ['posted', partner.id],
      ['posted', partner.id],
    ]);
    expect(rows[0]?.reasons).toContainEqual({ code: 'recorded_alike', speaks: 'against' });
    expect(await balanceOf(partner)).toBe(21_100n);
  });

  it('lies in suspense where the bank says another amount', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'H2');
    await byHand(partner.id, '50.00', 'HAND-2');
    const line = creditLine({ amount: '55.00', bankReference: 'HAND-2', payerName: name, virtualNumber: number });
    const file = await imported(world.operator, statementOf(account, [line]));
    const [row] = await linesOf(file.id);
    expect(row?.state).toBe('suspense');
    expect(row?.reasons.map(({ code }) => code)).toContain('reference_used');
  });

  it('cannot be done for what a file has brought, nor above the limit', async () => {
    const file = await imported(world.operator, statementOf(account, [creditLine({ bankReference: 'FILE-1' })]));
    expect(file.state).toBe('done');
    expect(await byHand(world.s1.id, '1.00', 'FILE-1')).toMatchObject({ ok: false, code: 'bank_reference_taken' });
    const above = await byHand(world.s1.id, '1000000.01', 'HAND-3');
    expect(above).toMatchObject({ ok: false, code: 'hand_limit_exceeded', fields: { amount: 'hand_limit_exceeded' } });
  });

  it('and a file never book one reference both, however they meet', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'H3');
    for (let round = 0; round < 12; round += 1) {
      const bankReference = `MEET-${round}`;
      const line = creditLine({ amount: '10.00', bankReference, payerName: name, virtualNumber: number });
      await Promise.all([
        imported(world.operator, statementOf(account, [line])),
        byHand(partner.id, '10.00', bankReference),
      ]);
    }
    expect(await balanceOf(partner)).toBe(12_000n);
  });
});

describe('what posts by itself', () => {
  it('waits for a second person where it is large', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'L1');
    const line = creditLine({ amount: '1000000.00', payerName: name, virtualNumber: number });
    const file = await imported(world.operator, statementOf(account, [line]));
    const [row] = await linesOf(file.id);
    expect(row).toMatchObject({ state: 'suspense', partnerId: partner.id });
    const postings = await database()
      .select()
      .from(bankPostings)
      .where(eq(bankPostings.lineId, row?.id ?? newId('bankLine')));
    expect(postings).toMatchObject([
      { kind: 'automatic', state: 'proposed', needsSecond: true, proposedBy: world.operator.users.finance },
    ]);
    expect(await balanceOf(partner)).toBe(0n);
  });

  it('is nothing for a partner that is frozen, or whose agreement is over', async () => {
    const frozen = await partnerWithNumber(account, 'L2');
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
      .where(eq(schema.organizations.id, frozen.partner.id));
    const over = await partnerWithNumber(account, 'L3');
    const payer = await payerOf(over.partner, '旧代付公司');
    await database()
      .update(schema.entrustedPayers)
      .set({ voidedAt: sql`clock_timestamp()`, voidedBy: over.partner.users.admin })
      .where(eq(schema.entrustedPayers.id, payer.id));
    const file = await imported(
      world.operator,
      statementOf(account, [
        creditLine({ payerName: frozen.name, virtualNumber: frozen.number }),
        creditLine({ payerName: '旧代付公司', virtualNumber: over.number }),
        creditLine({ payerName: over.name, virtualNumber: virtualNumber(account.numberPrefix, 99_999_999) }),
      ]),
    );
    const rows = await linesOf(file.id);
    expect(rows.map(({ state }) => state)).toEqual(['suspense', 'suspense', 'suspense']);
    expect(rows.map(({ reasons }) => reasons.find(({ speaks }) => speaks === 'against')?.code)).toEqual([
      'partner_frozen',
      'payer_not_allowed',
      'number_unknown',
    ]);
  });

  it('is nothing that may be known by another form of file', async () => {
    const { partner, number, name } = await partnerWithNumber(account, 'L4');
    const line = creditLine({ amount: '33.00', payerName: name, virtualNumber: number });
    await imported(world.operator, statementOf(account, [line]));
    const file = await imported(world.operator, statementOf(account, [{ ...line, bankReference: null }]));
    const [row] = await linesOf(file.id);
    expect(row?.reasons.map(({ code }) => code)).toContain('maybe_known');
    expect(await balanceOf(partner)).toBe(3_300n);
  });
});
