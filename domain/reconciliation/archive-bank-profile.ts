import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { bankProfileInput } from './profile-input';

const { bankProfiles } = schema;

/**
 * Puts a saved profile away: no new file can be read with it. Its name is free again.
 *
 * @source design/differentiators.md X4
 */
export const archiveBankProfile = command({
  name: 'bank_profiles.archive',
  permission: 'reconciliation.import',
  returns: 'bankProfile',
  input: bankProfileInput,
  refusals: ['bank_profile_not_found'],
  async run({ tx, actor, refuse }, { profileId }) {
    const [archived] = await tx
      .update(bankProfiles)
      .set({ archivedAt: sql`clock_timestamp()`, updatedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(bankProfiles.id, profileId),
          eq(bankProfiles.organizationId, actor.organizationId),
          isNull(bankProfiles.archivedAt),
        ),
      )
      .returning({ name: bankProfiles.name });
    if (!archived) return refuse('bank_profile_not_found');
    return { id: profileId, audit: { detail: { name: archived.name } } };
  },
});
