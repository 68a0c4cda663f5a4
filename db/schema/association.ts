import { sql } from 'drizzle-orm';
import { integer, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, currency, id, instant, minorUnits } from '../columns';
import type { AssociationType } from './identity';

/** Prospects no partner may report, as the platform's own sales keep them. */
export const reservedProspects = pgTable('reserved_prospects', {
  id: id('prospect').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  owner: text().$type<'direct_sales' | 'platform' | 'online_sales' | 'sales_support'>().notNull(),
  name: text().notNull(),
  mobile: text(),
  email: text(),
  createdBy: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  releasedAt: instant(),
});

export type ReportState =
  | 'draft'
  | 'pending'
  | 'reported'
  | 'rejected'
  | 'expired'
  | 'withdrawn'
  | 'associated'
  | 'failed';

/** A prospect a partner has reported ahead. */
export const customerReports = pgTable('customer_reports', {
  id: id('report').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  customerName: text().notNull(),
  contactName: text().notNull(),
  mobile: text().notNull(),
  email: text(),
  label: text(),
  remark: text(),
  state: text().$type<ReportState>().notNull(),
  reportedBy: id('user'),
  submittedAt: instant(),
  reviewedAt: instant(),
  reviewedBy: id('user'),
  reviewNote: text(),
  expiresAt: instant(),
  endedAt: instant(),
  cause: text(),
  customerId: id('customer'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  searchText: text().generatedAlwaysAs(sql`lower(customer_name || ' ' || contact_name || ' ' || coalesce(label, ''))`),
});

export type InvitationKind = 'email' | 'link' | 'custom_link';

/** A way in for customers: a mail that works once, or a link that works until it is withdrawn. */
export const invitations = pgTable('invitations', {
  id: id('invitation').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  kind: text().$type<InvitationKind>().notNull(),
  type: text().$type<AssociationType>().notNull(),
  reportId: id('report'),
  email: text(),
  label: text(),
  token: text(),
  tokenHash: bytes().notNull(),
  createdBy: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  expiresAt: instant(),
  usedAt: instant(),
  withdrawnAt: instant(),
  joinedCount: integer().notNull().default(0),
});

/** How attempts to join ended. Append-only. */
export const associationAttempts = pgTable('association_attempts', {
  id: id('associationAttempt').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  invitationId: id('invitation'),
  reportId: id('report'),
  customerId: id('customer'),
  customerName: text(),
  via: text().$type<InvitationKind | 'api'>().notNull(),
  type: text().$type<AssociationType>().notNull(),
  outcome: text().$type<'associated' | 'failed'>().notNull(),
  cause: text(),
  accountManagerId: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** What a customer agreed to when it joined. Append-only. */
export const consents = pgTable('consents', {
  id: id('consent').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  associationId: id('association').notNull(),
  partnerId: id('organization').notNull(),
  userId: id('user').notNull(),
  document: text().$type<'user_agreement' | 'privacy_statement' | 'partner_notice' | 'association_terms'>().notNull(),
  version: text().notNull(),
  language: text().$type<'zh-CN' | 'en'>().notNull(),
  address: text(),
  agreedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** Customers a partner's program has made and that wait to be associated with it. */
export const pendingAssociations = pgTable('pending_associations', {
  id: id('pendingAssociation').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  customerId: id('customer').notNull(),
  type: text().$type<AssociationType>().notNull(),
  apiKeyId: id('apiKey'),
  state: text().$type<'waiting' | 'done' | 'failed'>().notNull().default('waiting'),
  cause: text(),
  attempts: integer().notNull().default(0),
  /** Not before then. */
  nextAt: instant().notNull().default(sql`clock_timestamp()`),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  finishedAt: instant(),
});

/** A wish to part or to switch the type: asked by one side, answered by the other. */
export const associationChanges = pgTable('association_changes', {
  id: id('associationChange').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  customerId: id('customer').notNull(),
  associationId: id('association').notNull(),
  kind: text().$type<'disassociate' | 'switch'>().notNull(),
  fromType: text().$type<AssociationType>().notNull(),
  toType: text().$type<AssociationType>(),
  startedBy: text().$type<'partner' | 'customer'>().notNull(),
  reason: text().notNull(),
  state: text().$type<'submitted' | 'completed' | 'rejected' | 'withdrawn'>().notNull().default('submitted'),
  userId: id('user'),
  answer: text(),
  answeredBy: id('user'),
  returnedMinor: minorUnits(),
  currency: currency(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  endedAt: instant(),
});
