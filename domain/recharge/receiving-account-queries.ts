import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import type { Currency } from '@/lib/money';

/** An account of the operator's at a bank. */
export interface ReceivingAccountLine {
  readonly id: Id<'receivingAccount'>;
  readonly accountName: string;
  readonly bankName: string;
  readonly branch: string;
  readonly accountNumber: string;
  readonly numberPrefix: string;
  readonly currency: Currency;
  readonly arrivalDaysMin: number;
  readonly arrivalDaysMax: number;
  readonly isDefault: boolean;
  readonly isClosed: boolean;
  /** Partners' numbers that stand for it. */
  readonly numbers: number;
  readonly addedAt: Date;
  readonly addedBy: string | null;
}

/** The operator's accounts, the newest first. Of nobody else's concern: for others the list is empty. */
export async function listReceivingAccounts(
  scope: ReadScope,
  page: PageRequest<'receivingAccount'>,
): Promise<Page<ReceivingAccountLine>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readAccounts(scope, sql`true`, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('receivingAccount', row.id) }),
  });
  return { rows: rows.map(lineOf), before, after };
}

/** One of them; undefined for any other, just as for an id that names nothing. */
export async function findReceivingAccount(
  scope: ReadScope,
  id: Id<'receivingAccount'>,
): Promise<ReceivingAccountLine | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readAccounts(scope, sql`a.id = ${uuidOf(id)}::uuid`, first);
  return row && lineOf(row);
}

type Row = {
  id: string;
  key: string;
  account_name: string;
  bank_name: string;
  branch: string;
  account_number: string;
  number_prefix: string;
  currency: Currency;
  arrival_days_min: number;
  arrival_days_max: number;
  is_default: boolean;
  state: 'active' | 'closed';
  numbers: number;
  created_at: string;
  added_by: string | null;
};

async function readAccounts(scope: ReadScope, where: SQL, position: Position<'receivingAccount'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`a.created_at`, sort: 'instant', id: sql`a.id` });
  const { rows } = await database().execute<Row>(
    sql`select a.id, ${instantKey(sql`a.created_at`)} as key, a.account_name, a.bank_name, a.branch, a.account_number, a.number_prefix, a.currency,
        a.arrival_days_min, a.arrival_days_max, a.is_default, a.state, a.created_at, u.name as added_by,
        (select count(*)::int from remittance_accounts r where r.receiving_account_id = a.id) as numbers
      from receiving_accounts a left join users u on u.id = a.user_id
     where a.organization_id = ${uuidOf(scope.organizationId)}::uuid and ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function lineOf(row: Row): ReceivingAccountLine {
  return {
    id: idFromUuid('receivingAccount', row.id),
    accountName: row.account_name,
    bankName: row.bank_name,
    branch: row.branch,
    accountNumber: row.account_number,
    numberPrefix: row.number_prefix,
    currency: row.currency,
    arrivalDaysMin: row.arrival_days_min,
    arrivalDaysMax: row.arrival_days_max,
    isDefault: row.is_default,
    isClosed: row.state === 'closed',
    numbers: row.numbers,
    addedAt: new Date(row.created_at),
    addedBy: row.added_by,
  };
}
