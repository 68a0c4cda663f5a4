import { sql } from 'drizzle-orm';
import { date, integer, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, currency, id, instant, minorUnits } from '../columns';

export type PaymentFileState = 'made' | 'settling' | 'settled';
export type WithdrawalRoute = 'bank' | 'provider';
export type RefundState = 'asked' | 'refunded' | 'failed';
export type WithdrawalKind = 'original' | 'bank_card';
export type PayeeType = 'company_account' | 'personal_card';
export type WithdrawalState = 'requested' | 'approved' | 'rejected' | 'cancelled' | 'sent' | 'settled' | 'returned';

export const paymentFiles = pgTable('payment_files', {
  id: id('paymentFile').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  receivingAccountId: id('receivingAccount').notNull(),
  number: text().notNull(),
  executionOn: date().notNull(),
  paymentCount: integer().notNull(),
  totalMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  pain001: text().notNull(),
  csv: text().notNull(),
  sha256: bytes().notNull(),
  state: text().$type<PaymentFileState>().notNull().default('made'),
  userId: id('user').notNull(),
  settledBy: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  settledAt: instant(),
});

export const withdrawals = pgTable('withdrawals', {
  id: id('withdrawal').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  kind: text().$type<WithdrawalKind>().notNull(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  /** To where, for a bank card; for the original route each flow says it. */
  payeeType: text().$type<PayeeType>(),
  accountName: text(),
  accountNumber: text(),
  bankName: text(),
  branch: text(),
  note: text(),
  state: text().$type<WithdrawalState>().notNull().default('requested'),
  holdTransferId: id('transfer').notNull(),
  userId: id('user').notNull(),
  decidedBy: id('user'),
  decidedAt: instant(),
  decisionNote: text(),
  paymentFileId: id('paymentFile'),
  /** The held money's way on: out, or back to the partner. */
  endTransferId: id('transfer'),
  endedBy: id('user'),
  endedAt: instant(),
  /** What had been paid and came back from the bank later. */
  returnTransferId: id('transfer'),
  returnNote: text(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
  /** Through the bank, or back through the provider it was paid with. */
  route: text().$type<WithdrawalRoute>().notNull().default('bank'),
  /** The first of those that were asked for together; null for the first itself. */
  askedWith: id('withdrawal'),
});

/** What a provider is asked to give back: one for each withdrawal through a provider. The id is our number for it. */
export const paymentRefunds = pgTable('payment_refunds', {
  id: id('paymentRefund').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  withdrawalId: id('withdrawal').notNull(),
  rechargeId: id('onlineRecharge').notNull(),
  provider: text().notNull(),
  /** What the provider calls the payment, and what it calls the refund. */
  paymentReference: text().notNull(),
  refundReference: text(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  state: text().$type<RefundState>().notNull().default('asked'),
  failure: text(),
  attempts: integer().notNull().default(0),
  nextAt: instant().notNull().default(sql`clock_timestamp()`),
  acceptedAt: instant(),
  endedAt: instant(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** From which recharges it goes back, the last one first. */
export const withdrawalFlows = pgTable(
  'withdrawal_flows',
  {
    withdrawalId: id('withdrawal').notNull(),
    number: integer().notNull(),
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    rechargeKind: text().$type<'bank_transfer' | 'online'>().notNull(),
    rechargeId: uuid().notNull(),
    amountMinor: minorUnits().notNull(),
    currency: currency().notNull(),
    accountName: text(),
    accountNumber: text(),
    bankName: text(),
    branch: text(),
  },
  (t) => [primaryKey({ columns: [t.withdrawalId, t.number] })],
);
