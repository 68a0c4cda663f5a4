import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { NotificationOutcome } from '@/db/schema/recharge';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { searchText } from '@/lib/search-text';

/** What may come of a notification, in the order in which it is offered. */
export const notificationOutcomes = [
  ...(['credited', 'late', 'failed', 'repeated', 'outdated', 'wrong_amount', 'unknown_payment'] as const),
  ...(['refunded', 'refund_failed', 'contradicted'] as const),
  ...(['bad_signature', 'stale', 'not_readable'] as const),
] as const satisfies readonly NotificationOutcome[];

/** Which notifications are wanted. `q` is the provider's name of a payment. */
export interface NotificationFilter {
  readonly q?: string | undefined;
  readonly outcome?: NotificationOutcome | undefined;
  readonly rechargeId?: Id<'onlineRecharge'> | undefined;
}

/** What a provider's door was told, and what came of it. Of what nobody signed only when, and the digest. */
export interface PaymentNotification {
  readonly id: Id<'paymentNotification'>;
  readonly receivedAt: Date;
  readonly provider: string;
  readonly outcome: NotificationOutcome;
  readonly rechargeId: Id<'onlineRecharge'> | null;
  readonly notificationId: string | null;
  readonly reference: string | null;
  readonly amount: Money | null;
  /** Of the bytes that came, in hexadecimal. */
  readonly sha256: string;
}

/** A page of what providers' doors were told, the newest first. The operator's: for anybody else there is none. */
export async function listPaymentNotifications(
  scope: ReadScope,
  filter: NotificationFilter,
  request: PageRequest<'paymentNotification'>,
): Promise<Page<PaymentNotification>> {
  const { rows, before, after } = await readPage(request, {
    read: async (position) => {
      const page = keyset(position, { key: sql`n.created_at`, sort: 'instant', id: sql`n.id` });
      const { rows: found } = await database().execute<Row>(
        sql`select n.id, ${instantKey(sql`n.created_at`)} as key, n.created_at, n.provider, n.outcome, n.recharge_id, n.notification_id,
            n.payment_reference, n.amount_minor, n.currency, encode(n.body_sha256, 'hex') as sha256
          from payment_notifications n where ${scope.everyOrganization ? sql`true` : sql`false`} and ${conditionsOf(filter)} and ${page.where}
         order by ${page.orderBy} limit ${position.limit}`,
      );
      return found;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('paymentNotification', row.id) }),
  });
  return { rows: rows.map(notificationOf), before, after };
}

function conditionsOf({ q, outcome, rechargeId }: NotificationFilter): SQL {
  const text = searchText(q);
  return sql.join(
    [
      sql`true`,
      ...(outcome ? [sql`n.outcome = ${outcome}`] : []),
      ...(rechargeId ? [sql`n.recharge_id = ${uuidOf(rechargeId)}::uuid`] : []),
      ...(text ? [sql`n.payment_reference = ${text}`] : []),
    ],
    sql` and `,
  );
}

type Row = {
  id: string;
  key: string;
  created_at: string;
  provider: string;
  outcome: NotificationOutcome;
  recharge_id: string | null;
  notification_id: string | null;
  payment_reference: string | null;
  amount_minor: string | null;
  currency: Currency | null;
  sha256: string;
};

const notificationOf = (row: Row): PaymentNotification => ({
  id: idFromUuid('paymentNotification', row.id),
  receivedAt: new Date(row.created_at),
  provider: row.provider,
  outcome: row.outcome,
  rechargeId: row.recharge_id === null ? null : idFromUuid('onlineRecharge', row.recharge_id),
  notificationId: row.notification_id,
  reference: row.payment_reference,
  amount: row.amount_minor === null || row.currency === null ? null : money(BigInt(row.amount_minor), row.currency),
  sha256: row.sha256,
});
