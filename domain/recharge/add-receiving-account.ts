import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { clearDefault, holdReceivingAccounts } from './hold-receiving-accounts';
import { addReceivingAccountInput } from './receiving-account-input';

/**
 * Writes down an account of the operator's at a bank, in the operator's currency. The first one is the default; later ones become it where
 * that is asked for. Its number and its prefix never change.
 *
 * @source spec/06 §6.2
 */
export const addReceivingAccount = command({
  name: 'receiving_accounts.add',
  permission: 'receiving_accounts.manage',
  returns: 'receivingAccount',
  sensitive: 'if_asked',
  input: addReceivingAccountInput,
  refusals: ['account_number_taken'],
  constraints: {
    receiving_accounts_number_key: 'account_number_taken',
    receiving_accounts_prefix_key: 'account_number_taken',
  },
  async run({ tx, actor, newId: id }, account) {
    const { organizationId, rootId, currency, userId } = actor;
    const others = await holdReceivingAccounts(tx, actor);
    const isDefault = account.isDefault || others.every((other) => other.state === 'closed');
    if (isDefault) await clearDefault(tx, actor);
    const row = { id, organizationId, rootId, currency, userId, ...account, isDefault };
    await tx.insert(schema.receivingAccounts).values(row);
    const { accountNumber, numberPrefix } = account;
    return { id, audit: { detail: { accountNumber, numberPrefix, isDefault } } };
  },
});
