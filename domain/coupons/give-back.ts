import { inArray, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { netBalances } from '@/domain/ledger/post';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, money } from '@/lib/money';
import type { HeldCoupon } from './hold-coupons';
import type { ReturnKind } from './model';
import { type CouponMove, type DeclinedMove, moveCoupons, type Operation } from './move-coupons';

const { coupons: couponTable, couponQuotas } = schema;

/** How much of a coupon went back to its quota. */
export interface GivenBack {
  readonly couponId: Id<'coupon'>;
  readonly amount: Money;
}

/**
 * Puts the whole balance of held coupons back into their quotas and ends the coupons. A coupon whose uses are exhausted stays used, and what
 * it had left goes back all the same.
 *
 * What comes back to a quota that its distributor has reclaimed goes on to where that was cut from: nobody could use it there. What comes back
 * to one that has expired stays in it, for all to see.
 *
 * @source spec/05 §5.3, spec/13 L9, L11
 */
export async function giveBack(
  tx: Transaction,
  actor: Actor,
  operation: Operation,
  back: {
    readonly coupons: readonly HeldCoupon[];
    readonly kind: ReturnKind | 'reclaim' | 'expire';
    readonly remark?: string | null;
    readonly declined?: readonly DeclinedMove[];
  },
): Promise<GivenBack[]> {
  const { coupons, kind, remark = null } = back;
  if (coupons.length === 0) return [];
  await end(tx, coupons, kind === 'expire' ? 'expired' : 'reclaimed');
  // They stay what they are: whatever moves the balance of a coupon holds the coupon.
  const balances = await netBalances(
    tx,
    coupons.map(({ accountId }) => accountId),
  );
  const given = coupons.flatMap((coupon) => {
    const left = balances.get(coupon.accountId) ?? 0n;
    return left > 0n ? [{ coupon, amount: money(left, coupon.currency) }] : [];
  });
  const moves = await movesBack(tx, given, { kind, remark });
  if (moves.length > 0) {
    const isDone = await moveCoupons(tx, actor, operation, moves, back.declined);
    invariant(isDone, 'what a held coupon has can be given back');
  }
  return given.map(({ coupon, amount }) => ({ couponId: coupon.id, amount }));
}

/** The moves that put amounts of held coupons back into their quotas, and on to where these were cut from if they have been reclaimed. */
export async function movesBack(
  tx: Transaction,
  given: readonly { readonly coupon: HeldCoupon; readonly amount: Money }[],
  about: Pick<CouponMove, 'kind' | 'remark' | 'orderId'>,
): Promise<CouponMove[]> {
  const parents = await parentsOf(
    tx,
    given.map(({ coupon }) => coupon),
  );
  return given.flatMap(({ coupon, amount }) => movesOf(coupon, amount, about, parents));
}

async function end(tx: Transaction, coupons: readonly HeldCoupon[], state: 'expired' | 'reclaimed'): Promise<void> {
  await tx
    .update(couponTable)
    .set({
      state: sql`case state when 'used' then state else ${state} end`,
      lockOrderId: null,
      lockedAt: null,
      updatedAt: sql`clock_timestamp()`,
    })
    .where(
      inArray(
        couponTable.id,
        coupons.map(({ id }) => id),
      ),
    );
}

type Parents = ReadonlyMap<
  Id<'couponQuota'>,
  Pick<typeof couponQuotas.$inferSelect, 'id' | 'accountId' | 'organizationId' | 'rootId'>
>;

/** What the reclaimed quotas among theirs were cut from. A quota's account and owner never change, so it need not be held. */
async function parentsOf(tx: Transaction, coupons: readonly HeldCoupon[]): Promise<Parents> {
  const ids = coupons.flatMap(({ quota }) => (quota.state === 'reclaimed' && quota.parentId ? [quota.parentId] : []));
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({
      id: couponQuotas.id,
      accountId: couponQuotas.accountId,
      organizationId: couponQuotas.organizationId,
      rootId: couponQuotas.rootId,
    })
    .from(couponQuotas)
    .where(inArray(couponQuotas.id, ids));
  return new Map(rows.map((row) => [row.id, row]));
}

function movesOf(
  { id, customerId, accountId, quota }: HeldCoupon,
  amount: Money,
  { kind, ...more }: Pick<CouponMove, 'kind' | 'remark' | 'orderId'>,
  parents: Parents,
): CouponMove[] {
  const about = { ...more, quotaId: quota.id, quotaType: quota.type, parentQuotaId: quota.parentId, amount };
  const { organizationId, rootId } = quota;
  const back = {
    ...about,
    kind,
    organizationId,
    rootId,
    couponId: id,
    customerId,
    debit: accountId,
    credit: quota.accountId,
  };
  // Asked of each: one that is still valid may have been cut from the same as one that was reclaimed.
  const parent = quota.state === 'reclaimed' && quota.parentId ? parents.get(quota.parentId) : undefined;
  if (!parent) return [back];
  const onward = {
    ...about,
    // It is a record of the distributor's, and whoever took the coupon back did not write to the distributor.
    remark: null,
    kind: 'quota_reclaim',
    organizationId: parent.organizationId,
    rootId: parent.rootId,
    resellerId: organizationId,
    debit: quota.accountId,
    credit: parent.accountId,
  } as const;
  return [back, onward];
}
