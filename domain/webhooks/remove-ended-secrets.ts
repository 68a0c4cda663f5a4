import { sql } from 'drizzle-orm';
import { inJob, job } from '@/domain/job';

/**
 * Takes away secrets whose overlap is over: a dump made later does not hold them, sealed or not.
 *
 * @source quality/acceptance.md W10
 */
export const removeEndedSecrets = job('remove-ended-secrets', () =>
  inJob(async (tx) => {
    const { rowCount } = await tx.execute(sql`delete from webhook_secrets where expires_at <= now()`);
    return rowCount ?? 0;
  }),
);
