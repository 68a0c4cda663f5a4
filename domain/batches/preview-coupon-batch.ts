import type { Actor } from '@/domain/actor';
import { type LookedCoupon, previewIssues } from '@/domain/coupons/preview-issues';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { formatMoney, type Money, money } from '@/lib/money';
import { reasonOf } from './carry-out';
import { batchRowsMax } from './model';
import type { BatchPreview } from './preview-batch';
import { type BatchItem, type CouponBatch, listBatchItems } from './queries';

/** A dry run over a list of coupons. */
export interface CouponBatchPreview extends BatchPreview {
  /** Why none of the rows could be issued now, whatever they say; null when it depends on the row. */
  readonly refusal: string | null;
}

/** What issuing a list of coupons now would come to: row by row in order, with the checks and the arithmetic of the run, leaving nothing behind. */
export async function previewCouponBatch(
  scope: ReadScope,
  actor: Actor,
  batch: CouponBatch,
): Promise<CouponBatchPreview> {
  const items = await listBatchItems(scope, batch.id, { afterRow: 0, limit: batchRowsMax });
  const wanted = items.flatMap(({ row, outcome, customer, amount }) => {
    return outcome === 'waiting' && customer && amount ? [{ row, customerId: customer.id, amount }] : [];
  });
  const looked = wanted.length > 0 ? await lookAt(actor, batch, wanted) : undefined;
  if (!looked?.outlook) {
    const refusal = looked?.objection ? reasonOf(looked.objection) : null;
    const judged = items.map((item) => ({ ...item, balanceAfter: null, problem: item.refusal ?? refusal }));
    const accepted = { count: 0, sum: money(0n, scope.currency) };
    return { items: judged, accepted, declined: items.length, own: undefined, refusal };
  }
  const { before, coupons } = looked.outlook;
  const found = new Map(wanted.map(({ row }, index) => [row, coupons[index]]));
  const passed = coupons.flatMap((coupon) => ('left' in coupon ? [coupon.left] : []));
  const after = passed.at(-1);
  return {
    items: items.map((item) => ({ ...item, ...judgementOf(item, found.get(item.row)) })),
    accepted: { count: passed.length, sum: money(before.minor - (after ?? before).minor, before.currency) },
    declined: items.length - passed.length,
    own: after && { before, after },
    refusal: null,
  };
}

const lookAt = (
  actor: Actor,
  { quota, terms }: CouponBatch,
  wanted: readonly { readonly customerId: Id<'customer'>; readonly amount: Money }[],
) => {
  const coupons = wanted.map(({ customerId, amount }) => ({ customerId, faceValue: formatMoney(amount) }));
  return previewIssues(actor, { ...terms, quotaId: quota.id, coupons });
};

function judgementOf(item: BatchItem, looked: LookedCoupon | undefined) {
  if (!looked) return { balanceAfter: null, problem: item.refusal };
  return 'left' in looked
    ? { balanceAfter: looked.left, problem: null }
    : { balanceAfter: null, problem: looked.refusal };
}
