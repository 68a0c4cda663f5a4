import type { Actor } from '@/domain/actor';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { formatMoney, type Money, money } from '@/lib/money';
import { batchRowsMax, type MoneyBatchKind } from './model';
import { type BatchItem, listBatchItems } from './queries';

/** What would become of a row: what is left after it, to the customer or of the quota, or why it would be declined. */
export interface PreviewedItem extends BatchItem {
  readonly balanceAfter: Money | null;
  readonly problem: string | null;
}

/** A dry run over a draft: row by row in order, so that an earlier row may use up what a later one would need. */
export interface BatchPreview {
  readonly items: readonly PreviewedItem[];
  readonly accepted: { readonly count: number; readonly sum: Money };
  readonly declined: number;
  /** What it is taken from, before the first and after the last accepted row; undefined when no row would be. */
  readonly own: { readonly before: Money; readonly after: Money } | undefined;
}

/**
 * Looks at what running a draft would do now: the same checks and arithmetic as the run, leaving nothing behind.
 *
 * @source design/decisions.md 41, design/differentiators.md X2
 */
export async function previewBatch(
  scope: ReadScope,
  actor: Actor,
  batch: { readonly id: Id<'adjustmentBatch'>; readonly kind: MoneyBatchKind },
): Promise<BatchPreview> {
  const items = await listBatchItems(scope, batch.id, { afterRow: 0, limit: batchRowsMax });
  const runnable = items.filter((item) => item.outcome === 'waiting' && item.customer && item.amount);
  const move = batch.kind === 'reclaim' ? reclaimFunds : allocateFunds;
  const inputs = runnable.map((item) => ({
    customerId: item.customer?.id,
    amount: item.amount ? formatMoney(item.amount) : '',
    memo: item.memo,
  }));
  const looked = await move.preview(actor, inputs);
  const ownSide = batch.kind === 'reclaim' ? 'credit' : 'debit';
  const theirSide = batch.kind === 'reclaim' ? 'debit' : 'credit';
  const previews = new Map(runnable.map((item, index) => [item.row, looked[index]]));

  const passed = looked.flatMap((preview) => (preview.ok ? [preview] : []));
  const [first, last] = [passed[0], passed.at(-1)];
  return {
    items: items.map((item) => {
      const preview = previews.get(item.row);
      if (!preview) return { ...item, balanceAfter: null, problem: item.refusal };
      if (!preview.ok) return { ...item, balanceAfter: null, problem: preview.code };
      return { ...item, balanceAfter: money(preview.balances[theirSide].after, scope.currency), problem: null };
    }),
    accepted: {
      count: passed.length,
      sum: money(
        passed.reduce((total, preview) => total + preview.row.amount.minor, 0n),
        scope.currency,
      ),
    },
    declined: items.length - passed.length,
    own:
      first && last
        ? {
            before: money(first.balances[ownSide].before, scope.currency),
            after: money(last.balances[ownSide].after, scope.currency),
          }
        : undefined,
  };
}
