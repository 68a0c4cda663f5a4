/** What a run of one kind of work came to. Latencies in milliseconds. */
export interface Run {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

/**
 * Keeps `inFlight` pieces of work going for `ms` and then lets them end.
 *
 * @param work what one piece does; throws when it did not work, which ends the bench
 * @param each how many operations one piece of work is
 */
export async function run(
  options: { inFlight: number; ms: number; each?: number },
  work: () => Promise<void>,
): Promise<Run> {
  const { inFlight, ms, each = 1 } = options;
  const latencies: number[] = [];
  const startedAt = performance.now();
  const until = startedAt + ms;
  const worker = async () => {
    for (let at = performance.now(); at < until; ) {
      await work();
      const now = performance.now();
      latencies.push(now - at);
      at = now;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, worker));
  const seconds = (performance.now() - startedAt) / 1000;
  const sorted = latencies.toSorted((a, b) => a - b);
  return { perSecond: (sorted.length * each) / seconds, p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}

/** Of numbers in order, the one at that share of them. */
export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** The middle one; of an even number, the lower of the two in the middle. */
export const median = (numbers: readonly number[]): number =>
  quantile(
    numbers.toSorted((a, b) => a - b),
    0.4999,
  );
