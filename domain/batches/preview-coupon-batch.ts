import type { Actor } from '@/domain/actor';
import { issueCouponsInput } from '@/domain/coupons/input';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { type LookedCoupon, previewIssues } from '@/domain/coupons/preview-issues';
import { dryRun } from '@/domain/dry-run';
import type { ReadScope } from '@/domain/read-scope';
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
    return outcome === 'waiting' && customer && amount ? [{ row, customerId: customer.id, faceValue: amount }] : [];
  });
  const looked = await lookAt(actor, batch, wanted);
  if (!looked?.ok) {
    const refusal = looked ? reasonOf(looked) : null;
    const judged = items.map((item) => ({ ...item, balanceAfter: null, problem: item.refusal ?? refusal }));
    const accepted = { count: 0, sum: money(0n, scope.currency) };
    return { items: judged, accepted, declined: items.length, own: undefined, refusal };
  }
  const { before, coupons } = looked.found;
  const found = new Map(wanted.map(({ row }, index) => [row, coupons[index]]));
  const passed = coupons.flatMap((coupon) => ('left' in coupon ? [coupon.left] : []));
  const after = passed.at(-1);
  return {
    items: items.map((item) => ({ ...item, ...judgementOf(item, found.get(item.row)) })),
    accepted: {
      count: passed.length,
      sum: money(before.minor - (after ?? before).minor, before.currency),
    },
    declined: items.length - passed.length,
    own: after && { before, after },
    refusal: null,
  };
}

interface WantedRow {
  readonly customerId: NonNullable<BatchItem['customer']>['id'];
  readonly faceValue: Money;
}

/** The terms are parsed as those of an issue are, with the first row in it; of the others only the customer and the value differ. */
async function lookAt(actor: Actor, { quota, terms }: CouponBatch, wanted: readonly WantedRow[]) {
  const [first] = wanted;
  if (!first) return undefined;
  const of = {
    name: issueCoupons.commandName,
    permission: issueCoupons.permission,
    input: issueCouponsInput,
  };
  const raw = {
    ...terms,
    quotaId: quota.id,
    customerIds: [first.customerId],
    faceValue: formatMoney(first.faceValue),
  };
  return dryRun(of, actor, raw, (tx, input, refuse) => previewIssues(tx, actor, input, wanted, refuse));
}

function judgementOf(item: BatchItem, looked: LookedCoupon | undefined) {
  if (!looked) return { balanceAfter: null, problem: item.refusal };
  return 'left' in looked
    ? { balanceAfter: looked.left, problem: null }
    : { balanceAfter: null, problem: looked.refusal };
}
