import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { isBuiltInProfile } from './formats/csv-profiles';
import { profileFrom, saveBankProfileInput } from './profile-input';

const { bankProfiles } = schema;

/**
 * Saves how a bank writes its CSV, or changes what was saved. Files that were received keep the profile as it was then.
 *
 * @source design/differentiators.md X4, quality/acceptance.md F4
 */
export const saveBankProfile = command({
  name: 'bank_profiles.save',
  permission: 'reconciliation.import',
  returns: 'bankProfile',
  input: saveBankProfileInput,
  refusals: ['bank_profile_not_found', 'profile_name_taken'],
  constraints: { bank_profiles_name_key: 'profile_name_taken' },
  async run({ tx, actor, newId, refuse }, { profileId, name, ...written }) {
    if (isBuiltInProfile(name)) refuse('profile_name_taken', { name: 'profile_name_taken' });
    const definition = profileFrom(written);
    const detail = { name, definition: JSON.stringify(definition) };
    if (profileId === undefined) {
      const { organizationId, rootId } = actor;
      const userId = actor.userId ?? refuse('bank_profile_not_found');
      await tx.insert(bankProfiles).values({ id: newId, organizationId, rootId, name, definition, userId });
      return { id: newId, audit: { detail } };
    }
    const changed = await tx
      .update(bankProfiles)
      .set({ name, definition, updatedAt: sql`clock_timestamp()` })
      .where(
        and(
          eq(bankProfiles.id, profileId),
          eq(bankProfiles.organizationId, actor.organizationId),
          isNull(bankProfiles.archivedAt),
        ),
      )
      .returning({ id: bankProfiles.id });
    if (changed.length === 0) refuse('bank_profile_not_found');
    return { id: profileId, audit: { detail } };
  },
});
