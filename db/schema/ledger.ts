import { bigint, boolean, pgTable, primaryKey, smallint, text, uuid } from 'drizzle-orm/pg-core';
import { id, instant, minorUnits } from '../columns';

/**
 * What an account is for. `bank_clearing`, `payment_clearing` and `coupon_issuance` stand for the world outside and may go below zero. What
 * has arrived and is nobody's yet lies in `recharge_suspense`, what a partner takes out waits in `held`; what has been used of coupons
 * gathers in `coupon_spent`. Each quota and each coupon has an account of its own.
 */
export type AccountPurpose =
  | 'funds'
  | 'held'
  | 'bank_clearing'
  | 'payment_clearing'
  | 'recharge_suspense'
  | 'coupon_issuance'
  | 'coupon_spent'
  | 'quota'
  | 'coupon';

const accountId = () => bigint({ mode: 'bigint' });

export const ledgerUnits = pgTable('ledger_units', {
  code: text().primaryKey(),
  scale: smallint().notNull(),
  kind: text().$type<'money' | 'quota'>().notNull(),
});

export const ledgerAccounts = pgTable('ledger_accounts', {
  id: accountId().primaryKey(),
  ownerId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  purpose: text().$type<AccountPurpose>().notNull(),
  unitCode: text().notNull(),
  createdAt: instant().notNull(),
  /** The quota or the coupon, for accounts of one. */
  subjectId: uuid(),
});

export const ledgerBalances = pgTable('ledger_balances', {
  accountId: accountId().primaryKey(),
  unitCode: text().notNull(),
  floorMinor: minorUnits().notNull(),
  debitsMinor: minorUnits().notNull(),
  creditsMinor: minorUnits().notNull(),
  seq: bigint({ mode: 'bigint' }).notNull(),
  frozen: boolean().notNull(),
});

export const ledgerTransfers = pgTable('ledger_transfers', {
  id: id('transfer').primaryKey(),
  kind: text().$type<TransferKind>().notNull(),
  debitId: accountId().notNull(),
  creditId: accountId().notNull(),
  unitCode: text().notNull(),
  amountMinor: minorUnits().notNull(),
  createdAt: instant().notNull(),
});

/** Why money moved. */
export type FundsTransferKind =
  | 'recharge'
  | 'recharge_online'
  | 'recharge_reverse'
  | 'bank_receipt'
  | 'bank_send_back'
  | 'bank_recorded'
  | 'bank_reverse'
  | 'withdraw_hold'
  | 'withdraw_release'
  | 'withdraw_pay'
  | 'withdraw_return'
  | 'allocate'
  | 'reclaim'
  | 'allocate_reseller'
  | 'reclaim_reseller'
  | 'unbind';
/** Why coupon value moved: it is counted in a unit of its own. */
export type CouponTransferKind =
  | 'quota_grant'
  | 'quota_issue'
  | 'quota_reclaim'
  | 'coupon_issue'
  | 'coupon_return'
  | 'coupon_use'
  | 'coupon_refund';
/** Why value moved. */
export type TransferKind = FundsTransferKind | CouponTransferKind;

export const ledgerEntries = pgTable(
  'ledger_entries',
  {
    accountId: accountId().notNull(),
    seq: bigint({ mode: 'bigint' }).notNull(),
    transferId: id('transfer').notNull(),
    amountMinor: minorUnits().notNull(),
    debitsAfter: minorUnits().notNull(),
    creditsAfter: minorUnits().notNull(),
    createdAt: instant().notNull(),
  },
  (t) => [primaryKey({ columns: [t.accountId, t.seq] })],
);
