import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { openAssociation } from '@/domain/customers/in-reach';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';
import { money } from '@/lib/money';
import { isUsableNow } from './coupon-state-now';
import { type CouponSum, type HeldCoupons, type HeldRow, heldOf, heldSums } from './held-coupons';

/**
 * What a customer in reach can use of the coupons its present partner has issued to it. Undefined for everybody else's customer.
 *
 * @source spec/05 §5.2
 */
export async function findHeldCoupons(scope: ReadScope, customerId: Id<'customer'>): Promise<HeldCoupons | undefined> {
  const { rows } = await database().execute<HeldRow>(
    sql`select ${heldSums} from (${openAssociation(scope, customerId)}) own
        left join coupons c on c.organization_id = own.organization_id and c.customer_id = own.customer_id and ${isUsableNow}
        left join ledger_balances b on b.account_id = c.account_id group by own.id`,
  );
  return rows[0] && heldOf(rows[0], scope.currency);
}

/**
 * What customers can use of all the coupons the reader's organization has issued; for people in sales, of their own customers.
 */
export async function sumIssuedCoupons(scope: ReadScope): Promise<HeldCoupons> {
  const isTheirs = scope.accountManagerId
    ? sql`exists (select from associations s where s.customer_id = c.customer_id and s.organization_id = c.organization_id and s.ended_at is null
        and s.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid)`
    : sql`true`;
  const { rows } = await database().execute<HeldRow>(
    sql`select ${heldSums} from coupons c join ledger_balances b on b.account_id = c.account_id
      where c.organization_id = ${uuidOf(scope.organizationId)}::uuid and ${isUsableNow} and ${isTheirs}`,
  );
  return heldOf(rows[0], scope.currency);
}

/** What the reader's organization can issue coupons from, and how many quotas that is in. */
export async function sumUsableQuota(scope: ReadScope): Promise<CouponSum> {
  const { rows } = await database().execute<{ count: number; left: string }>(
    sql`select count(*)::int as count, coalesce(sum(b.credits_minor - b.debits_minor), 0)::text as left
      from coupon_quotas q join ledger_balances b on b.account_id = q.account_id
     where q.organization_id = ${uuidOf(scope.organizationId)}::uuid
       and q.state = 'normal' and q.effective_at <= now() and q.expires_at > now()`,
  );
  return { count: rows[0]?.count ?? 0, left: money(BigInt(rows[0]?.left ?? 0), scope.currency) };
}
