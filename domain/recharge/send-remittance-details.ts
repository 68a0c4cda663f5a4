import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { type Addressee, queueMessage } from '@/domain/outgoing/queue-message';
import { uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { groupedNumber } from '@/lib/virtual-number';
import { sendRemittanceDetailsInput } from './remittance-input';

const { organizations, receivingAccounts, remittanceAccounts, users } = schema;

/** How often the details of an account are sent for an organization: once a minute each way, and so many times an hour. */
export const sendLimits = { pauseSeconds: 60, perHour: 5 } as const;

/**
 * Sends the details of the dedicated account to the person's own address, or to the organization's own number: to whoever is on file, and
 * nowhere else.
 *
 * The organization is held, so that many at once count each other.
 *
 * @source spec/06 §6.2
 */
export const sendRemittanceDetails = command({
  name: 'remittance_accounts.send',
  permission: 'recharge.open',
  returns: 'remittanceAccount',
  input: sendRemittanceDetailsInput,
  refusals: ['remittance_account_not_open', 'receiving_account_closed', 'details_too_soon', 'no_contact_on_file'],
  async run({ tx, actor, refuse }, { to }) {
    await holdOrganization(tx, actor.organizationId);
    const account = await readDetails(tx, actor);
    if (!account) return refuse('remittance_account_not_open');
    if (account.state === 'closed') return refuse('receiving_account_closed');
    const addressee = await addresseeOf(tx, actor, to);
    if (!addressee) return refuse('no_contact_on_file');
    if (await isTooSoon(tx, addressee)) return refuse('details_too_soon');
    const { id, number, accountName, bankName, branch } = account;
    const values = { number: groupedNumber(number), accountName, bankName, branch };
    const sent = await queueMessage(tx, addressee, { template: 'remittance', values });
    if (!sent) return refuse('no_contact_on_file');
    return { id, audit: { detail: { channel: addressee.channel } } };
  },
});

async function readDetails(tx: Transaction, { organizationId }: Actor) {
  const [row] = await tx
    .select({
      id: remittanceAccounts.id,
      number: remittanceAccounts.number,
      accountName: receivingAccounts.accountName,
      bankName: receivingAccounts.bankName,
      branch: receivingAccounts.branch,
      state: receivingAccounts.state,
    })
    .from(remittanceAccounts)
    .innerJoin(receivingAccounts, eq(receivingAccounts.id, remittanceAccounts.receivingAccountId))
    .where(eq(remittanceAccounts.organizationId, organizationId));
  return row;
}

async function addresseeOf(tx: Transaction, actor: Actor, to: 'mail' | 'phone'): Promise<Addressee | undefined> {
  const { organizationId, rootId, userId } = actor;
  invariant(userId, 'details are sent to people');
  const [person] = await tx
    .select({ email: users.email, language: users.language, mobile: organizations.mobile })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(eq(users.id, userId));
  const recipient = to === 'mail' ? person?.email : person?.mobile;
  if (!person || !recipient) return undefined;
  const channel = to === 'mail' ? 'email' : 'sms';
  return { organizationId, rootId, channel, recipient, language: person.language };
}

async function isTooSoon(tx: Transaction, { organizationId, channel }: Addressee): Promise<boolean> {
  const { rows } = await tx.execute<{ recent: boolean; count: number }>(
    sql`select coalesce(bool_or(channel = ${channel} and created_at > clock_timestamp() - make_interval(secs => ${sendLimits.pauseSeconds})), false) as recent,
        count(*)::int as count
      from outgoing_messages
     where organization_id = ${uuidOf(organizationId)}::uuid and template = 'remittance' and created_at > clock_timestamp() - interval '1 hour'`,
  );
  const { recent = true, count = 0 } = rows[0] ?? {};
  return recent || count >= sendLimits.perHour;
}
