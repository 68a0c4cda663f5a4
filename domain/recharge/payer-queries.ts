import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { PayerReason, PayerRelationship, PayerType } from '@/db/schema/recharge';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import type { PayerState } from './payer-model';
import { payerIsEffective } from './payer-names';

/** An agreement with somebody who pays for the reader's organization. */
export interface Payer {
  readonly id: Id<'entrustedPayer'>;
  readonly payerName: string;
  readonly payerType: PayerType;
  readonly relationship: PayerRelationship;
  readonly reason: PayerReason;
  readonly note: string | null;
  readonly agreementVersion: string;
  readonly state: PayerState;
  readonly effectiveAt: Date;
  readonly expiresAt: Date | null;
  readonly voidedAt: Date | null;
  /** Who made it, and who made it void. */
  readonly addedBy: string;
  readonly voidedBy: string | null;
}

/** How many agreements are in effect, and how many may be. */
export interface PayerCount {
  readonly effective: number;
  readonly max: number;
}

/** The reader's agreements, the newest first. */
export async function listPayers(
  scope: ReadScope,
  filter: { readonly state?: PayerState | undefined },
  page: PageRequest<'entrustedPayer'>,
): Promise<Page<Payer>> {
  const where = filter.state ? sql`${stateOf} = ${filter.state}` : sql`true`;
  const { rows, before, after } = await readPage(page, {
    read: (position) => readPayers(scope, where, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('entrustedPayer', row.id) }),
  });
  return { rows: rows.map(payerOf), before, after };
}

/** One of them; undefined for any other, just as for an id that names nothing. */
export async function findPayer(scope: ReadScope, id: Id<'entrustedPayer'>): Promise<Payer | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readPayers(scope, sql`p.id = ${uuidOf(id)}::uuid`, first);
  return row && payerOf(row);
}

/** How many of the reader's agreements count now, against how many may. */
export async function countPayers(scope: ReadScope): Promise<PayerCount> {
  const [settings, { rows }] = await Promise.all([
    readSettings(database()),
    database().execute<{ count: number }>(
      sql`select count(*)::int as count from entrusted_payers where organization_id = ${uuidOf(scope.organizationId)}::uuid and ${payerIsEffective}`,
    ),
  ]);
  return { effective: rows[0]?.count ?? 0, max: settings.entrusted_payers_max };
}

/** Void is void, whether or not it would have run out. */
const stateOf = sql`case when p.voided_at is not null then 'void' when ${payerIsEffective} then 'effective' else 'expired' end`;

type Row = {
  id: string;
  key: string;
  payer_name: string;
  payer_type: PayerType;
  relationship: PayerRelationship;
  reason: PayerReason;
  note: string | null;
  agreement_version: string;
  state: PayerState;
  created_at: string;
  expires_at: string | null;
  voided_at: string | null;
  added_by: string;
  voided_by: string | null;
};

async function readPayers(scope: ReadScope, where: SQL, position: Position<'entrustedPayer'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`p.created_at`, sort: 'instant', id: sql`p.id` });
  const { rows } = await database().execute<Row>(
    sql`select p.id, ${instantKey(sql`p.created_at`)} as key, p.payer_name, p.payer_type, p.relationship, p.reason, p.note, p.agreement_version,
        ${stateOf} as state, p.created_at, p.expires_at, p.voided_at, u.name as added_by, v.name as voided_by
      from entrusted_payers p join users u on u.id = p.user_id left join users v on v.id = p.voided_by
     where p.organization_id = ${uuidOf(scope.organizationId)}::uuid and ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function payerOf(row: Row): Payer {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  return {
    id: idFromUuid('entrustedPayer', row.id),
    payerName: row.payer_name,
    payerType: row.payer_type,
    relationship: row.relationship,
    reason: row.reason,
    note: row.note,
    agreementVersion: row.agreement_version,
    state: row.state,
    effectiveAt: new Date(row.created_at),
    expiresAt: instant(row.expires_at),
    voidedAt: instant(row.voided_at),
    addedBy: row.added_by,
    voidedBy: row.voided_by,
  };
}
