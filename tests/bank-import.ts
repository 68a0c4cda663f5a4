import { createHash, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import { importFile } from '@/domain/reconciliation/import-file';
import { claimBankFile } from '@/domain/reconciliation/import-run';
import type { BankFileItem, StatementLine } from '@/domain/reconciliation/model';
import { type Id, newId } from '@/lib/id';
import { type ReceivingAccount, remittanceAccountOf, yuan } from './recharge';
import { makeOrganization, type WorldOrganization } from './world';

/** A line as a reader hands it out: a credit of one yuan from somebody unknown, unless it says otherwise. */
export const creditLine = (
  more: Partial<Omit<StatementLine, 'amountMinor'>> & { amount?: string } = {},
): StatementLine => {
  const { amount = '1.00', ...rest } = more;
  return {
    line: 1,
    bankReference: `BANK-${randomUUID().slice(0, 18)}`,
    direction: 'credit',
    amountMinor: yuan(amount).minor,
    currency: 'CNY',
    bookedOn: '2026-11-20',
    valueOn: null,
    payerName: '无人知晓有限公司',
    payerAccount: '6222000011112222',
    virtualNumber: null,
    remittanceText: null,
    endToEndId: null,
    ...rest,
  };
};

/** A statement of one account as a reader hands it out, with sums that are right. */
export function statementOf(account: ReceivingAccount, lines: readonly StatementLine[]): BankFileItem[] {
  const openingMinor = 1_000_000n;
  const net = lines.reduce(
    (sum, line) => sum + (line.direction === 'credit' ? line.amountMinor : -line.amountMinor),
    0n,
  );
  const { accountNumber, currency } = account;
  return [
    { kind: 'statement', head: { accountNumber, currency, reference: 'S-1', openingMinor } },
    ...lines.map((line, index) => ({ kind: 'line' as const, line: { ...line, line: index + 2 } })),
    { kind: 'end', closingMinor: openingMinor + net, fromOn: null, toOn: null, declared: {} },
  ];
}

/** A file that waits to be imported, without content: what is in it is handed to `importItems`. */
export async function waitingFile(operator: WorldOrganization, by: Id<'user'> | null = operator.users.finance) {
  const id = newId('bankFile');
  await database()
    .insert(schema.bankFiles)
    .values({
      ...{ id, organizationId: operator.id, rootId: operator.rootId, name: `${id}.xml`, source: 'upload' },
      ...{ format: 'camt053', sha256: createHash('sha256').update(id).digest(), bytes: 1, userId: by },
    });
  return id;
}

/** Lets the worker's part run over the file that waits, with these items as what stands in it. */
export async function importItems(items: readonly BankFileItem[]): Promise<void> {
  const run = await inTransaction(claimBankFile);
  if (!run) throw new Error('no file waits');
  await importFile(run, () => streamOf(items));
}

/** The same for a file of its own. @returns the file as it is afterwards */
export async function imported(
  operator: WorldOrganization,
  items: readonly BankFileItem[],
  by: Id<'user'> | null = operator.users.finance,
) {
  const id = await waitingFile(operator, by);
  await importItems(items);
  const file = await database().query.bankFiles.findFirst({ where: (f, { eq }) => eq(f.id, id) });
  if (!file) throw new Error('the file is there');
  return file;
}

/** Items one after the other, as a reader hands them out. */
export async function* streamOf(items: readonly BankFileItem[]): AsyncGenerator<BankFileItem, void, void> {
  yield* items;
}

/** What became of the lines of a file, in its order. */
export const linesOf = (fileId: Id<'bankFile'>) =>
  database()
    .select()
    .from(schema.bankLines)
    .where(eq(schema.bankLines.fileId, fileId))
    .orderBy(schema.bankLines.lineNumber);

/** A partner of its own with a number: its own name is `CNRY-<code>-name`. */
export async function partnerWithNumber(account: ReceivingAccount, code: string) {
  const partner = await makeOrganization({ code, kind: 'solution_provider' });
  const { number } = await remittanceAccountOf(partner, account);
  return { partner, number, name: `CNRY-${code}-name` };
}
