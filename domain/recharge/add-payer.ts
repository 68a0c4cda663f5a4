import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { Refusal } from '@/domain/refusal';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { payerNameKey } from '@/lib/payer-name';
import { dayAt } from '@/lib/zoned-time';
import { addPayerInput } from './payer-input';
import { ownNameKeys, payerIsEffective } from './payer-names';

const { entrustedPayers, organizations } = schema;

/**
 * Makes an agreement with somebody who pays for the partner: from this moment its transfers count as the partner's own. Up to the number
 * the platform allows may be in effect at a time, one with each name.
 *
 * The organization is held, so that of two who add the last one at once only one does.
 *
 * @refuses invalid_input also for a last day that has passed
 * @source spec/06 §6.3
 */
export const addPayer = command({
  name: 'payers.add',
  permission: 'payers.manage',
  returns: 'entrustedPayer',
  input: (actor) => addPayerInput(actor.timeZone),
  refusals: ['organization_frozen', 'payer_is_own_name', 'payer_taken', 'too_many_payers'],
  constraints: { entrusted_payers_name_key: 'payer_taken' },
  async run({ tx, actor, newId: id, refuse }, { consent: _, expiresOn: expiresAt, ...agreement }) {
    const { organizationId, rootId, userId } = actor;
    invariant(userId, 'agreements are made by people');
    const held = await holdOrganization(tx, organizationId);
    if (held?.state !== 'active') return refuse('organization_frozen');
    const nameKey = payerNameKey(agreement.payerName);
    if ((await ownNames(tx, organizationId)).has(nameKey))
      return refuse('payer_is_own_name', { payerName: 'payer_is_own_name' });
    const effective = and(eq(entrustedPayers.organizationId, organizationId), payerIsEffective);
    if ((await tx.$count(entrustedPayers, and(effective, eq(entrustedPayers.nameKey, nameKey)))) > 0)
      return refuse('payer_taken', { payerName: 'payer_taken' });
    const { entrusted_payers_max: max } = await readSettings(tx);
    if ((await tx.$count(entrustedPayers, effective)) >= max) return refuse('too_many_payers');
    if (expiresAt && (await isPast(tx, expiresAt))) throw new Refusal('invalid_input', { expiresOn: 'in_the_past' });
    await tx.insert(entrustedPayers).values({ id, organizationId, rootId, userId, nameKey, expiresAt, ...agreement });
    const { payerType, agreementVersion } = agreement;
    const end = expiresAt ? { expiresOn: dayAt(expiresAt, actor.timeZone) } : {};
    return { id, audit: { detail: { payerType, agreementVersion, ...end } } };
  },
});

async function ownNames(tx: Transaction, id: Id<'organization'>): Promise<ReadonlySet<string>> {
  const [names] = await tx
    .select({ name: organizations.name, nameEn: organizations.nameEn })
    .from(organizations)
    .where(eq(organizations.id, id));
  invariant(names, 'the organization was held');
  return ownNameKeys(names);
}

async function isPast(tx: Transaction, moment: Date): Promise<boolean> {
  const { rows } = await tx.execute<{ is_past: boolean }>(
    sql`select ${moment.toISOString()}::timestamptz <= clock_timestamp() as is_past`,
  );
  return rows[0]?.is_past !== false;
}
