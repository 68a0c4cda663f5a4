import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { BankLineState } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { groupBy } from '@/lib/group-by';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { type NamedOrganization, organizationOf } from './named-organization';
import { type Evidence, reversalEvidence } from './reversal-evidence';

/** A line that a reversal may take back. */
export interface PossibleOriginal {
  readonly id: Id<'bankLine'>;
  readonly bookedOn: string;
  readonly payerName: string | null;
  readonly bankReference: string | null;
  readonly state: BankLineState;
  /** Who was credited; nobody where it lies in suspense. */
  readonly partner: NamedOrganization | null;
  readonly evidence: Evidence;
  /** Its money has gone back already, or something is proposed about it. */
  readonly isTaken: boolean;
}

/** Of lines that are only alike, the latest so many are shown. */
const alikeMax = 10;

/**
 * The lines a reversal may take back, the surest first: those a reference of it names, and the latest of the same account and amount. Nothing for
 * lines that are no open reversal of the operator's, and for everybody else.
 *
 * @source docs/decisions/0024-reversals.md
 */
export async function listOriginals(scope: ReadScope, id: Id<'bankLine'>): Promise<readonly PossibleOriginal[]> {
  if (!scope.everyOrganization) return [];
  return (await readOriginals(scope, [id], sql`union ${alike}`)).get(id) ?? [];
}

/** Of each of these reversals the one line that a reference of it names; none where no line is named, or several are. */
export async function namedOriginals(
  scope: ReadScope,
  ids: readonly Id<'bankLine'>[],
): Promise<ReadonlyMap<Id<'bankLine'>, PossibleOriginal>> {
  if (!scope.everyOrganization || ids.length === 0) return new Map();
  const found = await readOriginals(scope, ids, sql``);
  return new Map(
    [...found].flatMap(([id, originals]) => {
      const [only, ...others] = originals.filter(({ isTaken }) => !isTaken);
      return only && others.length === 0 ? [[id, only] as const] : [];
    }),
  );
}

/** The reversals of the reader's currency that are open. */
export interface ReversalFigures {
  readonly count: number;
  readonly total: Money;
  /** When the oldest was booked; undefined where there is none. */
  readonly oldestOn: string | undefined;
}

/** What the bank has taken back that is not settled. Nothing for anybody but the operator. */
export async function getReversalFigures(scope: ReadScope): Promise<ReversalFigures> {
  const { rows } = await database().execute<{ count: number; total: string; oldest: string | null }>(
    sql`select count(*)::int as count, coalesce(sum(amount_minor), 0) as total, min(booked_on)::text as oldest from bank_lines
     where organization_id = ${uuidOf(scope.organizationId)}::uuid and state = 'reversal' and currency = ${scope.currency}`,
  );
  const [row] = rows;
  const total = money(BigInt(row?.total ?? 0), scope.currency);
  return { count: row?.count ?? 0, total, oldestOn: row?.oldest ?? undefined };
}

type Row = {
  reversal_id: string;
  id: string;
  booked_on: string;
  payer_name: string | null;
  payer_name_key: string | null;
  bank_reference: string | null;
  end_to_end_id: string | null;
  other_references: string[];
  state: BankLineState;
  partner_id: string | null;
  partner_name: string | null;
  partner_name_en: string | null;
  is_taken: boolean;
  r_bank_reference: string | null;
  r_end_to_end_id: string | null;
  r_other_references: string[];
  r_payer_name_key: string | null;
};

const isAlike = sql`l.receiving_account_id = r.receiving_account_id and l.amount_minor = r.amount_minor and l.currency = r.currency
  and l.direction = 'credit' and not l.is_reversal and l.booked_on <= r.booked_on`;
const named = (by: SQL) => sql`select l.id from bank_lines l where ${by} and ${isAlike}`;
const alike = sql`(select l.id from bank_lines l where ${isAlike} order by l.booked_on desc, l.id desc limit ${alikeMax})`;

/** Each way of being named is one look into an index. */
async function readOriginals(
  scope: ReadScope,
  ids: readonly Id<'bankLine'>[],
  more: SQL,
): Promise<Map<Id<'bankLine'>, PossibleOriginal[]>> {
  const { rows } = await database().execute<Row>(
    sql`select r.id as reversal_id, l.id, l.booked_on::text as booked_on, l.payer_name, l.payer_name_key, l.bank_reference, l.end_to_end_id,
        l.other_references, l.state, o.id as partner_id, o.name as partner_name, o.name_en as partner_name_en,
        l.state in ('sent_back', 'reversed') or exists (select from bank_postings p where p.original_line_id = l.id and p.state in ('proposed', 'done'))
          or exists (select from bank_postings p where p.line_id = l.id and p.state = 'proposed') as is_taken,
        r.bank_reference as r_bank_reference, r.end_to_end_id as r_end_to_end_id, r.other_references as r_other_references, r.payer_name_key as r_payer_name_key
      from (select *, array_remove(array[bank_reference, end_to_end_id] || other_references, null) as names from bank_lines
             where id = any(${sql.param(ids.map(uuidOf))}::uuid[]) and organization_id = ${uuidOf(scope.organizationId)}::uuid and state = 'reversal') r
      cross join lateral (${named(sql`l.bank_reference = any(r.names)`)} union ${named(sql`l.end_to_end_id = any(r.names)`)}
        union ${named(sql`l.other_references <> '{}' and l.other_references && r.names`)} ${more}) f
      join bank_lines l on l.id = f.id left join organizations o on o.id = l.partner_id and l.state <> 'suspense'`,
  );
  const byReversal = groupBy(rows, (row) => idFromUuid('bankLine', row.reversal_id));
  return new Map([...byReversal].map(([id, group]) => [id, judged(group)]));
}

function judged(rows: readonly Row[]): PossibleOriginal[] {
  const rivals = rows.filter((row) => !row.is_taken && evidenceOf(row, 1).isNamed).length;
  return rows
    .map((row) => ({
      id: idFromUuid('bankLine', row.id),
      bookedOn: row.booked_on,
      payerName: row.payer_name,
      bankReference: row.bank_reference,
      state: row.state,
      partner: organizationOf(row.partner_id, row.partner_name, row.partner_name_en),
      evidence: evidenceOf(row, rivals),
      isTaken: row.is_taken,
    }))
    .toSorted((a, b) => b.evidence.certainty - a.evidence.certainty || (a.bookedOn < b.bookedOn ? 1 : -1));
}

const evidenceOf = (row: Row, rivals: number): Evidence =>
  reversalEvidence(
    {
      bankReference: row.r_bank_reference,
      endToEndId: row.r_end_to_end_id,
      otherReferences: row.r_other_references,
      payerNameKey: row.r_payer_name_key,
    },
    {
      bankReference: row.bank_reference,
      endToEndId: row.end_to_end_id,
      otherReferences: row.other_references,
      payerNameKey: row.payer_name_key,
    },
    rivals,
  );
