import { inTransaction, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { beginConfiguration, keepAccessChange } from '@/domain/open-access/access-changes';
import { newId } from '@/lib/id';
import { freshUrl, makeAccessChange } from './access';
import type { Recipe } from './command-inputs';
import { type IdpKey, idpMetadataXml, makeIdpKey } from './idp-metadata';

let key: Promise<IdpKey> | undefined;
let made = 0;

const metadata = async () => {
  made += 1;
  key ??= makeIdpKey();
  const xml = idpMetadataXml(await key, { entityId: `https://idp-${process.pid}-${made}.example` });
  return new Uint8Array(Buffer.from(xml));
};

/** Metadata in force, without a file anybody uploaded. */
async function withMetadata(actor: Actor): Promise<void> {
  const idpMetadataId = newId('idpMetadata');
  const { organizationId, rootId } = actor;
  await inTransaction(async (tx) => {
    await tx.insert(schema.idpMetadata).values({
      id: idpMetadataId,
      organizationId,
      rootId,
      entityId: 'https://idp.example',
      signOnUrl: 'https://idp.example/sso',
      certificates: [],
      isSigned: false,
      fileName: 'idp.xml',
      sha256: Buffer.alloc(32),
      file: Buffer.from('x'),
    });
    await keepAccessChange(tx, actor, { id: newId('accessChange'), part: 'idp_metadata', set: { idpMetadataId } });
  });
}

/** Right inputs for the commands about the access of partners' platforms. */
export const accessInputs: Readonly<Record<string, Recipe>> = {
  'open_access.remove_idp_metadata': async (actor) => {
    await withMetadata(actor);
    return {};
  },
  'open_access.set_attachments': async () => ({
    attachmentsOn: true,
    bucketName: 'canary-bucket',
    bucketRegion: 'cn-north-4',
    bucketAccessKey: 'AKCANARYBUCKET000001',
    bucketSecret: `secret-${newId('accessChange')}`,
  }),
  'open_access.set_contacts': async () => ({ name1: `C ${newId('accessChange')}`, mobile1: '13800001234' }),
  'open_access.set_notification_url': async () => ({ notificationUrl: freshUrl() }),
  'open_access.start': async (actor) => {
    await inTransaction((tx) => beginConfiguration(tx, actor));
    return {};
  },
  'open_access.undo_change': async (actor) => ({ accessChangeId: await makeAccessChange(actor) }),
  'open_access.upload_idp_metadata': async () => ({ name: 'idp.xml', content: await metadata() }),
};
