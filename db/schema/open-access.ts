import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../columns';

export type AccessPart = 'contacts' | 'notification_url' | 'idp_metadata' | 'attachments' | 'callbacks';

/** Somebody at the partner whom the operator's engineers may ask. */
export interface AccessContact {
  readonly name: string;
  readonly mobile: string | null;
  readonly email: string | null;
}

/** A certificate an identity provider signs with. */
export interface IdpCertificate {
  /** SHA-256 of the certificate, 64 hex digits. */
  readonly fingerprint: string;
  /** ISO time. */
  readonly notAfter: string;
}

/** Values of one part of the configuration, without secrets. */
export type AccessValues = Readonly<Record<string, unknown>>;

/** What the platform signs with as service provider. */
export const signingKeys = pgTable('signing_keys', {
  id: id('signingKey').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  certificate: text().notNull(),
  sealedPrivateKey: text().notNull(),
  notAfter: instant().notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  retiredAt: instant(),
});

export const idpMetadata = pgTable('idp_metadata', {
  id: id('idpMetadata').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  entityId: text().notNull(),
  signOnUrl: text().notNull(),
  certificates: jsonb().$type<readonly IdpCertificate[]>().notNull(),
  validUntil: instant(),
  isSigned: boolean().notNull(),
  fileName: text().notNull(),
  sha256: bytes().notNull(),
  file: bytes().notNull(),
  userId: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const accessConfigurations = pgTable('access_configurations', {
  organizationId: id('organization').primaryKey(),
  rootId: id('organization').notNull(),
  /** xaccountType: what the platform calls the partner's platform. */
  platformIdentifier: text().notNull(),
  contacts: jsonb().$type<readonly AccessContact[]>().notNull().default([]),
  notificationUrl: text(),
  idpMetadataId: id('idpMetadata'),
  attachmentsOn: boolean().notNull().default(false),
  bucketName: text(),
  bucketRegion: text(),
  bucketAccessKey: text(),
  sealedBucketSecret: text(),
  /** When the secret in force was entered; null while there is none. */
  bucketSecretSetAt: instant(),
  orderPaymentUrl: text(),
  rechargeUrl: text(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** Every change of the configuration, as it was and as it became. */
export const accessChanges = pgTable('access_changes', {
  id: id('accessChange').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  part: text().$type<AccessPart>().notNull(),
  before: jsonb().$type<AccessValues>().notNull(),
  after: jsonb().$type<AccessValues>().notNull(),
  userId: id('user'),
  undoesId: id('accessChange'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** Results of associations on their way to the address a partner named for them: bound (0) and unbound (1). */
export const associationResults = pgTable('association_results', {
  id: id('associationResult').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  /** Null of a test of the address, which is about nobody. */
  eventId: id('publishedEvent'),
  customerId: id('customer'),
  bindAction: smallint().$type<0 | 1>().notNull(),
  state: text().$type<'waiting' | 'delivered' | 'failed' | 'cancelled'>().notNull().default('waiting'),
  attempts: integer().notNull().default(0),
  nextAt: instant().notNull().default(sql`clock_timestamp()`),
  leasedUntil: instant(),
  lastOutcome: text(),
  lastStatus: integer(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  finishedAt: instant(),
});
