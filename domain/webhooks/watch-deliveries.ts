import { sql } from 'drizzle-orm';
import { inJob, job } from '@/domain/job';
import { log } from '@/lib/log';

/** How often a process looks, and from when on a delivery that nobody takes in hand is worth an alarm. */
const watching = { everyMs: 60_000, lateSeconds: 300 } as const;

let lookedAt = Number.NEGATIVE_INFINITY;

/**
 * Says in the log, for whoever watches it, that deliveries are due and nobody takes them in hand: workers are missing, or have too much to do.
 * What waits for its next attempt, or for an endpoint that has asked to wait, is not late.
 *
 * @source quality/acceptance.md W12
 */
export const watchDeliveries = job('watch-deliveries', async () => {
  if (performance.now() - lookedAt < watching.everyMs) return 0;
  lookedAt = performance.now();
  await alarmOfLate();
  return 0;
});

/** One look. @returns how many deliveries are late */
export async function alarmOfLate(): Promise<number> {
  const { rows } = await inJob((tx) =>
    tx.execute<{ late: number; oldestSeconds: number | null }>(
      sql`select count(*)::int as late, floor(extract(epoch from clock_timestamp() - min(d.next_at)))::int as "oldestSeconds"
        from webhook_deliveries d join webhook_endpoints e on e.id = d.endpoint_id and e.state = 'active'
        join organizations o on o.id = e.organization_id and o.state = 'active'
       where d.state = 'waiting' and d.next_at <= clock_timestamp() - make_interval(secs => ${watching.lateSeconds})
         and coalesce(d.leased_until <= clock_timestamp(), true)
         and coalesce(e.slow_until <= clock_timestamp() - make_interval(secs => ${watching.lateSeconds}), true)`,
    ),
  );
  const { late = 0, oldestSeconds = null } = rows[0] ?? {};
  if (late > 0) log.warn({ job: 'watch-deliveries', late, oldestSeconds }, 'webhook deliveries are late');
  return late;
}
