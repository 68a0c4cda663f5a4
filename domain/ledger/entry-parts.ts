import { type SQL, sql } from 'drizzle-orm';

/**
 * How much of an entry on a funds account changed the owner's own money, and how much its credit, in minor units with their signs. Below
 * zero a balance is credit in use, so an entry that crosses zero changes both.
 *
 * @param entry the alias of `ledger_entries` in the query around it
 * @source docs/decisions/0018-credit-is-a-floor.md, spec/06 §6.4
 */
export function entryParts(entry: SQL): { readonly recharge: SQL; readonly credit: SQL } {
  const after = sql`(${entry}.credits_after - ${entry}.debits_after)`;
  const before = sql`(${entry}.credits_after - ${entry}.debits_after - ${entry}.amount_minor)`;
  return {
    recharge: sql`(greatest(${after}, 0) - greatest(${before}, 0))`,
    credit: sql`(least(${after}, 0) - least(${before}, 0))`,
  };
}
