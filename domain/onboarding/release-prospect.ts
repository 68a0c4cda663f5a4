import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { releaseProspectInput } from './report-input';

const { reservedProspects } = schema;

/**
 * Lets partners report a prospect again. One that has been released already is no longer there to release.
 *
 * @source spec/01 §1.2
 */
export const releaseProspect = command({
  name: 'prospects.release',
  permission: 'onboarding.review',
  returns: 'prospect',
  input: releaseProspectInput,
  refusals: ['prospect_not_found'],
  async run({ tx, refuse }, { prospectId }) {
    const [released] = await tx
      .update(reservedProspects)
      .set({ releasedAt: sql`clock_timestamp()` })
      .where(and(eq(reservedProspects.id, prospectId), isNull(reservedProspects.releasedAt)))
      .returning({ owner: reservedProspects.owner, name: reservedProspects.name });
    if (!released) return refuse('prospect_not_found');
    return { id: prospectId, audit: { detail: { owner: released.owner, customerName: released.name } } };
  },
});
