import { isDenial, type RefusalCode } from '@/domain/refusal';
import type { Id } from '@/lib/id';

/** One item of a list, and why it is declined; null when it is not. */
export interface Judged<Code extends RefusalCode> {
  readonly id: Id<'customer' | 'coupon' | 'couponQuota' | 'organization'>;
  readonly refusal: Code | null;
}

/**
 * What refuses a list as a whole when nothing of it can be done: the reason of its first item, or of the first that reached for what is not
 * theirs, with the reason of each item under its id. Undefined as long as one can be done.
 */
export function allDeclined<Code extends RefusalCode>(
  items: readonly Judged<Code>[],
): { readonly code: Code; readonly fields: Readonly<Record<string, string>> } | undefined {
  const reasons = items.flatMap(({ id, refusal }) => (refusal ? [{ id, refusal }] : []));
  const [first] = reasons;
  if (!first || reasons.length < items.length) return undefined;
  const worst = reasons.find(({ refusal }) => isDenial(refusal)) ?? first;
  return { code: worst.refusal, fields: Object.fromEntries(reasons.map(({ id, refusal }) => [id, refusal])) };
}

/** The first reason that means that somebody reached for what is not theirs. */
export const firstDenial = <Code extends RefusalCode>(items: readonly Judged<Code>[]): Code | undefined =>
  items.flatMap(({ refusal }) => (refusal && isDenial(refusal) ? [refusal] : []))[0];
