import pg from 'pg';
import { allocate, allocateDirectly, allocateMany, floor, makeFloor } from './allocate';
import { type Measure, type Measured, measureInRounds, type Settings } from './rounds';
import { fundPartners, makePartner } from './world';

const levels = [1, 8, 32] as const;

/**
 * Allocation through the command layer at 1, 8 and 32 in flight, from one hot payer and spread over many, without the lane, and in
 * batches of 100. A batch is counted in rows, against the floor with 32 in flight, which is the highest.
 *
 * @source design/ledger.md §3.5
 */
export async function measureAllocations(settings: Settings): Promise<Measured[]> {
  const { owner, appUrl, ms, tell } = settings;
  tell('making partners and customers');
  const hot = await makePartner(owner, 'hot', 5000);
  const spread = await Promise.all(Array.from({ length: 200 }, (_, n) => makePartner(owner, `spread-${n}`, 25)));
  await fundPartners(owner, [hot, ...spread]);
  await makeFloor(owner);
  await owner.query('vacuum analyze');
  const pools = levels.map((inFlight) => new pg.Pool({ connectionString: appUrl, max: inFlight }));
  const measures = levels.flatMap((inFlight, index): Measure[] => {
    const pool = pools[index];
    if (!pool) return [];
    const against = { name: 'floor', run: () => floor(pool, inFlight, ms) };
    const common = { name: 'allocate', inFlight, floor: against };
    return [
      { ...common, load: 'hot', work: () => allocate([hot], inFlight, ms) },
      { ...common, load: 'spread', work: () => allocate(spread, inFlight, ms) },
      ...(inFlight === 1 ? [{ ...common, load: 'hot, no lane', work: () => allocateDirectly([hot], ms) }] : []),
      ...(inFlight === 32 ? [{ ...common, load: 'batch', inFlight: 1, work: () => allocateMany(hot, ms) }] : []),
    ];
  });
  await allocate([hot, ...spread], 32, 500);
  const results = await measureInRounds(measures, settings);
  await Promise.all(pools.map((pool) => pool.end()));
  return results;
}
