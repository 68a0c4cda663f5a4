import pg from 'pg';
import { allocate, allocateDirectly, allocateMany, floor, makeFloor } from './allocate';
import { median, type Run } from './load';
import type { Result } from './report';
import { fundPartners, makePartner } from './world';

interface Settings {
  readonly owner: pg.Pool;
  readonly appUrl: string;
  readonly rounds: number;
  readonly ms: number;
  readonly tell: (message: string) => void;
}

/** A thing to measure: once per round, against the floor of that round at the same number in flight. */
interface Measure {
  readonly name: string;
  readonly load: string;
  readonly inFlight: number;
  /** With how many in flight its floor runs. */
  readonly against: number;
  readonly work: () => Promise<Run>;
}

const levels = [1, 8, 32] as const;

/**
 * Allocation through the command layer at 1, 8 and 32 in flight, from one hot payer and spread over many, without the lane, and in
 * batches; the floor is taken anew in every round, whose order is reversed every other time. Medians.
 *
 * @source design/ledger.md §3.5
 */
export async function measureAllocations({ owner, appUrl, rounds, ms, tell }: Settings): Promise<Result[]> {
  tell('making partners and customers');
  const hot = await makePartner(owner, 'hot', 5000);
  const spread = await Promise.all(Array.from({ length: 200 }, (_, n) => makePartner(owner, `spread-${n}`, 25)));
  await fundPartners(owner, [hot, ...spread]);
  await makeFloor(owner);
  await owner.query('vacuum analyze');
  const pools = new Map(levels.map((inFlight) => [inFlight, new pg.Pool({ connectionString: appUrl, max: inFlight })]));
  const measures: Measure[] = [
    ...levels.flatMap((inFlight): Measure[] => [
      { ...named('allocate', 'hot', inFlight), work: () => allocate([hot], inFlight, ms) },
      { ...named('allocate', 'spread', inFlight), work: () => allocate(spread, inFlight, ms) },
    ]),
    { ...named('allocate without lane', 'hot', 1), work: () => allocateDirectly([hot], ms) },
    { ...named('allocate', 'batch', 1), against: 32, work: () => allocateMany(hot, ms) },
  ];
  const floors = new Map<number, Run[]>(levels.map((level) => [level, []]));
  const runs = new Map<Measure, Run[]>(measures.map((measure) => [measure, []]));
  await allocate([hot, ...spread], 32, 500);
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    const order = round % 2 === 0 ? levels.toReversed() : levels;
    for (const level of order) {
      const pool = pools.get(level);
      if (pool) floors.get(level)?.push(await floor(pool, level, ms));
      for (const measure of measures.filter((one) => one.against === level))
        runs.get(measure)?.push(await measure.work());
    }
  }
  await Promise.all([...pools.values()].map((pool) => pool.end()));
  return [
    ...levels.map((level) => resultOf(named('floor', 'one row', level), floors.get(level) ?? [], undefined)),
    ...measures.map((measure) => resultOf(measure, runs.get(measure) ?? [], floors.get(measure.against))),
  ];
}

const named = (name: string, load: string, inFlight: number) => ({ name, load, inFlight, against: inFlight });

function resultOf(
  { name, load, inFlight }: { name: string; load: string; inFlight: number },
  runs: readonly Run[],
  floors: readonly Run[] | undefined,
): Result {
  const ratioOf = (figure: 'perSecond' | 'p95Ms') =>
    floors ? round(median(runs.map((run, index) => run[figure] / (floors[index]?.[figure] ?? Number.NaN)))) : null;
  const middle = (figure: keyof Run) => round(median(runs.map((run) => run[figure])));
  return {
    ...{ name, load, inFlight, perSecond: middle('perSecond'), ratio: ratioOf('perSecond') },
    ...{ p50Ms: middle('p50Ms'), p95Ms: middle('p95Ms'), p95Ratio: ratioOf('p95Ms') },
  };
}

const round = (value: number): number => Number(value.toFixed(3));
