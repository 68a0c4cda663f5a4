import { bareId, type Id, idFromBare } from '@/lib/id';

/** The number of a record as people and the partner API write it. */
export const recordNumber = (id: Id<'couponRecord'>): string => `CR${bareId(id)}`;

/** The record that a number names; undefined for any other text. */
export const recordIdOf = (number: string): Id<'couponRecord'> | undefined =>
  /^CR/i.test(number) ? idFromBare('couponRecord', number.slice(2)) : undefined;
