import path from 'node:path';
import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { codeDigest } from '@/domain/identity/verification-codes';
import type { FieldProblems, RefusalCode } from '@/domain/refusal';
import { asKind, type Id, newId } from '@/lib/id';
import { fullConsent, makeInvitation as makeWayIn } from './joining';
import { freshMobile, makeInvitation, makeProspect, makeReport, newReport } from './onboarding';
import { anotherOf, closeChanges, makeContact, openChange, removeContacts } from './relation-rows';
import { codeOf, readSourceFiles } from './source-files';
import {
  actorOf,
  canary,
  freshKey,
  makeCustomer,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from './world';

export type AnyCommand = ((
  actor: Actor,
  requestKey: string,
  input: unknown,
) => Promise<
  | { readonly ok: true; readonly id: string; readonly replayed: boolean; readonly once?: string }
  | { readonly ok: false; readonly code: RefusalCode; readonly fields: FieldProblems }
>) & { readonly commandName: string; readonly permission: string };

/** Every command there is: found in the source, not in a list. */
export async function everyCommand(): Promise<Map<string, AnyCommand>> {
  const commands = new Map<string, AnyCommand>();
  for (const [file, text] of readSourceFiles()) {
    if (!/^domain\/[a-z-]+\/[a-z-]+\.ts$/.test(file) || !/= (command|moneyCommand)\(/.test(codeOf(text))) continue;
    const exported: Record<string, unknown> = await import(path.resolve(file));
    for (const member of Object.values(exported)) if (isCommand(member)) commands.set(member.commandName, member);
  }
  return commands;
}

const isCommand = (member: unknown): member is AnyCommand => typeof member === 'function' && 'commandName' in member;

/** Somebody who asks: an organization of the world, and the customer and the reseller it may work on. */
export interface Principal {
  readonly organization: WorldOrganization;
  readonly customer: WorldCustomer;
  readonly reseller: WorldOrganization;
}

/** One principal per kind of organization. The operator and customers get somebody else's customer, since they have none. */
export function principalsOf(world: World): Record<WorldOrganization['kind'], Principal> {
  const of = (organization: WorldOrganization): Principal => ({
    organization,
    customer: ownCustomer(world, organization),
    reseller: organization.code === 'D2' ? world.r2a : world.r1a,
  });
  const { operator, d1, r1a, s1, g1 } = world;
  return {
    operator: of(operator),
    distributor: of(d1),
    reseller: of(r1a),
    solution_provider: of(s1),
    subsidised_partner: of(g1),
    customer: of(ownCustomer(world, s1)),
  };
}

function ownCustomer(world: World, { code }: WorldOrganization): WorldCustomer {
  const customers = world.customers[code] ?? world.customers['S1'];
  if (!customers) throw new Error('the world has customers');
  return customers.one;
}

type Recipe = (actor: Actor, principal: Principal, world: World) => Promise<Record<string, unknown>>;

/** For each command an input that is right in every respect for whoever may give it: T2, T3 and T5 start from these. */
export const validInput: Readonly<Record<string, Recipe>> = {
  'account.change_password': async () => ({
    currentPassword: 'not the present one',
    newPassword: 'a long enough sentence',
    repeatedPassword: 'a long enough sentence',
  }),
  'account.end_other_sessions': async () => ({}),
  'account.end_session': async (actor) => ({ sessionId: await makeSession(actor, actor.userId) }),
  'account.send_code': async () => ({}),
  'account.sign_out': async () => ({}),
  'account.verify_code': async (actor) => ({ code: await makeCode(actor) }),
  'api_keys.create': async (_actor, _principal, world) => ({
    organizationId: world.s1.id,
    name: canary('S1', 'key'),
    rights: 'full',
  }),
  'api_keys.disable': async (_actor, _principal, world) => ({ apiKeyId: await makeApiKey(world.s1) }),
  'association_changes.answer': async (actor, { customer }) => ({
    changeId: await openChange(actor, customer, 'other'),
    agree: false,
  }),
  'association_changes.request': async (actor, { customer }) => {
    const wish = { kind: 'disassociate', reason: 'Test', understood: true };
    if (actor.kind !== 'customer') return { ...wish, customerId: (await anotherOf(customer)).customerId };
    await closeChanges(customer);
    return wish;
  },
  'association_changes.withdraw': async (actor, { customer }) => ({
    changeId: await openChange(actor, customer, 'own'),
  }),
  'association.join': async (_actor, _principal, world) => ({
    token: (await makeWayIn(world.s2)).token,
    ...fullConsent(),
  }),
  'bank_transfers.record': async (_actor, _principal, world) => ({
    organizationId: world.s1.id,
    amount: '1.00',
    payerName: canary('S1', 'payer'),
    bankReference: `REF-${freshKey()}`,
    receivedOn: '2026-11-01',
    note: null,
  }),
  'batches.create': async (_actor, { customer }) => ({
    kind: 'allocate',
    customers: [customer.customerId],
    amount: '0.01',
  }),
  'batches.run': async (actor, { customer }) => ({ batchId: await makeBatch(actor, customer) }),
  'contacts.add': async (actor) => {
    await removeContacts(actor);
    return { name: canary('any', 'contact'), mobile: '13800001234' };
  },
  'contacts.change': async (actor) => ({
    contactId: await makeContact(actor),
    name: canary('any', 'contact'),
    email: 'contact@canary.example',
  }),
  'contacts.remove': async (actor) => ({ contactId: await makeContact(actor) }),
  'customers.assign_manager': async (_actor, { customer }) => ({
    customerId: customer.customerId,
    userId: customer.partner.users.sales,
  }),
  'customers.create': async () => ({
    domainName: null,
    mobile: null,
    code: null,
    platformType: 'TEST_IDP',
    platformUserId: freshKey(),
    password: null,
    refusesMarketing: false,
    type: 'resale',
    resellerId: null,
    awaitsAssociation: false,
  }),
  'customers.assign_managers': async (_actor, { customer }) => ({
    customers: [customer.customerId],
    userId: customer.partner.users.sales,
  }),
  'customers.describe': async (actor, { customer }) => {
    await assignTo(customer, actor);
    return { customerId: customer.customerId, label: canary('any', 'label'), remark: null };
  },
  'customers.freeze': async (_actor, _principal, world) => ({
    customerId: (await makeCustomer(world.s1, `fr${freshKey()}`, 'resale')).customerId,
    reason: 'Test',
  }),
  'customers.restrict': async (actor, { customer }) => {
    await letFreeze(actor);
    const { customerId } = await makeCustomer(customer.partner, `re${freshKey()}`, 'resale');
    return { customerId, level: 'account', reason: 'Test' };
  },
  'customers.reveal': async (actor, { customer }) => {
    await assignTo(customer, actor);
    return { customerId: customer.customerId, field: 'mobile' };
  },
  'customers.send_code': async () => ({
    mobile: freshMobile(),
    minutes: 10,
    language: 'en',
    purpose: 'register',
    customerId: null,
  }),
  'customers.set_obstacles': async (_actor, _principal, world) => ({
    customerId: (await makeCustomer(world.s1, `ob${freshKey()}`, 'resale')).customerId,
    obstacles: ['other_site'],
  }),
  'customers.unfreeze': async (_actor, _principal, world) => ({
    customerId: (await makeCustomer(world.s1, `un${freshKey()}`, 'resale', { frozen: true })).customerId,
  }),
  'customers.unrestrict': async (actor, { customer }) => {
    await letFreeze(actor);
    const { customerId } = await makeCustomer(customer.partner, `ur${freshKey()}`, 'resale');
    await database()
      .update(schema.associations)
      .set({ freezeLevel: 'account', frozenAt: sql`clock_timestamp()`, freezeReason: 'Test' })
      .where(sql`customer_id = ${sql.param(customerId, schema.associations.customerId)}`);
    return { customerId, level: 'account', reason: 'Test' };
  },
  'customers.withdraw_manager': async (actor, { customer }) => {
    await assignTo(customer, actor);
    return { customerId: customer.customerId };
  },
  'exports.download': async (actor) => ({ taskId: await makeExport(actor, 'done') }),
  'exports.start': async (actor) => {
    await database()
      .update(schema.exportTasks)
      .set({ state: 'failed' })
      .where(sql`user_id = ${sql.param(actor.userId, schema.exportTasks.userId)}`);
    return { list: 'customers', format: 'csv', query: '', language: 'en' };
  },
  'funds.allocate': async (_actor, { customer }) => ({ customerId: customer.customerId, amount: '1.00' }),
  'funds.allocate_reseller': async (_actor, { reseller }) => ({ resellerId: reseller.id, amount: '1.00' }),
  'funds.reclaim': async (_actor, { customer }) => ({ customerId: customer.customerId, amount: '0.01' }),
  'funds.reclaim_reseller': async (_actor, { reseller }) => ({ resellerId: reseller.id, amount: '0.01' }),
  'invitations.make_link': async () => ({ type: 'referral', label: canary('any', 'link-label') }),
  'invitations.open_link': async () => ({ type: 'referral' }),
  'invitations.resend': async (actor) => ({ invitationId: await makeInvitation(actor), language: 'en' }),
  'invitations.send': async (actor) => ({
    reports: [await makeReport(actor, 'reported')],
    type: 'referral',
    language: 'en',
  }),
  'invitations.withdraw': async (actor) => ({ invitationId: await makeInvitation(actor) }),
  'messages.open': async (_actor, _principal, world) => ({ messageId: await makeMessage(world.s1, 'kept') }),
  'messages.retry': async (_actor, _principal, world) => ({ messageId: await makeMessage(world.s1, 'failed') }),
  'notices.mark_all_read': async () => ({}),
  'notices.mark_read': async (actor) => ({ noticeId: await makeNotice(actor, actor.userId) }),
  'organization.set_codes': async () => ({ areAsked: 'no' }),
  'organizations.create': async () => ({
    kind: 'solution_provider',
    name: 'New partner',
    accountName: `new-${freshKey()}`,
    adminName: 'First',
    adminEmail: `${freshKey()}@canary.example`,
  }),
  'organizations.freeze': async (_actor, _principal, world) => ({ organizationId: world.s2.id, reason: 'Test' }),
  'organizations.grant_development': async (_actor, _principal, world) => ({
    organizationId: world.s2.id,
    develops: 'yes',
  }),
  'organizations.unfreeze': async (_actor, _principal, world) => {
    await database()
      .update(schema.organizations)
      .set({ state: 'frozen', frozenAt: sql`clock_timestamp()` })
      .where(sql`id = ${sql.param(world.s2.id, schema.organizations.id)}`);
    return { organizationId: world.s2.id };
  },
  'prospects.release': async (actor) => ({ prospectId: await makeProspect(actor) }),
  'prospects.reserve': async () => ({ owner: 'direct_sales', name: canary('any', 'prospect'), mobile: freshMobile() }),
  'reports.report': async () => newReport(),
  'reports.review': async (_actor, _principal, world) => ({
    reportId: await makeReport(actorOf(world.s1), 'pending'),
    decision: 'approve',
  }),
  'reports.save': async () => newReport(),
  'reports.submit': async (actor) => ({ reportId: await makeReport(actor, 'draft') }),
  'reports.withdraw': async (actor) => ({ reportId: await makeReport(actor, 'pending') }),
  'resellers.grant_freezing': async (_actor, { reseller }) => ({ resellerId: reseller.id, granted: 'yes' }),
  'settings.change': async () => ({ key: 'reports_max', value: '100' }),
  'users.create': async () => ({
    email: `${freshKey()}@canary.example`,
    name: 'Someone new',
    roles: ['viewer'],
    language: 'en',
  }),
  'users.disable': async (actor) => ({ userId: await makeMember(actor, 'active') }),
  'users.enable': async (actor) => ({ userId: await makeMember(actor, 'disabled') }),
  'users.issue_link': async (actor) => ({ userId: await makeMember(actor, 'active') }),
  'views.change': async (actor) => ({ viewId: await makeView(actor), name: `View ${freshKey()}`, query: 'q=a' }),
  'views.delete': async (actor) => ({ viewId: await makeView(actor) }),
  'views.save': async (actor) => {
    await database().execute(
      sql`delete from saved_views where user_id = ${sql.param(actor.userId, schema.savedViews.userId)}`,
    );
    return { name: `View ${freshKey()}`, query: 'q=a' };
  },
};

/** Commands whose right input still ends in this refusal, because what it needs cannot be made here. */
export const expectedRefusal: Readonly<Record<string, RefusalCode>> = {
  'account.change_password': 'wrong_password',
  'association.join': 'associated_with_another',
};

/** A session of a user of the actor's organization. */
export async function makeSession(actor: Actor, userId: Id<'user'> | null): Promise<Id<'session'>> {
  const id = newId('session');
  await database()
    .insert(schema.sessions)
    .values({
      id,
      organizationId: actor.organizationId,
      rootId: actor.rootId,
      userId: userId ?? newId('user'),
      createdAt: sql`clock_timestamp()`,
      lastSeenAt: sql`clock_timestamp()`,
      expiresAt: sql`clock_timestamp() + interval '1 day'`,
    });
  return id;
}

async function makeApiKey(organization: WorldOrganization): Promise<Id<'apiKey'>> {
  const id = newId('apiKey');
  const accessKey = id.slice(-20).toUpperCase();
  const { id: organizationId, rootId } = organization;
  const key = { id, organizationId, rootId, name: 'k', accessKey, sealedSecret: 'x', rights: 'full' as const };
  await database().insert(schema.apiKeys).values(key);
  return id;
}

/** A task of the actor's for a file, without one. */
export async function makeExport(actor: Actor, state: 'waiting' | 'done'): Promise<Id<'exportTask'>> {
  const id = newId('exportTask');
  const { organizationId, rootId, userId, timeZone } = actor;
  const wanted = { list: 'customers', format: 'csv', filter: {}, language: 'en', timeZone } as const;
  await database()
    .insert(schema.exportTasks)
    .values({ id, organizationId, rootId, userId: userId ?? newId('user'), ...wanted, state });
  return id;
}

/** Resellers freeze only where their distributor lets them. */
async function letFreeze({ organizationId }: Actor): Promise<void> {
  await database()
    .update(schema.organizations)
    .set({ freezesCustomers: true })
    .where(sql`id = ${sql.param(organizationId, schema.organizations.id)}`);
}

/** A draft with one row, of the actor's organization. */
export async function makeBatch(actor: Actor, customer: WorldCustomer): Promise<Id<'adjustmentBatch'>> {
  const id = newId('adjustmentBatch');
  const { organizationId, rootId } = actor;
  const draft = { id, organizationId, rootId, kind: 'allocate' as const, source: 'paste' as const, itemCount: 1 };
  await database().insert(schema.adjustmentBatches).values(draft);
  const row = { batchId: id, rowNumber: 1, organizationId, rootId, customerText: 'x', amountText: '0.01' };
  await database()
    .insert(schema.adjustmentBatchItems)
    .values({ ...row, customerId: customer.customerId, amountMinor: 1n });
  return id;
}

/** A code that was sent to the actor a moment ago, whose session exists. */
async function makeCode({ organizationId, rootId, userId, sessionId }: Actor): Promise<string> {
  const [person] = await database()
    .select({ email: schema.users.email })
    .from(schema.users)
    .where(sql`id = ${sql.param(userId, schema.users.id)}`);
  const target = person?.email ?? '';
  const code = '246810';
  const expiresAt = sql`clock_timestamp() + interval '1 hour'`;
  await database()
    .insert(schema.verificationCodes)
    .values({
      ...{ id: newId('verificationCode'), organizationId, rootId, purpose: 'step_up', target, userId, expiresAt },
      codeHash: codeDigest('step_up', target, code),
    });
  const now = sql`clock_timestamp()`;
  const session = { id: sessionId ?? newId('session'), organizationId, rootId, userId: userId ?? newId('user') };
  await database()
    .insert(schema.sessions)
    .values({ ...session, createdAt: now, lastSeenAt: now, expiresAt })
    .onConflictDoNothing();
  return code;
}

/** A mail on an organization's behalf. */
export async function makeMessage(organization: WorldOrganization, state: 'kept' | 'failed'): Promise<Id<'message'>> {
  const id = newId('message');
  const { id: organizationId, rootId } = organization;
  const text = {
    template: 'notice',
    subject: canary(organization.code, 'subject'),
    body: canary(organization.code, 'body'),
  };
  const to = { channel: 'email', recipient: 'receiver@canary.example', language: 'en' } as const;
  await database()
    .insert(schema.outgoingMessages)
    .values({ id, organizationId, rootId, ...to, ...text, state });
  return id;
}

/** A notice of a user of the actor's organization. */
export async function makeNotice(
  { organizationId, rootId }: Pick<Actor, 'organizationId' | 'rootId'>,
  userId: Id<'user'> | null,
): Promise<Id<'notice'>> {
  const id = newId('notice');
  const about = { eventId: newId('event'), kind: 'customer.left', subjectId: newId('customer') };
  await database()
    .insert(schema.notices)
    .values({
      id,
      organizationId,
      rootId,
      userId: userId ?? newId('user'),
      ...about,
      payload: { customer: 'Somebody' },
    });
  return id;
}

async function makeMember(actor: Actor, state: 'active' | 'disabled'): Promise<Id<'user'>> {
  const id = newId('user');
  const { organizationId, rootId } = actor;
  await database()
    .insert(schema.users)
    .values({
      id,
      organizationId,
      rootId,
      email: `${id.slice(-20)}@canary.example`,
      name: canary('any', 'member'),
      roles: ['viewer'],
      state,
      disabledAt: state === 'disabled' ? sql`clock_timestamp()` : null,
    });
  return id;
}

/** A view of the list of customers, of the actor's own. */
async function makeView(actor: Actor): Promise<Id<'savedView'>> {
  const id = newId('savedView');
  const { organizationId, rootId } = actor;
  const userId = actor.userId ?? newId('user');
  const view = { id, organizationId, rootId, userId, list: 'customers' as const, name: `V${freshKey()}`, query: '' };
  await database().insert(schema.savedViews).values(view);
  return id;
}

async function assignTo(customer: WorldCustomer, actor: Actor): Promise<void> {
  await database()
    .update(schema.associations)
    .set({ accountManagerId: actor.userId })
    .where(sql`customer_id = ${sql.param(customer.customerId, schema.associations.customerId)}`);
}

/** Ids of every kind that are nobody's business of a solution provider S1: of siblings, other trees, parents, customers. */
export async function foreignIds(world: World, actorOf: (organization: WorldOrganization) => Actor) {
  const theirs = Object.values(world.customers).filter(({ one }) => one.partner.code !== 'S1');
  const foreign = [world.s2, world.d1, world.r1b, world.g1, world.operator];
  const session = await makeSession(actorOf(world.s2), world.s2.users.admin);
  const colleague = await makeSession(actorOf(world.s1), world.s1.users.finance);
  return {
    cus: [...theirs.map(({ one }) => one.customerId), asKind('customer', world.s2.id), asKind('customer', world.s1.id)],
    org: [...foreign.map(({ id }) => id), ...theirs.map(({ one }) => asKind('organization', one.customerId))],
    usr: foreign.map(({ users }) => users.viewer),
    ses: [session, colleague],
    bat: [await makeBatch(actorOf(world.s2), ownCustomer(world, world.s2))],
    inv: [await makeInvitation(actorOf(world.s2)), await makeInvitation(actorOf(world.d1))],
    key: [await makeApiKey(world.s2)],
    rpt: [await makeReport(actorOf(world.s2), 'draft'), await makeReport(actorOf(world.d1), 'pending')],
    chg: [await openChange(actorOf(world.s2), ownCustomer(world, world.s2), 'other')],
    cct: [await makeContact(actorOf(world.s2))],
    viw: [await makeView(actorOf(world.s2)), await makeView({ ...actorOf(world.s1), userId: world.s1.users.finance })],
    exp: [await makeExport(actorOf(world.s2), 'done')],
    ntc: [
      await makeNotice(actorOf(world.s2), world.s2.users.admin),
      await makeNotice(actorOf(world.s1), world.s1.users.finance),
    ],
  } satisfies Record<string, string[]>;
}
