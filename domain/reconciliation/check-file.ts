import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { groupBy } from '@/lib/group-by';
import type { Id } from '@/lib/id';
import { type Currency, currencies, transferMaxMajor } from '@/lib/money';
import { payerNameKey } from '@/lib/payer-name';
import { beat, type ImportRun } from './import-run';
import { type BankFileItem, BankFileProblem, type StatementHead, type StatementLine } from './model';

const { bankLines, receivingAccounts } = schema;

/** So many lines are looked up by one statement; after as many the file says that somebody is at it. */
const linesPerLookup = 1_000;

/** One statement of a file in which nothing is wrong, in the file's order from 1. */
export interface CheckedStatement {
  readonly number: number;
  readonly receivingAccountId: Id<'receivingAccount'>;
  readonly reference: string | null;
  readonly currency: Currency;
  readonly openingMinor: bigint | null;
  readonly closingMinor: bigint | null;
  readonly creditsMinor: bigint;
  readonly debitsMinor: bigint;
  readonly lineCount: number;
  readonly fromOn: string | null;
  readonly toOn: string | null;
}

/**
 * Reads a whole file and books nothing: whatever is wrong with it is found before anything of it counts. What the reader checks is the
 * reader's; here is what it cannot know: whose accounts these are, and what is known of them already.
 *
 * @returns its statements; undefined where somebody else has taken the file over
 * @throws BankFileProblem for the first thing that is wrong
 * @source quality/acceptance.md F4–F8
 */
export async function checkFile(
  run: ImportRun,
  items: AsyncIterable<BankFileItem>,
): Promise<readonly CheckedStatement[] | undefined> {
  const accounts = await accountsOf(run);
  const known = knownReferences();
  const statements: CheckedStatement[] = [];
  let open: OpenStatement | undefined;
  let lines = 0;
  for await (const item of items) {
    if (item.kind === 'statement') open = openStatement(item.head, accounts);
    else if (!open) throw new Error('a line and an end belong to a statement');
    else if (item.kind === 'line') {
      addLine(open, item.line);
      known.add(open.accountId, item.line);
      lines += 1;
      if (lines % linesPerLookup === 0) {
        if (!(await beat(run))) return undefined;
        await known.check();
      }
    } else statements.push(closeStatement(open, item, statements.length + 1));
  }
  await known.check();
  if (statements.every(({ lineCount }) => lineCount === 0)) throw new BankFileProblem('empty');
  return statements;
}

interface OpenStatement {
  readonly head: StatementHead;
  readonly accountId: Id<'receivingAccount'>;
  readonly currency: Currency;
  creditsMinor: bigint;
  debitsMinor: bigint;
  lineCount: number;
}
type Account = { id: Id<'receivingAccount'>; number: string; currency: Currency; state: 'active' | 'closed' };

/** An account's number as it is compared: banks write it in groups, and some in small letters. */
const plainNumber = (text: string): string => text.replaceAll(/[\s-]/g, '').toUpperCase();

async function accountsOf({ organization }: ImportRun): Promise<Map<string, Account>> {
  const { id, accountNumber, currency, state } = receivingAccounts;
  const rows = await database()
    .select({ id, number: accountNumber, currency, state })
    .from(receivingAccounts)
    .where(eq(receivingAccounts.organizationId, organization.id));
  return new Map(rows.map((row) => [plainNumber(row.number), row]));
}

function openStatement(head: StatementHead, accounts: ReadonlyMap<string, Account>): OpenStatement {
  const account = accounts.get(plainNumber(head.accountNumber));
  if (account?.state !== 'active')
    throw new BankFileProblem('unknown_account', null, { account: head.accountNumber.slice(0, 64) });
  differs(head.currency, account.currency, null);
  const sums = { creditsMinor: 0n, debitsMinor: 0n, lineCount: 0 };
  return { head, accountId: account.id, currency: account.currency, ...sums };
}

function differs(found: string, expected: Currency, line: number | null): void {
  if (found !== expected) throw new BankFileProblem('currency_differs', line, { found: found.slice(0, 16), expected });
}

function addLine(open: OpenStatement, line: StatementLine): void {
  differs(line.currency, open.currency, line.line);
  if (line.amountMinor <= 0n || line.amountMinor > transferMaxMajor * 10n ** BigInt(currencies[open.currency]))
    throw new BankFileProblem('amount_not_readable', line.line, { found: line.amountMinor.toString().slice(0, 32) });
  if (line.bankReference !== null && (line.bankReference === '' || line.bankReference.length > 64))
    throw new BankFileProblem('cell_not_readable', line.line, { found: line.bankReference.slice(0, 64) });
  if (line.direction === 'credit') open.creditsMinor += line.amountMinor;
  else open.debitsMinor += line.amountMinor;
  open.lineCount += 1;
}

function closeStatement(
  { head, accountId, currency, creditsMinor, debitsMinor, lineCount }: OpenStatement,
  { closingMinor, fromOn, toOn, declared }: Extract<BankFileItem, { kind: 'end' }>,
  number: number,
): CheckedStatement {
  const closes =
    head.openingMinor === null ||
    closingMinor === null ||
    head.openingMinor + creditsMinor - debitsMinor === closingMinor;
  const isAsDeclared =
    (declared.creditsMinor ?? creditsMinor) === creditsMinor &&
    (declared.debitsMinor ?? debitsMinor) === debitsMinor &&
    (declared.lineCount ?? lineCount) === lineCount;
  if (!closes || !isAsDeclared)
    throw new BankFileProblem('sums_do_not_add_up', null, {
      statement: head.reference?.slice(0, 64) ?? String(number),
    });
  const { reference, openingMinor } = head;
  return {
    ...{ number, receivingAccountId: accountId, reference: reference?.slice(0, 128) ?? null, currency },
    ...{ openingMinor, closingMinor, creditsMinor, debitsMinor, lineCount, fromOn, toOn },
  };
}

interface Referenced {
  readonly line: number;
  readonly isReversal: boolean;
  readonly reference: string;
  readonly direction: string;
  readonly amountMinor: bigint;
  readonly payerKey: string;
}

/**
 * Holds what the bank calls its lines against what it has called lines before, in this file and in earlier ones: one name, one transaction, and
 * perhaps its reversal.
 */
function knownReferences() {
  const inFile = new Map<string, Referenced>();
  let waiting: { readonly accountId: Id<'receivingAccount'>; readonly of: Referenced }[] = [];
  return {
    /** Within the file at once; what is known from earlier ones is looked up by `check`. */
    add(accountId: Id<'receivingAccount'>, line: StatementLine): void {
      const { bankReference: reference, direction, amountMinor, isReversal = false } = line;
      if (reference === null) return;
      const payerKey = payerNameKey(line.payerName ?? '');
      const of = { line: line.line, isReversal, reference, direction, amountMinor, payerKey };
      const key = `${accountId} ${nameOf(of)}`;
      const earlier = inFile.get(key);
      if (earlier) agree(of, earlier);
      else {
        inFile.set(key, of);
        waiting.push({ accountId, of });
      }
    },
    async check(): Promise<void> {
      const asked = waiting;
      waiting = [];
      for (const [accountId, group] of groupBy(asked, (one) => one.accountId)) {
        const references = group.map(({ of }) => of.reference);
        const { bankReference: reference, direction, amountMinor, payerNameKey: payerKey, isReversal } = bankLines;
        const rows = await database()
          .select({ reference, direction, amountMinor, payerKey, isReversal })
          .from(bankLines)
          .where(
            sql`${bankLines.receivingAccountId} = ${sql.param(accountId, bankLines.receivingAccountId)} and ${reference} = any(${sql.param(references)}::text[])`,
          );
        const found = new Map(rows.map((row) => [nameOf(row), { ...row, payerKey: row.payerKey ?? '' }]));
        for (const { of } of group) {
          const earlier = found.get(nameOf(of));
          if (earlier) agree(of, earlier);
        }
      }
    },
  };
}

const nameOf = ({
  reference,
  isReversal,
}: {
  readonly reference: string | null;
  readonly isReversal: boolean;
}): string => `${isReversal ? 'reversal' : 'line'} ${reference}`;

/** The payer may be cut in one form of file and whole in another, or left out. */
function agree(line: Referenced, earlier: Pick<Referenced, 'direction' | 'amountMinor' | 'payerKey'>): void {
  const isSamePayer = line.payerKey.startsWith(earlier.payerKey) || earlier.payerKey.startsWith(line.payerKey);
  if (line.direction !== earlier.direction || line.amountMinor !== earlier.amountMinor || !isSamePayer)
    throw new BankFileProblem('reference_conflict', line.line, { reference: line.reference });
}
