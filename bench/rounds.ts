import type pg from 'pg';
import { median, type Run } from './load';
import type { Result } from './report';

export interface Settings {
  readonly owner: pg.Pool;
  readonly appUrl: string;
  readonly rounds: number;
  readonly ms: number;
  readonly tell: (message: string) => void;
}

/** What something is measured against, taken anew in every round. */
export interface Floor {
  readonly name: string;
  readonly run: () => Promise<Run>;
}

/** A thing to measure. Those with the same floor share its run of the round. */
export interface Measure {
  readonly name: string;
  readonly load: string;
  readonly inFlight: number;
  readonly work: () => Promise<Run>;
  readonly floor: Floor;
}

export type Measured = Result;

/**
 * Every measure right after its floor, in as many rounds, whose order is reversed every other time. A ratio is taken within a round, and
 * the median of the rounds is what counts: the machine may have other things to do, but hardly between two neighbours.
 *
 * @source design/ledger.md §2, §3.5
 */
export async function measureInRounds(measures: readonly Measure[], { rounds, tell }: Settings): Promise<Measured[]> {
  const floors = [...new Set(measures.map((measure) => measure.floor))];
  const runs = new Map<Floor | Measure, Run[]>([...floors, ...measures].map((one) => [one, []]));
  for (let round = 1; round <= rounds; round += 1) {
    tell(`round ${round} of ${rounds}`);
    for (const floor of round % 2 === 0 ? floors.toReversed() : floors) {
      runs.get(floor)?.push(await floor.run());
      for (const measure of measures.filter((one) => one.floor === floor))
        runs.get(measure)?.push(await measure.work());
    }
  }
  return floors.flatMap((floor) => {
    const own = measures.filter((measure) => measure.floor === floor);
    const inFlight = own[0]?.inFlight ?? 1;
    const line = resultOf({ name: own[0]?.name ?? '', load: floor.name, inFlight }, runs.get(floor) ?? [], undefined);
    return [line, ...own.map((measure) => resultOf(measure, runs.get(measure) ?? [], runs.get(floor)))];
  });
}

function resultOf(
  { name, load, inFlight }: { name: string; load: string; inFlight: number },
  runs: readonly Run[],
  floors: readonly Run[] | undefined,
): Result {
  const ratioOf = (figure: 'perSecond' | 'p95Ms') =>
    floors ? rounded(median(runs.map((run, index) => run[figure] / (floors[index]?.[figure] ?? Number.NaN)))) : null;
  const middle = (figure: keyof Run) => rounded(median(runs.map((run) => run[figure])));
  return {
    ...{ name, load, inFlight, perSecond: middle('perSecond'), ratio: ratioOf('perSecond') },
    ...{ p50Ms: middle('p50Ms'), p95Ms: middle('p95Ms'), p95Ratio: ratioOf('p95Ms') },
  };
}

const rounded = (value: number): number => Number(value.toFixed(3));
