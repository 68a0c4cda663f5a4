import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { type Id, newId } from '@/lib/id';
import { canary, freshKey, makeCustomer, type WorldCustomer } from './world';

/** A request about a customer of the actor's, or about the actor itself: by its own side or by the other. */
export async function openChange(
  actor: Actor,
  customer: WorldCustomer,
  by: 'own' | 'other',
): Promise<Id<'associationChange'>> {
  const isCustomer = actor.kind === 'customer';
  const of = isCustomer ? customer : await anotherOf(customer);
  await closeChanges(of);
  const [relation] = await database()
    .select()
    .from(schema.associations)
    .where(sql`customer_id = ${sql.param(of.customerId, schema.associations.customerId)} and ended_at is null`);
  if (!relation) throw new Error(`${of.code} has no relation`);
  const { id: associationId, organizationId, rootId, customerId, type: fromType } = relation;
  const id = newId('associationChange');
  const startedBy = isCustomer === (by === 'own') ? ('customer' as const) : ('partner' as const);
  const change = { id, organizationId, rootId, customerId, associationId, kind: 'disassociate' as const, fromType };
  await database()
    .insert(schema.associationChanges)
    .values({ ...change, startedBy, reason: canary(of.code, 'reason') });
  return id;
}

/** Another customer of the same partner, whom nobody has asked anything yet. */
export const anotherOf = ({ partner }: WorldCustomer) => makeCustomer(partner, `ch${freshKey()}`, 'resale');

/** Takes back what is open about a customer. */
export const closeChanges = ({ customerId }: WorldCustomer) =>
  database()
    .update(schema.associationChanges)
    .set({ state: 'withdrawn', endedAt: sql`clock_timestamp()` })
    .where(sql`customer_id = ${sql.param(customerId, schema.associationChanges.customerId)} and state = 'submitted'`);

/** Leaves the actor's organization without contacts. */
export const removeContacts = ({ organizationId }: Actor) =>
  database()
    .delete(schema.customerContacts)
    .where(sql`organization_id = ${sql.param(organizationId, schema.customerContacts.organizationId)}`);

/** A contact of the actor's organization. */
export async function makeContact({ organizationId, rootId }: Actor, code = 'any'): Promise<Id<'customerContact'>> {
  const id = newId('customerContact');
  const contact = { id, organizationId, rootId, name: canary(code, 'contact'), mobile: '13900005678' };
  await database().insert(schema.customerContacts).values(contact);
  return id;
}
