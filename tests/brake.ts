import { inTransaction } from '@/db/client';
import { openAccount } from '@/domain/ledger/post';
import type { TestDatabase } from './database';
import type { WorldOrganization } from './world';

/** Sets or lifts the emergency brake on an account: nobody but the database's owner can. */
export async function brake(
  { owner }: TestDatabase,
  { id }: WorldOrganization,
  purpose: 'funds' | 'held' | 'recharge_suspense' | 'bank_clearing',
  isOn: boolean,
): Promise<void> {
  const account = await inTransaction((tx) => openAccount(tx, id, purpose, 'CNY'));
  await owner.query('update ledger_balances set frozen = $2 where account_id = $1', [account.toString(), isOn]);
}
