import { bareId, type Id, idFromBare, isId } from '@/lib/id';

/** The number of a coupon as people and the partner API write it. */
export const couponNumber = (id: Id<'coupon'>): string => `CP${bareId(id)}`;

/** The coupon that a number, or an id as `cpn_…`, names; undefined for any other text. */
export function couponIdOf(number: string): Id<'coupon'> | undefined {
  const plain = number.normalize('NFKC').trim();
  if (isId('coupon', plain)) return plain;
  return /^CP/i.test(plain) ? idFromBare('coupon', plain.slice(2)) : undefined;
}
