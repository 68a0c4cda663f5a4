import { sql } from 'drizzle-orm';
import { inJob, job } from '@/domain/job';

/** Removes secrets whose overlap is over: what signs nothing any more is not kept. @source quality/acceptance.md W10 */
export const removeEndedSecrets = job('remove-ended-secrets', () =>
  inJob(async (tx) => {
    const { rowCount } = await tx.execute(sql`delete from webhook_secrets where expires_at <= clock_timestamp()`);
    return rowCount ?? 0;
  }),
);
