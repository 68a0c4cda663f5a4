import { randomInt } from 'node:crypto';

const [minute, hour] = [60, 3600];
/** Seconds to the next attempt, by how many there were: ten within 75 hours and 35 minutes. @source Standard Webhooks 1.0, acceptance W9 */
const pauses = [0, 5, 5 * minute, 30 * minute, 2 * hour, 5 * hour, 10 * hour, 14 * hour, 20 * hour, 24 * hour] as const;
/** By how much of itself a pause may be longer or shorter, so that what failed together does not come back together. */
const jitterPercent = 10;

/** Attempts that are made at most. */
export const attemptsMax = pauses.length;

/** Seconds to wait after that many attempts, unevenly; undefined when there is to be no other. */
export function nextAttemptAfter(attempts: number): number | undefined {
  const pause = pauses[attempts];
  if (pause === undefined) return undefined;
  return (pause * (1000 + randomInt(-10 * jitterPercent, 10 * jitterPercent + 1))) / 1000;
}
