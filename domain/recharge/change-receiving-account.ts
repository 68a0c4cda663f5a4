import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { clearDefault, heldAccount, holdReceivingAccounts } from './hold-receiving-accounts';
import { accountFields, changeReceivingAccountInput } from './receiving-account-input';

const { receivingAccounts } = schema;

/**
 * Changes what partners read of an account at a bank, and whether new numbers are cut from it. Its number and its prefix stay.
 *
 * @source spec/06 §6.2
 */
export const changeReceivingAccount = command({
  name: 'receiving_accounts.change',
  permission: 'receiving_accounts.manage',
  returns: 'receivingAccount',
  sensitive: 'if_asked',
  input: changeReceivingAccountInput,
  refusals: ['receiving_account_not_found', 'receiving_account_closed', 'changed_meanwhile'],
  async run({ tx, actor, refuse }, { receivingAccountId: id, seen, ...changes }) {
    const before = heldAccount(await holdReceivingAccounts(tx, actor), id);
    if (!before) return refuse('receiving_account_not_found');
    if (before.state === 'closed') return refuse('receiving_account_closed');
    refuseOvertaken(refuse, seen, shownOf(before, accountFields));
    if (changes.isDefault && !before.isDefault) await clearDefault(tx, actor);
    await tx
      .update(receivingAccounts)
      .set({ ...changes, updatedAt: sql`clock_timestamp()` })
      .where(eq(receivingAccounts.id, id));
    const { accountNumber, accountName, bankName, branch, isDefault } = before;
    const was = { accountNameWas: accountName, bankNameWas: bankName, branchWas: branch, isDefaultWas: isDefault };
    const days = { arrivalDays: `${changes.arrivalDaysMin}–${changes.arrivalDaysMax}` };
    const now = {
      accountName: changes.accountName,
      bankName: changes.bankName,
      branch: changes.branch,
      isDefault: changes.isDefault,
    };
    return { id, audit: { detail: { accountNumber, ...now, ...was, ...days } } };
  },
});
