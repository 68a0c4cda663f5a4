import { expect } from 'vitest';
import type { PartnerAnswer } from './partner-client';

/**
 * Calls fifty times at once: one does it and the others are answered alike, but for those that a busy machine turns away (409, 503), which
 * may ask again.
 *
 * @returns what whoever asks again is answered
 */
export async function oneOfFifty(call: () => Promise<PartnerAnswer>): Promise<PartnerAnswer> {
  const answers = await Promise.all(Array.from({ length: 50 }, call));
  const turnedAway = answers.filter(({ status }) => status === 409 || status === 503);
  expect(turnedAway.every(({ headers }) => headers.get('retry-after') !== null)).toBe(true);
  const again = await call();
  const told = [...answers.filter((answer) => !turnedAway.includes(answer)), again];
  expect([...new Set(told.map(({ status, text }) => `${status} ${text}`))]).toHaveLength(1);
  expect(told.filter(({ headers }) => headers.get('x-replayed') === null).length).toBeLessThanOrEqual(1);
  expect(again.headers.get('x-replayed')).toBe('true');
  return again;
}
