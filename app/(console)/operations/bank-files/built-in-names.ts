import { getTranslations } from 'next-intl/server';
import { type BuiltInProfile, builtInProfiles, isBuiltInProfile } from '@/domain/reconciliation/formats/csv-profiles';

/** The built-in profiles, by key, as they are called. */
export async function builtInNames(): Promise<ReadonlyMap<BuiltInProfile, string>> {
  const t = await getTranslations('bankfiles.builtIn');
  return new Map(
    Object.keys(builtInProfiles)
      .filter(isBuiltInProfile)
      .map((key) => [key, t(key)]),
  );
}
