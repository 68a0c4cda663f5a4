import { createHash } from 'node:crypto';

/**
 * A digest (32 bytes) of what a request asks for, so that a key used again for something else is noticed.
 *
 * Members are put in order first: a client that writes its fields in another order on a retry is still recognized.
 *
 * @param content JSON-like data; `bigint` counts as its digits
 */
export const fingerprintOf = (content: unknown): Buffer => createHash('sha256').update(canonical(content)).digest();

const canonical = (content: unknown): string =>
  JSON.stringify(content, (_key, value: unknown) => {
    if (typeof value === 'bigint') return value.toString();
    if (!value || typeof value !== 'object' || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }) ?? 'undefined';
