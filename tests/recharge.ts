import { createHash, randomUUID } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import { openAccount, postBatch, type Transfer } from '@/domain/ledger/post';
import { keepTrail } from '@/domain/trail';
import { type Id, newId, uuidOf } from '@/lib/id';
import { type Money, readAmount } from '@/lib/money';
import { payerNameKey } from '@/lib/payer-name';
import { virtualNumber } from '@/lib/virtual-number';
import { actorOf, freshKey, type WorldOrganization } from './world';

let made = 0;

/** An account of the operator at a bank, as a row; the default one unless it says otherwise. */
export async function receivingAccountOf(
  operator: WorldOrganization,
  more: Partial<typeof schema.receivingAccounts.$inferInsert> = {},
) {
  made += 1;
  const row = {
    id: newId('receivingAccount'),
    organizationId: operator.id,
    rootId: operator.rootId,
    accountName: 'Cloud Platform Ltd',
    bankName: 'Test Bank',
    branch: 'Main Branch',
    accountNumber: `1100${String(process.pid).padStart(8, '0')}${made}`,
    // Tests of browsers share a database with those of other processes.
    numberPrefix: `62${String(process.pid % 10_000).padStart(4, '0')}${String(made).padStart(2, '0')}`,
    currency: 'CNY',
    arrivalDaysMin: 1,
    arrivalDaysMax: 2,
    isDefault: true,
    ...more,
  } as const;
  await database().insert(schema.receivingAccounts).values(row);
  return row;
}
export type ReceivingAccount = Awaited<ReturnType<typeof receivingAccountOf>>;

/** A partner's dedicated number, as a row. */
export async function remittanceAccountOf(partner: WorldOrganization, { id, numberPrefix }: ReceivingAccount) {
  const { rows } = await database().execute<{ n: string }>(sql`select nextval('remittance_account_numbers') as n`);
  const row = {
    id: newId('remittanceAccount'),
    organizationId: partner.id,
    rootId: partner.rootId,
    receivingAccountId: id,
    number: virtualNumber(numberPrefix, Number(rows[0]?.n)),
    currency: 'CNY',
    userId: partner.users.finance,
  } as const;
  await database().insert(schema.remittanceAccounts).values(row);
  return row;
}

/** An agreement in effect with somebody who pays for a partner, as a row. */
export async function payerOf(partner: WorldOrganization, payerName: string) {
  const row = {
    id: newId('entrustedPayer'),
    organizationId: partner.id,
    rootId: partner.rootId,
    payerName,
    nameKey: payerNameKey(payerName),
    payerType: 'enterprise',
    relationship: 'affiliate',
    reason: 'on_behalf',
    agreementVersion: '2026-11',
    userId: partner.users.finance,
  } as const;
  await database().insert(schema.entrustedPayers).values(row);
  return row;
}

/** A transaction that lies in suspense, with its money, as the import of a file leaves it. */
export async function suspenseLine(
  operator: WorldOrganization,
  account: ReceivingAccount,
  line: {
    amount: string;
    payerName?: string;
    payerAccount?: string;
    remittanceText?: string;
    virtualNumber?: string;
    createdAt?: Date;
  },
): Promise<Id<'bankLine'>> {
  const of = { organizationId: operator.id, rootId: operator.rootId };
  const [fileId, statementId, id] = [newId('bankFile'), newId('bankStatement'), newId('bankLine')];
  const amount = yuan(line.amount);
  const sha256 = createHash('sha256').update(id).digest();
  const actor = actorOf(operator, 'finance');
  await inTransaction(async (tx) => {
    await tx.insert(schema.bankFiles).values({
      ...{ ...of, id: fileId, name: 'test.xml', source: 'upload', format: 'camt053', sha256, bytes: 1, state: 'done' },
      ...{
        linesTotal: 1,
        linesDone: 1,
        linesNew: 1,
        userId: operator.users.finance,
        finishedAt: sql`clock_timestamp()`,
      },
    });
    await tx.insert(schema.bankStatements).values({
      ...{ ...of, id: statementId, fileId, number: 1, receivingAccountId: account.id, currency: 'CNY' },
      ...{ creditsMinor: amount.minor, debitsMinor: 0n, lineCount: 1 },
    });
    const transferId = newId('transfer');
    await tx.insert(schema.bankLines).values({
      ...{
        ...of,
        id,
        fileId,
        statementId,
        lineNumber: 1,
        receivingAccountId: account.id,
        bankReference: `BR-${randomUUID().slice(0, 18)}`,
      },
      ...{
        fingerprint: sha256,
        direction: 'credit',
        amountMinor: amount.minor,
        currency: 'CNY',
        bookedOn: '2026-11-20',
      },
      ...{ payerName: line.payerName ?? null, payerNameKey: line.payerName ? payerNameKey(line.payerName) : null },
      ...{
        payerAccount: line.payerAccount ?? null,
        remittanceText: line.remittanceText ?? null,
        virtualNumber: line.virtualNumber ?? null,
      },
      ...{ state: 'suspense', receiptTransferId: transferId, ...(line.createdAt ? { createdAt: line.createdAt } : {}) },
    });
    const debit = await openAccount(tx, operator.id, 'bank_clearing', 'CNY');
    const credit = await openAccount(tx, operator.id, 'recharge_suspense', 'CNY');
    const transfer: Transfer = { id: transferId, kind: 'bank_receipt', debit, credit, amount };
    const [posting] = await postBatch(tx, [transfer]);
    if (posting?.outcome !== 'posted') throw new Error('what arrives is posted');
    const payload = { amount: line.amount, currency: 'CNY' };
    await keepTrail(tx, actor, { action: 'bank_files.import', subjectId: id, transferId, detail: payload }, [
      { ...of, kind: 'bank_line.suspended', subjectId: id, transferId, payload },
    ]);
  });
  return id;
}

/** A request to take money out that waits for the operator, with its money held. To a bank card, unless it says otherwise. */
export async function heldWithdrawal(
  partner: WorldOrganization,
  text: string,
  more: Partial<typeof schema.withdrawals.$inferInsert> = {},
): Promise<Id<'withdrawal'>> {
  const of = { organizationId: partner.id, rootId: partner.rootId };
  const id = newId('withdrawal');
  const amount = yuan(text);
  const actor = actorOf(partner, 'finance');
  await inTransaction(async (tx) => {
    const transferId = newId('transfer');
    await tx.insert(schema.withdrawals).values({
      ...{ ...of, id, kind: 'bank_card', amountMinor: amount.minor, currency: 'CNY', accountName: 'Partner Ltd' },
      ...{ accountNumber: '6222020000001234', bankName: 'Test Bank', branch: 'West', holdTransferId: transferId },
      ...{ userId: partner.users.finance, ...more },
    });
    const debit = await openAccount(tx, partner.id, 'funds', 'CNY');
    const credit = await openAccount(tx, partner.id, 'held', 'CNY');
    const [posting] = await postBatch(tx, [{ id: transferId, kind: 'withdraw_hold', debit, credit, amount }]);
    if (posting?.outcome !== 'posted') throw new Error('the partner has the money');
    await tx.insert(schema.commandReceipts).values({
      ...{ organizationId: partner.id, command: 'withdrawals.request', requestKey: freshKey() },
      ...{ fingerprint: createHash('sha256').digest(), resultId: uuidOf(id) },
    });
    const payload = { amount: text, currency: 'CNY' };
    await keepTrail(tx, actor, { action: 'withdrawals.request', subjectId: id, transferId, detail: payload }, [
      { ...of, kind: 'withdrawal.requested', subjectId: id, transferId, payload },
    ]);
  });
  return id;
}

/** A partner's claim of a line, as a row, with a receipt of one byte. */
export async function claimOf(
  partner: WorldOrganization,
  lineId: Id<'bankLine'>,
  more: Partial<typeof schema.remittanceClaims.$inferInsert> = {},
): Promise<Id<'remittanceClaim'>> {
  const id = newId('remittanceClaim');
  const receipt = Buffer.from('%');
  await database()
    .insert(schema.remittanceClaims)
    .values({
      ...{ id, organizationId: partner.id, rootId: partner.rootId, lineId, userId: partner.users.finance },
      ...{ receiptName: 'receipt.pdf', receiptType: 'application/pdf', receipt },
      ...{ receiptSha256: createHash('sha256').update(receipt).digest(), ...more },
    });
  return id;
}

/** What lies in suspense altogether, in minor units. */
export async function suspenseBalance(operator: WorldOrganization): Promise<bigint> {
  const { ledgerAccounts, ledgerBalances } = schema;
  const [row] = await database()
    .select({ debits: ledgerBalances.debitsMinor, credits: ledgerBalances.creditsMinor })
    .from(ledgerBalances)
    .innerJoin(ledgerAccounts, eq(ledgerAccounts.id, ledgerBalances.accountId))
    .where(
      sql`${ledgerAccounts.ownerId} = ${sql.param(operator.id, ledgerAccounts.ownerId)} and ${ledgerAccounts.purpose} = 'recharge_suspense'`,
    );
  return row ? row.credits - row.debits : 0n;
}

/** `1000.00` as money of the test world. */
export function yuan(text: string): Money {
  const amount = readAmount(text, 'CNY');
  if (typeof amount === 'string') throw new Error(`no amount: ${text}`);
  return amount;
}
