import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { AccessContact, IdpCertificate } from '@/db/schema/open-access';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { maskContact } from './mask-contact';
import { metadataHasEnded } from './metadata-has-ended';

const { accessConfigurations, idpMetadata } = schema;

/** What is known of an identity provider from its metadata. */
export interface IdpMetadataFacts {
  readonly id: Id<'idpMetadata'>;
  readonly fileName: string;
  readonly entityId: string;
  readonly signOnUrl: string;
  readonly certificates: readonly IdpCertificate[];
  readonly validUntil: Date | null;
  readonly isSigned: boolean;
  readonly uploadedAt: Date;
  /** By now the metadata or the last of its certificates has ended. */
  readonly hasEnded: boolean;
}

/** How a partner's platform is connected. */
export interface ConfigurationView {
  readonly platformIdentifier: string;
  readonly contacts: readonly AccessContact[];
  readonly notificationUrl: string | null;
  readonly idpMetadata: IdpMetadataFacts | null;
  readonly attachmentsOn: boolean;
  readonly bucketName: string | null;
  readonly bucketRegion: string | null;
  readonly bucketAccessKey: string | null;
  /** When the bucket's secret was entered; the secret itself is read by nobody. */
  readonly secretSetAt: Date | null;
  readonly startedAt: Date;
  readonly updatedAt: Date;
}

/**
 * The reader's own configuration; undefined before it has begun.
 *
 * @param shows `plain` for whoever changes contacts; masked ones leave the server for everybody else
 */
export async function findConfiguration(
  scope: ReadScope,
  shows: 'masked' | 'plain',
): Promise<ConfigurationView | undefined> {
  const [row] = await database()
    .select()
    .from(accessConfigurations)
    .where(eq(accessConfigurations.organizationId, scope.organizationId));
  if (!row) return undefined;
  const [metadata] = row.idpMetadataId ? await readIdpMetadataRows(scope, [row.idpMetadataId]) : [];
  const { platformIdentifier, contacts, notificationUrl, attachmentsOn, bucketName, bucketRegion } = row;
  return {
    platformIdentifier,
    contacts: shows === 'plain' ? contacts : contacts.map(maskContact),
    notificationUrl,
    idpMetadata: metadata ?? null,
    attachmentsOn,
    bucketName,
    bucketRegion,
    bucketAccessKey: row.bucketAccessKey,
    secretSetAt: row.bucketSecretSetAt,
    startedAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

/** Facts of files the reader's organization has uploaded, in no order. Ids of others' are left out. */
export async function readIdpMetadataRows(
  scope: ReadScope,
  ids: readonly Id<'idpMetadata'>[],
): Promise<IdpMetadataFacts[]> {
  if (ids.length === 0) return [];
  const { id, fileName, entityId, signOnUrl, certificates, validUntil, isSigned, createdAt } = idpMetadata;
  return database()
    .select({
      id,
      fileName,
      entityId,
      signOnUrl,
      certificates,
      validUntil,
      isSigned,
      uploadedAt: createdAt,
      hasEnded: metadataHasEnded,
    })
    .from(idpMetadata)
    .where(
      and(eq(idpMetadata.organizationId, scope.organizationId), sql`${id} in ${ids.map((one) => sql.param(one, id))}`),
    );
}
