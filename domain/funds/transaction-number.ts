import type { AdjustmentKind } from '@/db/schema/funds';
import { bareId, type Id, idFromBare, isId } from '@/lib/id';

const prefixes = { allocate: 'AD', reclaim: 'RE', unbind: 'RE' } as const satisfies Record<AdjustmentKind, string>;

/** The number of an adjustment as people and the partner API write it: `AD…` put in, `RE…` took back. @source spec/03 §3.1 */
export const transactionNumber = (kind: AdjustmentKind, id: Id<'adjustment'>): string => prefixes[kind] + bareId(id);

/** The adjustment that a transaction number, or an id as `adj_…`, names; undefined for any other text. */
export function adjustmentIdOf(text: string): Id<'adjustment'> | undefined {
  const plain = text.normalize('NFKC').trim();
  if (isId('adjustment', plain)) return plain;
  return /^(AD|RE)/i.test(plain) ? idFromBare('adjustment', plain.slice(2)) : undefined;
}
