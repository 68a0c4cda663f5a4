import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { heldAccount, holdReceivingAccounts } from './hold-receiving-accounts';
import { closeReceivingAccountInput } from './receiving-account-input';

const { receivingAccounts } = schema;

/**
 * Closes an account at a bank for good: no new number is cut from it, and partners whose numbers stand for it are told to send nothing more.
 * What still arrives there is read and credited as before.
 *
 * @source spec/06 §6.2
 */
export const closeReceivingAccount = command({
  name: 'receiving_accounts.close',
  permission: 'receiving_accounts.manage',
  returns: 'receivingAccount',
  sensitive: 'if_asked',
  input: closeReceivingAccountInput,
  refusals: ['receiving_account_not_found', 'receiving_account_closed'],
  async run({ tx, actor, refuse }, { receivingAccountId: id }) {
    const account = heldAccount(await holdReceivingAccounts(tx, actor), id);
    if (!account) return refuse('receiving_account_not_found');
    if (account.state === 'closed') return refuse('receiving_account_closed');
    await tx
      .update(receivingAccounts)
      .set({ state: 'closed', isDefault: false, updatedAt: sql`clock_timestamp()` })
      .where(eq(receivingAccounts.id, id));
    return { id, audit: { detail: { accountNumber: account.accountNumber } } };
  },
});
