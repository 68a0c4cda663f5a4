import { schema, type Transaction } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import { type Id, newId } from '@/lib/id';
import { consentDocuments, consentVersion } from './consent-model';

/** Whose consent to what: the person, their organization, and the relation it belongs to. */
export interface Consent {
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly userId: Id<'user'>;
  readonly partnerId: Id<'organization'>;
  readonly associationId: Id<'association'>;
  readonly type: AssociationType;
  /** In which the texts were read. */
  readonly language: 'zh-CN' | 'en';
  readonly address: string | null;
}

/** Keeps the four consents of somebody who has just given all of them. The time is the database's. @source spec/01 §1.5 */
export async function keepConsents(tx: Transaction, { type, ...consent }: Consent): Promise<void> {
  await tx.insert(schema.consents).values(
    consentDocuments.map((document) => ({
      id: newId('consent'),
      ...consent,
      document,
      version: consentVersion(document, type),
    })),
  );
}
