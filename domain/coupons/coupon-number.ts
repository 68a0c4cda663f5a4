import { bareId, type Id, idFromBare } from '@/lib/id';

/** A coupon's number, as people see it and type it. */
export const couponNumber = (id: Id<'coupon'>): string => `CP${bareId(id)}`;

/** The coupon a number names, in either case; undefined when it names none. */
export function couponIdOf(number: string): Id<'coupon'> | undefined {
  const text = number.trim();
  return /^cp/i.test(text) ? idFromBare('coupon', text.slice(2)) : undefined;
}
