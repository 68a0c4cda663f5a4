import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, isId, uuidOf } from '@/lib/id';
import { type Money, money, wholeUnits } from '@/lib/money';
import { searchText } from '@/lib/search-text';
import type { PaymentFileState } from './model';

const { paymentFiles, receivingAccounts, users } = schema;

/** Which payment files are wanted. `q` is the number or the id of one. */
export interface PaymentFileFilter {
  readonly q?: string | undefined;
  readonly state?: PaymentFileState | undefined;
}

/** A payment file in a list. */
export interface PaymentFileLine {
  readonly id: Id<'paymentFile'>;
  readonly number: string;
  readonly state: PaymentFileState;
  readonly executionOn: string;
  readonly paymentCount: number;
  readonly total: Money;
  readonly madeBy: string | null;
  readonly createdAt: Date;
}

/** The operator's payment files, the newest first; for anybody else there is none. */
export async function listPaymentFiles(
  scope: ReadScope,
  filter: PaymentFileFilter,
  request: PageRequest<'paymentFile'>,
): Promise<Page<PaymentFileLine>> {
  const key = sql`${paymentFiles.createdAt}`;
  const found = await readPage(request, {
    read: (position) => {
      const page = keyset(position, { key, sort: 'instant', id: sql`${paymentFiles.id}` });
      return database()
        .select({ ...columns, key: instantKey(key) })
        .from(paymentFiles)
        .leftJoin(users, eq(users.id, paymentFiles.userId))
        .where(and(ownedBy(scope), ...conditionsOf(filter), page.where))
        .orderBy(page.orderBy)
        .limit(position.limit);
    },
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { ...found, rows: found.rows.map(lineOf) };
}

const columns = {
  id: paymentFiles.id,
  number: paymentFiles.number,
  state: paymentFiles.state,
  executionOn: paymentFiles.executionOn,
  paymentCount: paymentFiles.paymentCount,
  totalMinor: paymentFiles.totalMinor,
  currency: paymentFiles.currency,
  madeBy: users.name,
  createdAt: paymentFiles.createdAt,
};

const ownedBy = (scope: ReadScope): SQL =>
  scope.everyOrganization ? sql`${paymentFiles.organizationId} = ${uuidOf(scope.organizationId)}::uuid` : sql`false`;

function conditionsOf({ q, state }: PaymentFileFilter): SQL[] {
  const text = searchText(q);
  return [
    ...(state ? [sql`${paymentFiles.state} = ${state}`] : []),
    ...(text
      ? [isId('paymentFile', text) ? eq(paymentFiles.id, text) : eq(paymentFiles.number, text.toUpperCase())]
      : []),
  ];
}

const lineOf = <Row extends { readonly totalMinor: bigint; readonly currency: Money['currency'] }>(row: Row) => ({
  ...row,
  total: money(row.totalMinor, row.currency),
});

/** One payment file: from which account, and how far its withdrawals have come. */
export interface PaymentFileDetail extends PaymentFileLine {
  readonly sha256: string;
  readonly account: { readonly accountName: string; readonly accountNumber: string; readonly bankName: string };
  readonly settledAt: Date | null;
  /** How many of its withdrawals are still on their way, settled, and returned. */
  readonly sent: number;
  readonly settled: number;
  readonly returned: number;
}

/** Undefined for ids that name nothing, and for everybody but the operator. */
export async function findPaymentFile(scope: ReadScope, id: Id<'paymentFile'>): Promise<PaymentFileDetail | undefined> {
  const counted = (state: string) =>
    sql<number>`(select count(*)::int from withdrawals w where w.payment_file_id = ${paymentFiles.id} and w.state = ${state})`;
  const { accountName, accountNumber, bankName } = receivingAccounts;
  const [row] = await database()
    .select({
      ...columns,
      sha256: paymentFiles.sha256,
      account: { accountName, accountNumber, bankName },
      settledAt: paymentFiles.settledAt,
      sent: counted('sent'),
      settled: counted('settled'),
      returned: counted('returned'),
    })
    .from(paymentFiles)
    .innerJoin(receivingAccounts, eq(receivingAccounts.id, paymentFiles.receivingAccountId))
    .leftJoin(users, eq(users.id, paymentFiles.userId))
    .where(and(ownedBy(scope), eq(paymentFiles.id, id)));
  return row && { ...lineOf(row), sha256: row.sha256.toString('hex') };
}

/** The file as the bank gets it. Whoever hands it out keeps that first (`downloadPaymentFile`). */
export async function readPaymentFile(
  scope: ReadScope,
  id: Id<'paymentFile'>,
): Promise<{ readonly number: string; readonly pain001: string; readonly csv: string } | undefined> {
  const { number, pain001, csv } = paymentFiles;
  const [row] = await database()
    .select({ number, pain001, csv })
    .from(paymentFiles)
    .where(and(ownedBy(scope), eq(paymentFiles.id, id)));
  return row;
}

/** An account of the operator from which can be paid. */
export interface PayingAccount {
  readonly id: Id<'receivingAccount'>;
  readonly accountName: string;
  readonly bankName: string;
  readonly accountNumber: string;
}

/** The operator's accounts from which can be paid, its default one first. */
export async function listPayingAccounts(scope: ReadScope): Promise<PayingAccount[]> {
  if (!scope.everyOrganization) return [];
  const { id, accountName, bankName, accountNumber, organizationId, state, currency, isDefault, createdAt } =
    receivingAccounts;
  return database()
    .select({ id, accountName, bankName, accountNumber })
    .from(receivingAccounts)
    .where(and(eq(organizationId, scope.organizationId), eq(state, 'active'), eq(currency, scope.currency)))
    .orderBy(desc(isDefault), desc(createdAt));
}

/** From which sum on, of what somebody has approved themselves and pays on one day, they cannot make the payment file too. */
export const getSecondPersonFrom = async ({ currency }: ReadScope): Promise<Money> =>
  wholeUnits((await readSettings(database())).review_alone_below, currency);
