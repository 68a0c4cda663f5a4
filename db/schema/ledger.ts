import { bigint, boolean, pgTable, primaryKey, smallint, text } from 'drizzle-orm/pg-core';
import { id, instant, minorUnits } from '../columns';

/** What an account is for. `bank_clearing` stands for the world outside and may go below zero. */
export type AccountPurpose = 'funds' | 'bank_clearing';

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

/** Why value moved. */
export type TransferKind = 'recharge' | 'allocate' | 'reclaim' | 'allocate_reseller' | 'reclaim_reseller' | 'unbind';

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
