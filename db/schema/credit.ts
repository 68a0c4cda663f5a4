import { sql } from 'drizzle-orm';
import { bigint, boolean, date, integer, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, currency, id, instant, minorUnits } from '../columns';

/** What the operator has set for a partner, each time in full. The newest row counts; the floor of its account says the same. */
export const creditTerms = pgTable('credit_terms', {
  id: id('creditTerms').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  accountId: bigint({ mode: 'bigint' }).notNull(),
  currency: currency().notNull(),
  creditLimitMinor: minorUnits().notNull(),
  designatedMinor: minorUnits().notNull(),
  /** What it still owes invoices for: it may be spent, but not taken out. */
  owedInvoicesMinor: minorUnits().notNull(),
  creditLimitWasMinor: minorUnits().notNull(),
  designatedWasMinor: minorUnits().notNull(),
  owedInvoicesWasMinor: minorUnits().notNull(),
  reason: text().notNull(),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** Below which balance somebody is to be told: its own, or that of one of its customers. */
export const balanceThresholds = pgTable('balance_thresholds', {
  id: id('balanceThreshold').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  customerId: id('customer'),
  thresholdMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  /** Told, and not told again before the balance has been above it. */
  isCrossed: boolean().notNull().default(false),
  crossedAt: instant(),
  userId: id('user').notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** A month of one account, in Beijing time, closed for good: each names the digest of the one before. */
export const closedMonths = pgTable(
  'closed_months',
  {
    accountId: bigint({ mode: 'bigint' }).notNull(),
    month: date().notNull(),
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    unitCode: text().notNull(),
    openingMinor: minorUnits().notNull(),
    inMinor: minorUnits().notNull(),
    outMinor: minorUnits().notNull(),
    closingMinor: minorUnits().notNull(),
    entryCount: integer().notNull(),
    lastSeq: bigint({ mode: 'bigint' }).notNull(),
    previousDigest: bytes(),
    digest: bytes().notNull(),
    createdAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.month] })],
);
