import { eq, sql } from 'drizzle-orm';
import type pg from 'pg';
import { expect } from 'vitest';
import { database, schema } from '@/db/client';
import type { Obstacle } from '@/db/schema/identity';
import type { JoinProblem } from '@/domain/onboarding/join-conditions';
import { joinPartner } from '@/domain/onboarding/join-partner';
import { sendRegisterCodes } from '@/domain/onboarding/register-code';
import { registerCustomer } from '@/domain/onboarding/register-customer';
import { newId } from '@/lib/id';
import { codeSentTo, fullConsent, makeInvitation, makeLooseCustomer, makeReport, type TestInvitation } from './joining';
import { freshMobile } from './onboarding';
import { grownBy, rowCounts } from './row-counts';
import { actorOf, freshKey, makeOrganization, type World, type WorldOrganization } from './world';

const { associations, customers, invitations, organizations, reservedProspects } = schema;

/** A partner of its own, an invitation by it, and somebody who could use it: a customer, and a person who is none yet. */
export async function scene() {
  const partner = await makeOrganization({ code: `J${freshKey()}`, kind: 'solution_provider' });
  const customer = await makeLooseCustomer(`C${freshKey()}`);
  const mobile = freshMobile();
  return { partner, customer, mobile, invitation: await makeInvitation(partner) };
}
/** What `scene` makes. */
export type Scene = Awaited<ReturnType<typeof scene>>;

/** The customer's administrator joins with all consents, or with what `changes` says. */
export const join = (customer: WorldOrganization, { token }: TestInvitation, changes: object = {}) =>
  joinPartner(actorOf(customer, 'admin', { kind: 'customer' }), freshKey(), { token, ...fullConsent(), ...changes });

/** What a form holds once both codes have arrived. */
export async function filledIn({
  mobile,
  invitation,
  email = `new-${freshKey()}@canary.example`,
}: Pick<Scene, 'mobile' | 'invitation'> & { readonly email?: string }) {
  const sent = await sendRegisterCodes({ token: invitation.token, email, mobile, language: 'en', address: null });
  expect(sent).toEqual({ ok: true, contact: { email, mobile } });
  const name = `new-${freshKey()}`;
  return {
    token: invitation.token,
    code: await codeSentTo(email),
    smsCode: await codeSentTo(mobile),
    accountName: name,
    organizationName: `${name} Ltd`,
    personName: 'Ada',
    email,
    mobile,
    newPassword: 'kolibri-und-Ole-7',
    repeatedPassword: 'kolibri-und-Ole-7',
    ...fullConsent(),
  };
}
/** Sends the form. */
export const register = (fields: unknown) =>
  registerCustomer({ fields, address: null, userAgent: 'Test', requestId: 'test' });

/** What a call came to, and which tables it made grow. */
export async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

const change = (invitation: TestInvitation, set: Partial<Record<'usedAt' | 'withdrawnAt', true>>) =>
  database()
    .update(invitations)
    .set(Object.fromEntries(Object.keys(set).map((column) => [column, sql`clock_timestamp()`])))
    .where(eq(invitations.id, invitation.id));
/** Associates a customer from now on. */
export const relate = (customer: Scene['customer'], partner: WorldOrganization) =>
  database()
    .insert(associations)
    .values({
      id: newId('association'),
      organizationId: partner.id,
      rootId: partner.rootId,
      customerId: customer.customerId,
      type: 'referral',
    });
const reserve = (mobile: string, { operator }: World) =>
  database()
    .insert(reservedProspects)
    .values({
      id: newId('prospect'),
      organizationId: operator.id,
      rootId: operator.rootId,
      owner: 'direct_sales',
      name: 'Ours',
      mobile,
    });
/** The platform knows that of the scene's customer. */
export const known =
  (obstacle: Obstacle) =>
  async ({ customer }: Scene) => {
    await database()
      .update(customers)
      .set({ obstacles: [obstacle] })
      .where(eq(customers.id, customer.customerId));
  };

/** How each condition comes about; `mobile` is the number of whoever wants to join. */
type Arrange = (scene: Scene, mobile: string, ground: Ground) => Promise<unknown>;
/** The world around, and the role that may do what the application may not. */
export interface Ground {
  readonly world: World;
  readonly owner: pg.Pool;
}
export const arranged: Readonly<Record<JoinProblem, Arrange>> = {
  invitation_withdrawn: ({ invitation }) => change(invitation, { withdrawnAt: true }),
  invitation_expired: async (at) => {
    const { token } = await makeInvitation(at.partner, { email: 'x@canary.example', isExpired: true });
    Object.assign(at.invitation, { token });
  },
  invitation_used: ({ invitation }) => change(invitation, { usedAt: true }),
  invitation_of_another: async (at) => {
    const reportId = await makeReport(at.partner, freshMobile());
    const { token } = await makeInvitation(at.partner, { email: 'x@canary.example', reportId });
    Object.assign(at.invitation, { token });
  },
  partner_frozen: ({ partner }) =>
    database()
      .update(organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
      .where(eq(organizations.id, partner.id)),
  development_not_allowed: ({ partner }) =>
    database().update(organizations).set({ developsCustomers: false }).where(eq(organizations.id, partner.id)),
  is_a_partner: async (at, _mobile, { world }) => {
    Object.assign(at, {
      customer: await makeOrganization({ code: `P${freshKey()}`, kind: 'reseller', parent: world.d1 }),
    });
  },
  customer_frozen: ({ customer }) =>
    database()
      .update(organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
      .where(eq(organizations.id, customer.id)),
  already_associated: ({ customer, partner }) => relate(customer, partner),
  associated_with_another: ({ customer }, _mobile, { world }) => relate(customer, world.s2),
  reported_by_another: (_scene, mobile, { world }) => makeReport(world.s2, mobile),
  reported_by_platform: (_scene, mobile, { world }) => reserve(mobile, world),
  customer_registered_long_ago: ({ customer }, _mobile, { owner }) =>
    owner.query(`update organizations set created_at = clock_timestamp() - interval '8 days' where account_name = $1`, [
      `${customer.code}-${customer.id.slice(-6)}`.toLowerCase(),
    ]),
  special_contract: known('special_contract'),
  cash_consumption: known('cash_consumption'),
  unpaid_bills: known('unpaid_bills'),
  unified_accounting_member: known('unified_accounting_member'),
  consumer_cloud_user: known('consumer_cloud_user'),
  reward_plan: known('reward_plan'),
  other_site: known('other_site'),
  professional_service_contract: known('professional_service_contract'),
  reserved_instances: known('reserved_instances'),
  enterprise_member: known('enterprise_member'),
  enterprise_master: known('enterprise_master'),
};
