import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeReport } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, seedWorld, type World } from '@/tests/world';
import { endOverdueReports, expireReports } from './expire-reports';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const over = { expiresAt: sql`clock_timestamp() - interval '1 second'` };
const statesOf = async () => {
  const { rows } = await database().execute<{ state: string; count: number }>(
    sql`select state, count(*)::int as count from customer_reports group by state`,
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]));
};

describe('the job that ends reports', () => {
  it('ends what is overdue and nothing else, once, with its audit and its event', async () => {
    const report = await makeReport(actorOf(world.s1), 'reported', over);
    await makeReport(actorOf(world.r1a), 'reported', over);
    await makeReport(actorOf(world.s1), 'reported');
    await makeReport(actorOf(world.s1), 'pending', over);
    const before = await rowCounts();
    expect([await expireReports(), await expireReports()]).toEqual([2, 0]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 2, outbox_events: 2 });
    expect(await statesOf()).toEqual({ expired: 2, reported: 1, pending: 1 });
    const { rows } = await database().execute(
      sql`select a.via, a.user_id, a.organization_id = e.organization_id as same, e.kind, e.payload ->> 'reportedBy' as who
        from audit_entries a join outbox_events e on e.subject_id = a.subject_id where a.subject_id = ${report} and a.action = 'reports.expire'`,
    );
    expect(rows).toEqual([
      { via: 'job', user_id: null, same: true, kind: 'report.expired', who: world.s1.users.admin },
    ]);
  });

  it('shares the work when it runs several times at once, and does none of it twice', async () => {
    await Promise.all(Array.from({ length: 150 }, () => makeReport(actorOf(world.s2), 'reported', over)));
    const before = await rowCounts();
    const counts = await Promise.all([expireReports(), expireReports(), expireReports()]);
    const rest = await expireReports();
    expect(counts.reduce((sum, count) => sum + count, rest)).toBe(150);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 150, outbox_events: 150 });
  });

  it('broken off leaves everything to the next run', async () => {
    await makeReport(actorOf(world.s1), 'reported', over);
    const before = await rowCounts();
    await expect(
      inTransaction(async (tx) => {
        expect(await endOverdueReports(tx)).toBe(1);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await expireReports()).toBe(1);
  });
});
