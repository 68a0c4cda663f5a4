import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { builtInProfiles } from '@/domain/reconciliation/formats/csv-profiles';
import { controlsOf } from '@/domain/reconciliation/profile-input';
import { type Id, newId } from '@/lib/id';
import { canary, freshKey } from './world';

/** A saved profile of the actor's organization, as a row. */
async function makeBankProfile({ organizationId, rootId, userId }: Actor): Promise<Id<'bankProfile'>> {
  const id = newId('bankProfile');
  const definition = builtInProfiles['cn-style-a'];
  await database()
    .insert(schema.bankProfiles)
    .values({ id, organizationId, rootId, name: freshKey(), definition, userId: userId ?? newId('user') });
  return id;
}

/** For each command of bank files an input that is right in every respect: see `validInput`. */
export const bankFileInputs = {
  'bank_files.receive': async () => {
    const namespace = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.02';
    const content = [Buffer.from(`<Document xmlns="${namespace}"><!-- ${freshKey()} --></Document>`)];
    return { name: `${canary('any', 'bank-file')}.xml`, content };
  },
  'bank_profiles.archive': async (actor: Actor) => ({ profileId: await makeBankProfile(actor) }),
  'bank_profiles.save': async () => ({
    name: `${canary('any', 'profile')} ${freshKey().slice(-8)}`,
    ...controlsOf(builtInProfiles['cn-style-a']),
  }),
};
