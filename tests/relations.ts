import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { answerChange } from '@/domain/associations/answer-change';
import { requestChange } from '@/domain/associations/request-change';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import type { Id } from '@/lib/id';
import { grownBy, rowCounts } from './row-counts';
import { actorOf, freshKey, makeCustomer, type WorldCustomer, type WorldOrganization } from './world';

/** The administrator of a customer, who has shown a code lately: parting always asks customers for one. */
export const customerActor = (customer: WorldCustomer): Actor =>
  actorOf(customer, 'admin', { codes: { areAsked: false, isShown: true } });

/** A resale customer with money its partner has allocated. */
export async function makeFundedCustomer(
  partner: WorldOrganization,
  code: string,
  amount: string,
): Promise<WorldCustomer> {
  const customer = await makeCustomer(partner, code, 'resale');
  const outcome = await allocateFunds(actorOf(partner), freshKey(), { customerId: customer.customerId, amount });
  if (!outcome.ok) throw new Error(`allocating failed: ${outcome.code}`);
  return customer;
}

/** What somebody may ask for: to part, or to switch to a type. */
export type Wish = 'disassociate' | 'resale' | 'referral';

/** A request as its form sends it. */
export const wishInput = (wish: Wish, reason = 'We have agreed so') => ({
  kind: wish === 'disassociate' ? wish : 'switch',
  toType: wish === 'disassociate' ? null : wish,
  reason,
  understood: true,
});

/** Asks as somebody, about a customer where it is not the customer itself. */
export const ask = (who: Actor, customer: WorldCustomer, wish: Wish = 'disassociate', more: object = {}) =>
  requestChange(who, freshKey(), {
    ...wishInput(wish),
    ...(who.kind === 'customer' ? {} : { customerId: customer.customerId }),
    ...more,
  });
export const askAsPartner = (customer: WorldCustomer, wish?: Wish, more?: object) =>
  ask(actorOf(customer.partner), customer, wish, more);
export const askAsCustomer = (customer: WorldCustomer) => ask(customerActor(customer), customer);

/** What a denial leaves behind. */
export const denied = { audit_entries: 1 };

/** A call that is refused leaves nothing but, for a denial, its audit row. */
export async function expectRefused(call: () => Promise<{ ok: boolean; code?: string }>, code: string, leaves = {}) {
  const before = await rowCounts();
  expect(await call()).toMatchObject({ ok: false, code });
  expect(grownBy(before, await rowCounts())).toEqual(leaves);
}

/** An open request by the partner or by the customer. */
export async function makeChange(
  customer: WorldCustomer,
  by: 'partner' | 'customer',
  wish: Wish = 'disassociate',
): Promise<Id<'associationChange'>> {
  const outcome = await (by === 'customer' ? askAsCustomer(customer) : askAsPartner(customer, wish));
  if (!outcome.ok) throw new Error(`asking failed: ${outcome.code}`);
  return outcome.id;
}

/** Answers as the side that did not ask. */
export const answerAs = (customer: WorldCustomer, by: 'partner' | 'customer', changeId: string, agree: boolean) =>
  answerChange(by === 'customer' ? customerActor(customer) : actorOf(customer.partner), freshKey(), {
    changeId,
    agree,
  });

/** The relations of a customer, the oldest first. */
export const relationsOf = (customer: WorldCustomer) =>
  database()
    .select()
    .from(schema.associations)
    .where(sql`customer_id = ${sql.param(customer.customerId, schema.associations.customerId)}`)
    .orderBy(schema.associations.associatedAt);

/** A change as it is written down. */
export async function changeOf(id: Id<'associationChange'>) {
  const [row] = await database()
    .select()
    .from(schema.associationChanges)
    .where(sql`id = ${sql.param(id, schema.associationChanges.id)}`);
  if (!row) throw new Error(`no change ${id}`);
  return row;
}
