import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { invariant } from '@/lib/invariant';
import { virtualNumber } from '@/lib/virtual-number';
import { openRemittanceAccountInput } from './remittance-input';

const { receivingAccounts, remittanceAccounts } = schema;

/**
 * Opens the partner's dedicated remittance account: a number of its own for good, behind the prefix of the operator's default account. What
 * is sent to it is the partner's. Always after a code.
 *
 * @source spec/06 §6.2
 */
export const openRemittanceAccount = command({
  name: 'remittance_accounts.open',
  permission: 'recharge.open',
  returns: 'remittanceAccount',
  sensitive: 'always',
  input: openRemittanceAccountInput,
  refusals: ['organization_frozen', 'remittance_account_open', 'no_receiving_account'],
  constraints: { remittance_accounts_organization_key: 'remittance_account_open' },
  async run({ tx, actor, newId: id, refuse }) {
    const { organizationId, rootId, userId, currency } = actor;
    invariant(userId, 'accounts are opened by people');
    const held = await holdOrganization(tx, organizationId);
    if (held?.state !== 'active') return refuse('organization_frozen');
    if ((await tx.$count(remittanceAccounts, eq(remittanceAccounts.organizationId, organizationId))) > 0)
      return refuse('remittance_account_open');
    // Asked again where the default has just moved to another account: the first answer was from before that.
    const receiving = (await holdDefault(tx, actor)) ?? (await holdDefault(tx, actor));
    if (!receiving) return refuse('no_receiving_account');
    const number = virtualNumber(receiving.numberPrefix, await nextNumber(tx));
    const row = { id, organizationId, rootId, receivingAccountId: receiving.id, number, currency, userId };
    await tx.insert(remittanceAccounts).values(row);
    return { id, audit: { detail: { remittanceNumber: number } } };
  },
});

/** The operator's default account in the partner's currency, kept from being closed meanwhile. */
async function holdDefault(tx: Transaction, { currency }: Actor) {
  const [account] = await tx
    .select({ id: receivingAccounts.id, numberPrefix: receivingAccounts.numberPrefix })
    .from(receivingAccounts)
    .where(and(eq(receivingAccounts.isDefault, true), eq(receivingAccounts.currency, currency)))
    .orderBy(receivingAccounts.createdAt, receivingAccounts.id)
    .limit(1)
    .for('share');
  return account;
}

/** A sequence never gives a number twice, also where what took it was undone. */
async function nextNumber(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ number: string }>(sql`select nextval('remittance_account_numbers') as number`);
  const number = Number(rows[0]?.number);
  invariant(number >= 1 && number <= 99_999_999, 'eight digits hold the number');
  return number;
}
