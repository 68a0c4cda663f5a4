import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { builtInProfiles } from '@/domain/reconciliation/formats/csv-profiles';
import { controlsOf } from '@/domain/reconciliation/profile-input';
import { type Id, newId } from '@/lib/id';
import { canary, freshKey } from './world';

/** A saved profile of the actor's organization, as a row. */
export async function makeBankProfile({ organizationId, rootId, userId }: Actor): Promise<Id<'bankProfile'>> {
  const id = newId('bankProfile');
  const definition = builtInProfiles['cn-style-a'];
  await database()
    .insert(schema.bankProfiles)
    .values({ id, organizationId, rootId, name: freshKey(), definition, userId: userId ?? newId('user') });
  return id;
}

/** A file of the actor's organization that nothing is done about: refused, with what it was refused for. */
export async function makeRefusedFile({ organizationId, rootId, userId }: Actor): Promise<Id<'bankFile'>> {
  const id = newId('bankFile');
  await database()
    .insert(schema.bankFiles)
    .values({
      ...{
        id,
        organizationId,
        rootId,
        userId,
        name: `${canary('any', 'file')}.xml`,
        source: 'upload',
        format: 'camt053',
      },
      ...{
        sha256: Buffer.from(id.padEnd(32).slice(0, 32)),
        bytes: 1,
        state: 'refused',
        finishedAt: sql`clock_timestamp()`,
      },
      ...{ refusal: 'sums_do_not_add_up', refusalLine: 12 },
      refusalDetail: { what: 'closing', computed: '51400.50', stated: '51400.51', currency: 'CNY' },
    });
  const piece = { fileId: id, number: 0, organizationId, rootId, bytes: Buffer.from('<') };
  await database().insert(schema.bankFileChunks).values(piece);
  return id;
}

/** For each command of bank files an input that is right in every respect: see `validInput`. */
export const bankFileInputs = {
  'bank_files.download': async (actor: Actor) => ({ fileId: await makeRefusedFile(actor) }),
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
