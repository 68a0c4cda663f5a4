import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { BankPostingKind, BankPostingState } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money, wholeUnits } from '@/lib/money';
import { type NamedOrganization, organizationOf } from './named-organization';

/** Which postings are wanted. */
export interface PostingFilter {
  readonly state?: BankPostingState | undefined;
  readonly kind?: BankPostingKind | undefined;
  readonly lineId?: Id<'bankLine'> | undefined;
}

/** A decision about a transaction in suspense, made or waiting. */
export interface PostingRow {
  readonly id: Id<'bankPosting'>;
  readonly lineId: Id<'bankLine'>;
  readonly kind: BankPostingKind;
  readonly state: BankPostingState;
  readonly amount: Money;
  readonly payerName: string | null;
  readonly bookedOn: string;
  /** Null for what goes back, and for what is nobody's yet. */
  readonly partner: NamedOrganization | null;
  readonly claimId: Id<'remittanceClaim'> | null;
  readonly withdrawalId: Id<'withdrawal'> | null;
  /** Of a reversal the line it takes back. */
  readonly originalLineId: Id<'bankLine'> | null;
  /** The recharge that is taken back, or that the line was recorded as. */
  readonly rechargeId: Id<'bankTransfer'> | null;
  readonly note: string | null;
  readonly makesRule: boolean;
  readonly needsSecond: boolean;
  readonly proposedById: Id<'user'> | null;
  /** Nobody, where it was found in a file that came by itself and nobody has taken it up yet. */
  readonly proposedBy: string | null;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionNote: string | null;
  readonly transferId: Id<'transfer'> | null;
  readonly createdAt: Date;
}

/** What a posting would do to its partner's money, as of now. */
export interface PostingPreview {
  readonly before: Money;
  readonly after: Money;
  readonly isFrozen: boolean;
}

/** Postings, the newest first. The operator's list: for anybody else it is empty. */
export async function listPostings(
  scope: ReadScope,
  filter: PostingFilter,
  page: PageRequest<'bankPosting'>,
): Promise<Page<PostingRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readPostings(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('bankPosting', row.id) }),
  });
  return { rows: rows.map(rowOf), before, after };
}

/** How many postings wait for a second person. Nobody but the operator is told. */
export async function countProposedPostings(scope: ReadScope): Promise<number> {
  const { rows } = await database().execute<{ count: string }>(
    sql`select count(*) as count from bank_postings p where ${conditionsOf(scope, { state: 'proposed' })}`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** One posting. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findPosting(scope: ReadScope, id: Id<'bankPosting'>): Promise<PostingRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readPostings(sql`${conditionsOf(scope, {})} and p.id = ${uuidOf(id)}::uuid`, first);
  return row && rowOf(row);
}

/** The posting by which a credited transfer was taken back for the bank. Undefined while none was, and for everybody but the operator. */
export async function findTakeBackOf(scope: ReadScope, id: Id<'bankTransfer'>): Promise<Id<'bankPosting'> | undefined> {
  const { rows } = await database().execute<{ id: string }>(
    sql`select p.id from bank_postings p where ${conditionsOf(scope, { state: 'done', kind: 'take_back' })} and p.recharge_id = ${uuidOf(id)}::uuid`,
  );
  return rows[0] && idFromUuid('bankPosting', rows[0].id);
}

/** The partner's balance before a posting and after it. Undefined where it has no account, and for everybody but the operator. */
export async function previewPosting(
  scope: ReadScope,
  partnerId: Id<'organization'>,
  amount: Money,
): Promise<PostingPreview | undefined> {
  if (!scope.everyOrganization) return undefined;
  const { rows } = await database().execute<{ net: string; is_frozen: boolean }>(
    sql`select b.credits_minor - b.debits_minor as net, o.state = 'frozen' or b.frozen as is_frozen
      from organizations o join ledger_accounts a on a.owner_id = o.id and a.purpose = 'funds' and a.unit_code = ${amount.currency}
      join ledger_balances b on b.account_id = a.id where o.id = ${uuidOf(partnerId)}::uuid`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const before = BigInt(row.net);
  const { currency } = amount;
  return { before: money(before, currency), after: money(before + amount.minor, currency), isFrozen: row.is_frozen };
}

/** From which amount on what a person matches to a partner waits for a second person. */
export const getManualPostingFrom = async ({ currency }: ReadScope): Promise<Money> =>
  wholeUnits((await readSettings(database())).manual_posting_below, currency);

function conditionsOf(scope: ReadScope, { state, kind, lineId }: PostingFilter): SQL {
  const conditions = [
    scope.everyOrganization ? sql`p.organization_id = ${uuidOf(scope.organizationId)}::uuid` : sql`false`,
    ...(state ? [sql`p.state = ${state}`] : []),
    ...(kind ? [sql`p.kind = ${kind}`] : []),
    ...(lineId ? [sql`p.line_id = ${uuidOf(lineId)}::uuid`] : []),
  ];
  return sql.join(conditions, sql` and `);
}

type Row = {
  id: string;
  key: string;
  line_id: string;
  kind: BankPostingKind;
  state: BankPostingState;
  amount_minor: string;
  currency: Currency;
  payer_name: string | null;
  booked_on: string;
  partner_id: string | null;
  partner_name: string | null;
  partner_name_en: string | null;
  claim_id: string | null;
  withdrawal_id: string | null;
  original_line_id: string | null;
  recharge_id: string | null;
  note: string | null;
  makes_rule: boolean;
  needs_second: boolean;
  proposed_by: string | null;
  proposer: string | null;
  decider: string | null;
  decided_at: string | null;
  decision_note: string | null;
  transfer_id: string | null;
  created_at: string;
};

async function readPostings(where: SQL, position: Position<'bankPosting'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`p.created_at`, sort: 'instant', id: sql`p.id` });
  const { rows } = await database().execute<Row>(
    sql`select p.*, ${instantKey(sql`p.created_at`)} as key, l.payer_name, l.booked_on::text as booked_on, o.name as partner_name,
        o.name_en as partner_name_en, u.name as proposer, d.name as decider
      from bank_postings p join bank_lines l on l.id = p.line_id left join organizations o on o.id = p.partner_id
      left join users u on u.id = p.proposed_by left join users d on d.id = p.decided_by
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

const rowOf = (row: Row): PostingRow => ({
  id: idFromUuid('bankPosting', row.id),
  lineId: idFromUuid('bankLine', row.line_id),
  kind: row.kind,
  state: row.state,
  amount: money(BigInt(row.amount_minor), row.currency),
  payerName: row.payer_name,
  bookedOn: row.booked_on,
  partner: organizationOf(row.partner_id, row.partner_name, row.partner_name_en),
  claimId: row.claim_id === null ? null : idFromUuid('remittanceClaim', row.claim_id),
  withdrawalId: row.withdrawal_id === null ? null : idFromUuid('withdrawal', row.withdrawal_id),
  originalLineId: row.original_line_id === null ? null : idFromUuid('bankLine', row.original_line_id),
  rechargeId: row.recharge_id === null ? null : idFromUuid('bankTransfer', row.recharge_id),
  note: row.note,
  makesRule: row.makes_rule,
  needsSecond: row.needs_second,
  proposedById: row.proposed_by === null ? null : idFromUuid('user', row.proposed_by),
  proposedBy: row.proposer,
  decidedBy: row.decider,
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
  decisionNote: row.decision_note,
  transferId: row.transfer_id === null ? null : idFromUuid('transfer', row.transfer_id),
  createdAt: new Date(row.created_at),
});
