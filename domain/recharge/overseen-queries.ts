import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OnlineRechargeState } from '@/db/schema/recharge';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, isId, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { searchText } from '@/lib/search-text';

/** The states of an online recharge, in the order in which they are offered. */
export const onlineRechargeStates = ['created', 'paid', 'failed', 'expired'] as const;

/** Which online recharges are wanted. `q` is the id of one, or what its provider calls the payment. */
export interface OverseenFilter {
  readonly q?: string | undefined;
  readonly state?: OnlineRechargeState | undefined;
  readonly partnerId?: Id<'organization'> | undefined;
}

/** An online recharge as the operator sees it: of any partner. */
export interface OverseenRecharge {
  readonly id: Id<'onlineRecharge'>;
  readonly partner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly amount: Money;
  readonly provider: string;
  /** What the provider calls the payment, once it has told of it. */
  readonly reference: string | null;
  readonly state: OnlineRechargeState;
  /** Its page still works. */
  readonly isOpen: boolean;
  /** Why it failed, a word of the provider's. */
  readonly failure: string | null;
  readonly startedBy: string;
  readonly startedAt: Date;
  readonly expiresAt: Date;
  readonly paidAt: Date | null;
  readonly transferId: Id<'transfer'> | null;
}

/** A page of the online recharges of every partner, the newest first. The operator's: for anybody else there is none. */
export async function listOverseenRecharges(
  scope: ReadScope,
  filter: OverseenFilter,
  page: PageRequest<'onlineRecharge'>,
): Promise<Page<OverseenRecharge>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readRecharges(scope, conditionsOf(filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('onlineRecharge', row.id) }),
  });
  return { rows: rows.map(rechargeOf), before, after };
}

/** One of them. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findOverseenRecharge(
  scope: ReadScope,
  id: Id<'onlineRecharge'>,
): Promise<OverseenRecharge | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readRecharges(scope, sql`r.id = ${uuidOf(id)}::uuid`, first);
  return row && rechargeOf(row);
}

function conditionsOf({ q, state, partnerId }: OverseenFilter): SQL {
  const text = searchText(q);
  return sql.join(
    [
      sql`true`,
      ...(state ? [sql`r.state = ${state}`] : []),
      ...(partnerId ? [sql`r.organization_id = ${uuidOf(partnerId)}::uuid`] : []),
      ...(text
        ? [isId('onlineRecharge', text) ? sql`r.id = ${uuidOf(text)}::uuid` : sql`r.provider_reference = ${text}`]
        : []),
    ],
    sql` and `,
  );
}

type Row = {
  id: string;
  key: string;
  organization_id: string;
  name: string;
  name_en: string | null;
  amount_minor: string;
  currency: Currency;
  provider: string;
  provider_reference: string | null;
  state: OnlineRechargeState;
  is_open: boolean;
  failure: string | null;
  user_name: string;
  created_at: string;
  expires_at: string;
  paid_at: string | null;
  transfer_id: string | null;
};

async function readRecharges(scope: ReadScope, where: SQL, position: Position<'onlineRecharge'>): Promise<Row[]> {
  if (!scope.everyOrganization) return [];
  const page = keyset(position, { key: sql`r.created_at`, sort: 'instant', id: sql`r.id` });
  const { rows } = await database().execute<Row>(
    sql`select r.id, ${instantKey(sql`r.created_at`)} as key, r.organization_id, o.name, o.name_en, r.amount_minor, r.currency, r.provider,
        r.provider_reference, r.state, r.state = 'created' and r.expires_at > clock_timestamp() as is_open, r.failure, u.name as user_name, r.created_at,
        r.expires_at, r.paid_at, r.transfer_id
      from online_recharges r join organizations o on o.id = r.organization_id join users u on u.id = r.user_id
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

const rechargeOf = (row: Row): OverseenRecharge => ({
  id: idFromUuid('onlineRecharge', row.id),
  partner: { id: idFromUuid('organization', row.organization_id), name: row.name, nameEn: row.name_en },
  amount: money(BigInt(row.amount_minor), row.currency),
  provider: row.provider,
  reference: row.provider_reference,
  state: row.state,
  isOpen: row.is_open,
  failure: row.failure,
  startedBy: row.user_name,
  startedAt: new Date(row.created_at),
  expiresAt: new Date(row.expires_at),
  paidAt: row.paid_at === null ? null : new Date(row.paid_at),
  transferId: row.transfer_id === null ? null : idFromUuid('transfer', row.transfer_id),
});
