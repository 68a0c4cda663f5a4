import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { TransferProposalState } from '@/db/schema/funds';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';

/** A transfer that somebody says has arrived, and what became of it. */
export interface TransferProposalRow {
  readonly id: Id<'bankTransferProposal'>;
  readonly partner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly payerName: string;
  readonly bankReference: string;
  readonly amount: Money;
  /** The day it arrived, `YYYY-MM-DD`. */
  readonly receivedOn: string;
  readonly note: string | null;
  readonly state: TransferProposalState;
  readonly proposedById: Id<'user'>;
  readonly proposedBy: string | null;
  readonly createdAt: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionNote: string | null;
  /** The recharge it became. */
  readonly bankTransferId: Id<'bankTransfer'> | null;
}

/** Proposals, the newest first. The operator's list: for anybody else it is empty. */
export async function listTransferProposals(
  scope: ReadScope,
  filter: { readonly state?: TransferProposalState | undefined },
  page: PageRequest<'bankTransferProposal'>,
): Promise<Page<TransferProposalRow>> {
  const { state } = filter;
  const where = state ? sql`${ownedBy(scope)} and p.state = ${state}` : ownedBy(scope);
  const { rows, before, after } = await readPage(page, {
    read: (position) => readProposals(where, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('bankTransferProposal', row.id) }),
  });
  return { rows: rows.map(rowOf), before, after };
}

/** One proposal. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findTransferProposal(
  scope: ReadScope,
  id: Id<'bankTransferProposal'>,
): Promise<TransferProposalRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readProposals(sql`${ownedBy(scope)} and p.id = ${uuidOf(id)}::uuid`, first);
  return row && rowOf(row);
}

/** How many proposals wait for a second person. Nobody but the operator is told. */
export async function countOpenTransferProposals(scope: ReadScope): Promise<number> {
  const { rows } = await database().execute<{ count: string }>(
    sql`select count(*) as count from bank_transfer_proposals p where ${ownedBy(scope)} and p.state = 'proposed'`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** The proposal a request key of this organization has made, if it has: lets a review that is opened again say so. */
export async function findProposedTransfer(
  scope: ReadScope,
  requestKey: string,
): Promise<Id<'bankTransferProposal'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = 'bank_transfers.propose' and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('bankTransferProposal', rows[0].result_id);
}

/** A transfer of the same amount that was credited to the partner about the same day, under another reference: it may be the same one. */
export interface AlikeTransfer {
  readonly id: Id<'bankTransfer'>;
  readonly bankReference: string;
  readonly receivedOn: string;
}

/** What of the partner's may be the proposed transfer, credited already, by whichever way. For everybody but the operator nothing. */
export async function listAlikeTransfers(
  scope: ReadScope,
  { partner, amount, receivedOn }: Pick<TransferProposalRow, 'partner' | 'amount' | 'receivedOn'>,
): Promise<AlikeTransfer[]> {
  if (!scope.everyOrganization) return [];
  const { rows } = await database().execute<{ id: string; bank_reference: string; received_on: string }>(
    sql`select id, bank_reference, received_on::text as received_on from bank_transfers
      where organization_id = ${uuidOf(partner.id)}::uuid and amount_minor = ${amount.minor}::bigint and currency = ${amount.currency}
        and received_on between ${receivedOn}::date - 3 and ${receivedOn}::date + 3 order by received_on, id limit 5`,
  );
  return rows.map((row) => ({
    id: idFromUuid('bankTransfer', row.id),
    bankReference: row.bank_reference,
    receivedOn: row.received_on,
  }));
}

const ownedBy = (scope: ReadScope): SQL =>
  scope.everyOrganization ? sql`p.organization_id = ${uuidOf(scope.organizationId)}::uuid` : sql`false`;

type Row = {
  id: string;
  key: string;
  partner_id: string;
  name: string;
  name_en: string | null;
  payer_name: string;
  bank_reference: string;
  amount_minor: string;
  currency: Currency;
  received_on: string;
  note: string | null;
  state: TransferProposalState;
  proposed_by: string;
  proposer: string | null;
  created_at: string;
  decider: string | null;
  decided_at: string | null;
  decision_note: string | null;
  bank_transfer_id: string | null;
};

async function readProposals(where: SQL, position: Position<'bankTransferProposal'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`p.created_at`, sort: 'instant', id: sql`p.id` });
  const { rows } = await database().execute<Row>(
    sql`select p.*, ${instantKey(sql`p.created_at`)} as key, p.received_on::text as received_on, o.name, o.name_en, u.name as proposer, d.name as decider
      from bank_transfer_proposals p join organizations o on o.id = p.partner_id
      left join users u on u.id = p.proposed_by left join users d on d.id = p.decided_by
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

const rowOf = (row: Row): TransferProposalRow => ({
  id: idFromUuid('bankTransferProposal', row.id),
  partner: { id: idFromUuid('organization', row.partner_id), name: row.name, nameEn: row.name_en },
  payerName: row.payer_name,
  bankReference: row.bank_reference,
  amount: money(BigInt(row.amount_minor), row.currency),
  receivedOn: row.received_on,
  note: row.note,
  state: row.state,
  proposedById: idFromUuid('user', row.proposed_by),
  proposedBy: row.proposer,
  createdAt: new Date(row.created_at),
  decidedBy: row.decider,
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
  decisionNote: row.decision_note,
  bankTransferId: row.bank_transfer_id === null ? null : idFromUuid('bankTransfer', row.bank_transfer_id),
});
