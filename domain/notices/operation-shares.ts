import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { AuditDetail } from '@/db/schema/kernel';
import { isId, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import type { WaitingEvent } from './audience';

/** From which side somebody looks at what an operation with coupons did. */
export type OperationSide = 'partner' | 'customer' | 'reseller';

/**
 * What an event says to one organization of everything that its operation did to it: how many things, and their sum. Undefined for all events
 * but one of them, which may be told; for an event that names no operation, nothing more than it says itself.
 */
export type ShareOf = (event: WaitingEvent, side: OperationSide, organizationUuid: string) => AuditDetail | undefined;

/**
 * Looks at the operations these events are of. Which event of an operation is told follows from the records alone: whoever delivers which of
 * them first, there is one notice.
 */
export async function sharesOf(tx: Transaction, events: readonly WaitingEvent[]): Promise<ShareOf> {
  const ids = [...new Set(events.flatMap(({ payload }) => operationOf(payload) ?? []))];
  const shares = new Map(ids.length === 0 ? [] : (await readShares(tx, ids)).map((row) => [keyOf(row), row]));
  return ({ payload, transferId }, side, who) => {
    const operation = operationOf(payload);
    const kind = payload['kind'];
    if (!operation || typeof kind !== 'string') return {};
    const share = shares.get(keyOf({ operation, kind, side, who }));
    if (!share) return {};
    if (transferId && uuidOf(transferId) !== share.first) return undefined;
    return { count: share.count, amount: formatMoney(money(BigInt(share.amount), share.currency)) };
  };
}

function operationOf({ operationId }: AuditDetail): string | undefined {
  return isId('couponOperation', operationId) ? uuidOf(operationId) : undefined;
}

const keyOf = (of: { operation: string; kind: string; side: string; who: string }): string =>
  `${of.operation} ${of.kind} ${of.side} ${of.who}`;

async function readShares(tx: Transaction, operations: readonly string[]) {
  type Row = {
    operation: string;
    kind: string;
    side: OperationSide;
    who: string;
    /** The transfer of its first record. */
    first: string;
    count: number;
    amount: string;
    currency: 'CNY' | 'USD';
  };
  const { rows } = await tx.execute<Row>(
    sql`select r.operation_id as operation, r.kind, s.side, s.who, (array_agg(r.transfer_id order by r.id))[1] as first,
        count(*)::int as count, sum(r.amount_minor)::text as amount, min(r.currency) as currency
      from coupon_records r cross join lateral (values ('customer', r.customer_id), ('partner', r.organization_id), ('reseller', r.reseller_id)) s (side, who)
     where r.operation_id = any(${sql.param(operations)}::uuid[]) and r.refusal is null and s.who is not null group by 1, 2, 3, 4`,
  );
  return rows;
}
