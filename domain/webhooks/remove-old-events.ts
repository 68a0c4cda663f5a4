import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { inJob, job } from '@/domain/job';
import { readSettings } from '@/domain/settings/read-settings';

/** Events that are removed in one transaction. */
const stepMax = 500;
/** Held by whoever removes, so that two never wait for each other's rows. */
const removing = 7021011;

/**
 * Removes published events that have been kept as long as the setting says, with their deliveries and what was tried. What happened stays in
 * the audit and the ledger.
 */
export const removeOldEvents = job('remove-old-events', () => inJob(removeSome));

async function removeSome(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ isMine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${removing}) as "isMine"`,
  );
  if (!rows[0]?.isMine) return 0;
  const { event_kept_days: days } = await readSettings(tx);
  const { rowCount } = await tx.execute(
    sql`delete from published_events where id in (
      select id from published_events where published_at < clock_timestamp() - make_interval(days => ${days})
       order by published_at limit ${stepMax})`,
  );
  return rowCount ?? 0;
}
