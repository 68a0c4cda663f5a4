import { sql } from 'drizzle-orm';
import { boolean, integer, pgTable, text } from 'drizzle-orm/pg-core';
import { bytes, currency, id, instant, minorUnits } from '../columns';

export type PayerType = 'enterprise' | 'individual';
export type PayerRelationship = 'affiliate' | 'creditor_debtor' | 'other';
export type PayerReason = 'on_behalf' | 'debt' | 'other';
export type OnlineRechargeState = 'created' | 'paid' | 'failed' | 'expired';
export type NotificationOutcome =
  | 'credited'
  | 'failed'
  | 'repeated'
  | 'outdated'
  | 'late'
  | 'refunded'
  | 'refund_failed'
  | 'contradicted'
  | 'bad_signature'
  | 'stale'
  | 'not_readable'
  | 'unknown_payment'
  | 'wrong_amount';

/** The operator's accounts at banks. Partners' numbers begin with the prefix and stand for this account. */
export const receivingAccounts = pgTable('receiving_accounts', {
  id: id('receivingAccount').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  accountName: text().notNull(),
  bankName: text().notNull(),
  branch: text().notNull(),
  accountNumber: text().notNull(),
  numberPrefix: text().notNull(),
  currency: currency().notNull(),
  arrivalDaysMin: integer().notNull(),
  arrivalDaysMax: integer().notNull(),
  /** New dedicated numbers are cut from the one that is the default. */
  isDefault: boolean().notNull().default(false),
  state: text().$type<'active' | 'closed'>().notNull().default('active'),
  userId: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const remittanceAccounts = pgTable('remittance_accounts', {
  id: id('remittanceAccount').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  receivingAccountId: id('receivingAccount').notNull(),
  /** Prefix, eight digits that are given once, two check digits (ISO 7064, MOD 97-10). */
  number: text().notNull(),
  currency: currency().notNull(),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const entrustedPayers = pgTable('entrusted_payers', {
  id: id('entrustedPayer').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  payerName: text().notNull(),
  /** As names are compared: see lib/payer-name.ts. */
  nameKey: text().notNull(),
  payerType: text().$type<PayerType>().notNull(),
  relationship: text().$type<PayerRelationship>().notNull(),
  reason: text().$type<PayerReason>().notNull(),
  note: text(),
  agreementVersion: text().notNull(),
  expiresAt: instant(),
  voidedAt: instant(),
  voidedBy: id('user'),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const onlineRecharges = pgTable('online_recharges', {
  id: id('onlineRecharge').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  provider: text().notNull(),
  /** What the provider calls the payment. */
  providerReference: text(),
  state: text().$type<OnlineRechargeState>().notNull().default('created'),
  failure: text(),
  expiresAt: instant().notNull(),
  transferId: id('transfer'),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  paidAt: instant(),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** Everything a provider's door was told, believed or not. Of what was not believed only the digest is kept. */
export const paymentNotifications = pgTable('payment_notifications', {
  id: id('paymentNotification').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  provider: text().notNull(),
  rechargeId: id('onlineRecharge'),
  refundId: id('paymentRefund'),
  notificationId: text(),
  bodySha256: bytes().notNull(),
  /** What it said, where it is certain who said it. */
  paymentReference: text(),
  amountMinor: minorUnits(),
  currency: currency(),
  outcome: text().$type<NotificationOutcome>().notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});
