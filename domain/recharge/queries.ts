import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, idFromWire, isId, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { containsPattern, searchText } from '@/lib/search-text';

/** Which recorded bank transfers are wanted. `q` is a whole bank reference, part of the payer's or partner's name, or an id. */
export interface BankTransferFilter {
  readonly q?: string | undefined;
  readonly organizationId?: Id<'organization'> | undefined;
}

/** Money that arrived at the bank and was credited to a partner. */
export interface BankTransferLine {
  readonly id: Id<'bankTransfer'>;
  readonly organization: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly payerName: string;
  readonly bankReference: string;
  readonly amount: Money;
  /** The day it arrived, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  readonly note: string | null;
  readonly recordedAt: Date;
  readonly recordedBy: string | null;
  readonly transferId: Id<'transfer'>;
}

/** A page of recorded bank transfers, the newest first. The operator's list: for anybody else it is empty. */
export async function listBankTransfers(
  scope: ReadScope,
  filter: BankTransferFilter,
  page: PageRequest<'bankTransfer'>,
): Promise<Page<BankTransferLine>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readTransfers(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('bankTransfer', row.id) }),
  });
  return { rows: rows.map(lineOf), before, after };
}

/** One recorded bank transfer. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findBankTransfer(
  scope: ReadScope,
  id: Id<'bankTransfer'>,
): Promise<BankTransferLine | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readTransfers(sql`${conditionsOf(scope, {})} and b.id = ${uuidOf(id)}::uuid`, first);
  return row && lineOf(row);
}

/** The bank transfer a request key of this organization has recorded, if it has: lets a review that is opened again say so. */
export async function findRecordedTransfer(
  scope: ReadScope,
  requestKey: string,
): Promise<Id<'bankTransfer'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = 'bank_transfers.record' and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('bankTransfer', rows[0].result_id);
}

function conditionsOf(scope: ReadScope, { q, organizationId }: BankTransferFilter): SQL {
  const conditions = [scope.everyOrganization ? sql`true` : sql`false`];
  const text = searchText(q);
  if (text) conditions.push(matches(text));
  if (organizationId) conditions.push(sql`b.organization_id = ${uuidOf(organizationId)}::uuid`);
  return sql.join(conditions, sql` and `);
}

function matches(text: string): SQL {
  if (isId('bankTransfer', text)) return sql`b.id = ${uuidOf(text)}::uuid`;
  const organizationId = isId('organization', text) ? text : idFromWire('organization', text);
  if (organizationId) return sql`b.organization_id = ${uuidOf(organizationId)}::uuid`;
  const pattern = containsPattern(text);
  return sql`(b.bank_reference = ${text} or lower(b.payer_name) like lower(${pattern}) or o.search_text like lower(${pattern}))`;
}

type Row = {
  id: string;
  key: string;
  organization_id: string;
  name: string;
  name_en: string | null;
  payer_name: string;
  bank_reference: string;
  amount_minor: string;
  currency: Currency;
  received_on: string;
  note: string | null;
  created_at: string;
  user_name: string | null;
  transfer_id: string;
};

async function readTransfers(where: SQL, position: Position<'bankTransfer'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`b.created_at`, sort: 'instant', id: sql`b.id` });
  const { rows } = await database().execute<Row>(
    sql`select b.id, ${instantKey(sql`b.created_at`)} as key, b.organization_id, o.name, o.name_en, b.payer_name, b.bank_reference, b.amount_minor,
        b.currency, b.received_on::text as received_on, b.note, b.created_at, u.name as user_name, b.transfer_id
      from bank_transfers b join organizations o on o.id = b.organization_id left join users u on u.id = b.user_id
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function lineOf(row: Row): BankTransferLine {
  return {
    id: idFromUuid('bankTransfer', row.id),
    organization: { id: idFromUuid('organization', row.organization_id), name: row.name, nameEn: row.name_en },
    payerName: row.payer_name,
    bankReference: row.bank_reference,
    amount: money(BigInt(row.amount_minor), row.currency),
    receivedOn: row.received_on,
    note: row.note,
    recordedAt: new Date(row.created_at),
    recordedBy: row.user_name,
    transferId: idFromUuid('transfer', row.transfer_id),
  };
}
