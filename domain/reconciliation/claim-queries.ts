import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ClaimState, ReceiptType } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { maskAccount, maskName } from '@/lib/mask';
import { type Currency, type Money, money } from '@/lib/money';

/** A claim as it is listed. Payers of others' transfers are shown masked to partners, and in full to the operator. */
export interface Claim {
  readonly id: Id<'remittanceClaim'>;
  readonly partner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly state: ClaimState;
  /** An approval of it waits for a second person. */
  readonly waitsForSecond: boolean;
  readonly amount: Money;
  /** The payer's name and account are masked. */
  readonly isMasked: boolean;
  readonly payerName: string;
  readonly payerAccount: string | null;
  /** The day the bank booked the transfer, `YYYY-MM-DD`. */
  readonly bookedOn: string;
  readonly note: string | null;
  readonly claimedBy: string;
  readonly claimedAt: Date;
  readonly decidedAt: Date | null;
  /** What the operator wrote: to the partner only once it is decided. */
  readonly decisionNote: string | null;
  readonly receipt: {
    readonly name: string;
    readonly type: ReceiptType;
    readonly bytes: number;
    readonly sha256: string;
  };
}

/** Which claims are wanted: of one state, of one partner. */
export interface ClaimFilter {
  readonly state?: ClaimState | undefined;
  readonly partnerId?: Id<'organization'> | undefined;
}

/** A page of claims, the newest first: a partner's own, the operator's all. */
export async function listClaims(
  scope: ReadScope,
  filter: ClaimFilter,
  page: PageRequest<'remittanceClaim'>,
): Promise<Page<Claim>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readClaims(scope, sql.join(conditionsOf(filter), sql` and `), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('remittanceClaim', row.id) }),
  });
  return { rows: rows.map((row) => claimOf(scope, row)), before, after };
}

/** One claim. Undefined for ids that name nothing, and for what is others'. */
export async function findClaim(scope: ReadScope, id: Id<'remittanceClaim'>): Promise<Claim | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readClaims(scope, sql`c.id = ${uuidOf(id)}::uuid`, first);
  return row && claimOf(scope, row);
}

/** How many claims wait for the operator. */
export async function countSubmittedClaims(scope: ReadScope): Promise<number> {
  const { rows } = await database().execute<{ count: string }>(
    sql`select count(*) as count from remittance_claims c where ${own(scope)} and c.state = 'submitted'`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** The receipt of a claim, to be saved. Undefined for what is others'. */
export async function findReceipt(
  scope: ReadScope,
  id: Id<'remittanceClaim'>,
): Promise<{ readonly type: ReceiptType; readonly bytes: Buffer } | undefined> {
  const { rows } = await database().execute<{ receipt_type: ReceiptType; receipt: Buffer }>(
    sql`select c.receipt_type, c.receipt from remittance_claims c where ${own(scope)} and c.id = ${uuidOf(id)}::uuid`,
  );
  return rows[0] && { type: rows[0].receipt_type, bytes: rows[0].receipt };
}

const own = (scope: ReadScope): SQL =>
  scope.everyOrganization ? sql`true` : sql`c.organization_id = ${uuidOf(scope.organizationId)}::uuid`;

const conditionsOf = ({ state, partnerId }: ClaimFilter): SQL[] => [
  sql`true`,
  ...(state ? [sql`c.state = ${state}`] : []),
  ...(partnerId ? [sql`c.organization_id = ${uuidOf(partnerId)}::uuid`] : []),
];

type Row = {
  id: string;
  key: string;
  organization_id: string;
  name: string;
  name_en: string | null;
  state: ClaimState;
  waits: boolean;
  amount_minor: string;
  currency: Currency;
  payer_name: string | null;
  payer_account: string | null;
  booked_on: string;
  note: string | null;
  user_name: string;
  created_at: string;
  decided_at: string | null;
  decision_note: string | null;
  receipt_name: string;
  receipt_type: ReceiptType;
  receipt_bytes: number;
  receipt_sha256: Buffer;
};

/** Without the receipt itself, of which only the length is asked: that needs none of its bytes. */
async function readClaims(scope: ReadScope, where: SQL, position: Position<'remittanceClaim'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`c.created_at`, sort: 'instant', id: sql`c.id` });
  const { rows } = await database().execute<Row>(
    sql`select c.id, ${instantKey(sql`c.created_at`)} as key, c.organization_id, o.name, o.name_en, c.state, l.amount_minor, l.currency, l.payer_name,
        l.payer_account, l.booked_on::text as booked_on, c.note, u.name as user_name, c.created_at, c.decided_at, c.decision_note, c.receipt_name,
        c.receipt_type, octet_length(c.receipt) as receipt_bytes, c.receipt_sha256,
        c.state = 'submitted' and exists (select from bank_postings p where p.line_id = c.line_id and p.state = 'proposed' and p.claim_id = c.id) as waits
      from remittance_claims c join bank_lines l on l.id = c.line_id join organizations o on o.id = c.organization_id join users u on u.id = c.user_id
     where ${own(scope)} and ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

const claimOf = ({ everyOrganization: isWhole }: ReadScope, row: Row): Claim => ({
  id: idFromUuid('remittanceClaim', row.id),
  partner: { id: idFromUuid('organization', row.organization_id), name: row.name, nameEn: row.name_en },
  state: row.state,
  waitsForSecond: row.waits,
  amount: money(BigInt(row.amount_minor), row.currency),
  isMasked: !isWhole,
  payerName: isWhole ? (row.payer_name ?? '') : maskName(row.payer_name ?? ''),
  payerAccount: row.payer_account !== null && !isWhole ? maskAccount(row.payer_account) : row.payer_account,
  bookedOn: row.booked_on,
  note: row.note,
  claimedBy: row.user_name,
  claimedAt: new Date(row.created_at),
  decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
  decisionNote: isWhole || row.state !== 'submitted' ? row.decision_note : null,
  receipt: {
    name: row.receipt_name,
    type: row.receipt_type,
    bytes: row.receipt_bytes,
    sha256: row.receipt_sha256.toString('hex'),
  },
});
