import { sql } from 'drizzle-orm';
import { boolean, date, integer, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { bytes, currency, id, instant } from '../columns';

/** The five kinds of organization and their customers. */
export type OrganizationKind =
  | 'operator'
  | 'distributor'
  | 'reseller'
  | 'solution_provider'
  | 'subsidised_partner'
  | 'customer';
export type Role = 'admin' | 'finance' | 'sales' | 'viewer';
export type AssociationType = 'resale' | 'referral';
/** `account`: it receives and buys nothing. `account_and_resource`: what it has stands still too. */
export type FreezeLevel = 'account' | 'account_and_resource';
/** Why the platform keeps a customer from being associated. The first seven count for any type, the others for resale. */
export type Obstacle =
  | 'special_contract'
  | 'cash_consumption'
  | 'unpaid_bills'
  | 'unified_accounting_member'
  | 'consumer_cloud_user'
  | 'reward_plan'
  | 'other_site'
  | 'professional_service_contract'
  | 'reserved_instances'
  | 'enterprise_member'
  | 'enterprise_master';

export const organizations = pgTable('organizations', {
  id: id('organization').primaryKey(),
  rootId: id('organization').notNull(),
  parentId: id('organization'),
  kind: text().$type<OrganizationKind>().notNull(),
  name: text().notNull(),
  nameEn: text(),
  accountName: text().notNull(),
  mobile: text(),
  /** A code, or the operator, has shown that the number is theirs. One that was only typed decides nothing. */
  mobileProven: boolean().notNull().default(true),
  countryCode: text().notNull().default('0086'),
  email: text(),
  currency: currency().notNull().default('CNY'),
  timeZone: text().notNull().default('Asia/Shanghai'),
  state: text().$type<'active' | 'frozen'>().notNull().default('active'),
  frozenReason: text(),
  frozenAt: instant(),
  /** Sensitive operations ask for a code that is sent to the person. */
  asksForCodes: boolean().notNull().default(false),
  /** A partner's right to report and invite customers. */
  developsCustomers: boolean().notNull().default(true),
  /** A reseller's right to freeze its customers, granted by its distributor. */
  freezesCustomers: boolean().notNull().default(false),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  searchText: text().generatedAlwaysAs(sql`lower(name || ' ' || coalesce(name_en, '') || ' ' || account_name)`),
});

export const users = pgTable('users', {
  id: id('user').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  email: text().notNull(),
  name: text().notNull(),
  roles: text().array().$type<Role[]>().notNull(),
  language: text().$type<'zh-CN' | 'en'>().notNull().default('zh-CN'),
  passwordHash: text(),
  state: text().$type<'active' | 'disabled'>().notNull().default('active'),
  disabledAt: instant(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const customers = pgTable('customers', {
  id: id('customer').primaryKey(),
  rootId: id('organization').notNull(),
  customerType: smallint().notNull().default(-1),
  verifiedStatus: text().notNull().default('-1'),
  customerLevel: text().notNull().default('V0'),
  platformUserId: text(),
  platformType: text(),
  /** What the platform knows of a customer that keeps it from being associated. */
  obstacles: text().array().$type<Obstacle[]>().notNull().default([]),
  refusesMarketing: boolean().notNull().default(false),
  /** Whose platform `platformType` and `platformUserId` speak of. */
  platformPartnerId: id('organization'),
  newTag: text().$type<'Y' | 'N' | 'UNDETERMINED'>(),
  newTagFrom: date(),
  newTagUntil: date(),
});

export const associations = pgTable('associations', {
  id: id('association').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  customerId: id('customer').notNull(),
  type: text().$type<AssociationType>().notNull(),
  label: text(),
  accountManagerId: id('user'),
  associatedAt: instant().notNull().default(sql`clock_timestamp()`),
  endedAt: instant(),
  remark: text(),
  invitationId: id('invitation'),
  /** The partner's freeze; the operator's is the organization's state. */
  freezeLevel: text().$type<FreezeLevel>(),
  frozenAt: instant(),
  freezeReason: text(),
  endedReason: text().$type<'disassociated' | 'switched'>(),
});

/** Who looked after a customer, from when to when. Written by the database whenever an association says somebody else. */
export const accountManagerPeriods = pgTable(
  'account_manager_periods',
  {
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    associationId: id('association').notNull(),
    userId: id('user').notNull(),
    startedAt: instant().notNull(),
    endedAt: instant(),
  },
  (t) => [primaryKey({ columns: [t.associationId, t.startedAt] })],
);

export const sessions = pgTable('sessions', {
  id: id('session').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  userId: id('user').notNull(),
  createdAt: instant().notNull(),
  lastSeenAt: instant().notNull(),
  expiresAt: instant().notNull(),
  endedAt: instant(),
  endedReason: text(),
  address: text(),
  userAgent: text(),
  /** Until when the person counts as having shown a code sent to them. */
  verifiedUntil: instant(),
});

export const signInThrottles = pgTable('sign_in_throttles', {
  subject: text().primaryKey(),
  failures: integer().notNull().default(0),
  blockedUntil: instant(),
  updatedAt: instant().notNull(),
});

/** Signatures that were not accepted, by access key and address; with an empty key those of an address in all. Unlogged. */
export const signatureFailures = pgTable(
  'signature_failures',
  {
    accessKey: text().notNull(),
    address: text().notNull(),
    failures: integer().notNull(),
    since: instant().notNull(),
    blockedUntil: instant(),
  },
  (t) => [primaryKey({ columns: [t.accessKey, t.address] })],
);

export const signInLinks = pgTable('sign_in_links', {
  id: id('signInLink').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  userId: id('user').notNull(),
  tokenHash: bytes().notNull(),
  createdAt: instant().notNull(),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});

/** A sandbox key reads, and has writes checked that are never carried out. */
export type KeyRights = 'full' | 'read_only' | 'sandbox';

export const apiKeys = pgTable('api_keys', {
  id: id('apiKey').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  name: text().notNull(),
  accessKey: text().notNull(),
  sealedSecret: text().notNull(),
  rights: text().$type<KeyRights>().notNull(),
  ratePerSecond: integer().notNull().default(10),
  state: text().$type<'active' | 'disabled'>().notNull().default('active'),
  createdBy: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  disabledAt: instant(),
  lastUsedAt: instant(),
  /** Permissions the key is narrowed to; null narrows nothing. */
  permissions: text().array(),
  /** Addresses and ranges it may be used from; null is anywhere. */
  allowedAddresses: text().array(),
  expiresAt: instant(),
  lastUsedAddress: text(),
  /** The key this one was made to take the place of. */
  replacesId: id('apiKey'),
});
