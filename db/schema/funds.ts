import { sql } from 'drizzle-orm';
import { date, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { currency, id, instant, minorUnits } from '../columns';
import type { CouponTerms } from './coupons';

export type AdjustmentKind = 'allocate' | 'reclaim' | 'unbind';

export type TransferProposalState = 'proposed' | 'done' | 'rejected' | 'withdrawn';

/** One row per allocation or reclaim; the payer's record of it. Append-only. */
export const fundAdjustments = pgTable('fund_adjustments', {
  id: id('adjustment').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  kind: text().$type<AdjustmentKind>().notNull(),
  counterpartyKind: text().$type<'customer' | 'reseller'>().notNull(),
  counterpartyId: id('organization').notNull(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  transferId: id('transfer').notNull(),
  actingOrganizationId: id('organization').notNull(),
  userId: id('user'),
  apiKeyId: id('apiKey'),
  memo: text(),
  createdAt: instant().notNull(),
});

/** Money that arrived at the bank and was credited to a partner. Append-only. */
export const bankTransfers = pgTable('bank_transfers', {
  id: id('bankTransfer').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  payerName: text().notNull(),
  bankReference: text().notNull(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  receivedOn: date().notNull(),
  note: text(),
  transferId: id('transfer').notNull(),
  userId: id('user'),
  createdAt: instant().notNull(),
  /** The line of a bank file it was recognised in; null where somebody recorded it by hand. */
  lineId: id('bankLine'),
  receivingAccountId: id('receivingAccount'),
  payerAccount: text(),
  entrustedPayerId: id('entrustedPayer'),
});

/** A transfer that somebody says has arrived: credited when a second person says so too. */
export const bankTransferProposals = pgTable('bank_transfer_proposals', {
  id: id('bankTransferProposal').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  partnerId: id('organization').notNull(),
  payerName: text().notNull(),
  bankReference: text().notNull(),
  amountMinor: minorUnits().notNull(),
  currency: currency().notNull(),
  receivedOn: date().notNull(),
  note: text(),
  state: text().$type<TransferProposalState>().notNull().default('proposed'),
  proposedBy: id('user').notNull(),
  decidedBy: id('user'),
  decidedAt: instant(),
  decisionNote: text(),
  /** The recharge it became. */
  bankTransferId: id('bankTransfer'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** A list of adjustments put together in the console: looked at as a draft, then run once. */
export const adjustmentBatches = pgTable('adjustment_batches', {
  id: id('adjustmentBatch').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  kind: text().$type<'allocate' | 'reclaim' | 'issue'>().notNull(),
  source: text().$type<'selection' | 'paste' | 'file'>().notNull(),
  fileName: text(),
  state: text().$type<'draft' | 'running' | 'done'>().notNull().default('draft'),
  itemCount: integer().notNull(),
  userId: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  startedAt: instant(),
  finishedAt: instant(),
  /** For a list of coupons: the quota they are cut from, and the terms of each. */
  quotaId: id('couponQuota'),
  terms: jsonb().$type<CouponTerms>(),
});

export const adjustmentBatchItems = pgTable(
  'adjustment_batch_items',
  {
    batchId: id('adjustmentBatch').notNull(),
    rowNumber: integer().notNull(),
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    customerText: text().notNull(),
    amountText: text().notNull(),
    memo: text(),
    customerId: id('customer'),
    amountMinor: minorUnits(),
    outcome: text().$type<'waiting' | 'done' | 'refused'>().notNull().default('waiting'),
    refusal: text(),
    adjustmentId: id('adjustment'),
    couponId: id('coupon'),
  },
  (t) => [primaryKey({ columns: [t.batchId, t.rowNumber] })],
);
