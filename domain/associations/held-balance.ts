import { type SQL, sql } from 'drizzle-orm';
import type { Currency } from '@/lib/money';

/** What a customer holds now, as an expression: null without an account. Whether the reader may know it, the query around it decides. */
export const balanceOf = (customer: SQL, currency: Currency): SQL =>
  sql`(select b.credits_minor - b.debits_minor from ledger_accounts a join ledger_balances b on b.account_id = a.id
    where a.owner_id = ${customer} and a.purpose = 'funds' and a.unit_code = ${currency})`;
