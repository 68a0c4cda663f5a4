import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OnlineRechargeState } from '@/db/schema/recharge';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { type OnlineTerms, onlineTerms } from './online-terms';

/** An online recharge as its partner sees it. */
export interface OnlineRecharge {
  readonly id: Id<'onlineRecharge'>;
  readonly amount: Money;
  readonly provider: string;
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

/** A page of the organization's own online recharges, the newest first. */
export async function listOnlineRecharges(
  scope: ReadScope,
  page: PageRequest<'onlineRecharge'>,
): Promise<Page<OnlineRecharge>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readRecharges(scope, sql`true`, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('onlineRecharge', row.id) }),
  });
  return { rows: rows.map(rechargeOf), before, after };
}

/** One of them. Undefined for ids that name nothing or something of others. */
export async function findOnlineRecharge(
  scope: ReadScope,
  id: Id<'onlineRecharge'>,
): Promise<OnlineRecharge | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readRecharges(scope, sql`r.id = ${uuidOf(id)}::uuid`, first);
  return row && rechargeOf(row);
}

/** What the reader may pay online at a time. */
export const getOnlineTerms = async (scope: ReadScope): Promise<OnlineTerms> =>
  onlineTerms(await readSettings(database()), scope.currency);

type Row = {
  id: string;
  key: string;
  amount_minor: string;
  currency: Currency;
  provider: string;
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
  const page = keyset(position, { key: sql`r.created_at`, sort: 'instant', id: sql`r.id` });
  const { rows } = await database().execute<Row>(
    sql`select r.id, ${instantKey(sql`r.created_at`)} as key, r.amount_minor, r.currency, r.provider, r.state,
        r.state = 'created' and r.expires_at > clock_timestamp() as is_open, r.failure, u.name as user_name, r.created_at, r.expires_at, r.paid_at,
        r.transfer_id
      from online_recharges r join users u on u.id = r.user_id
     where r.organization_id = ${uuidOf(scope.organizationId)}::uuid and ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

const rechargeOf = (row: Row): OnlineRecharge => ({
  id: idFromUuid('onlineRecharge', row.id),
  amount: money(BigInt(row.amount_minor), row.currency),
  provider: row.provider,
  state: row.state,
  isOpen: row.is_open,
  failure: row.failure,
  startedBy: row.user_name,
  startedAt: new Date(row.created_at),
  expiresAt: new Date(row.expires_at),
  paidAt: row.paid_at === null ? null : new Date(row.paid_at),
  transferId: row.transfer_id === null ? null : idFromUuid('transfer', row.transfer_id),
});
