import { expect } from 'vitest';
import { database } from '@/db/client';
import { verifyLedger } from '@/domain/ledger/oracles';

/** The oracles that are not zero, with what they count. */
export async function brokenOracles(): Promise<Record<string, number>> {
  return Object.fromEntries(Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0));
}

/** Every oracle of the ledger is zero: for `afterEach` of whatever moves money. */
export async function booksAreRight(): Promise<void> {
  expect(await brokenOracles()).toEqual({});
}
