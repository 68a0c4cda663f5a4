import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ExportList } from '@/db/schema/exporting';
import type { Actor } from '@/domain/actor';
import { codeDigest } from '@/domain/identity/verification-codes';
import { asKind, type Id, newId } from '@/lib/id';
import { makeAccessChange } from './access';
import { resultOf } from './association-results';
import { claimableLine, claimOf } from './claims';
import { foreignCoupons } from './coupon-subjects';
import { grant } from './coupons';
import { makeThreshold } from './credit';
import { ownCustomer } from './every-command';
import { makeInvitation, makeReport } from './onboarding';
import { heldWithdrawal } from './recharge';
import { makeContact, openChange } from './relation-rows';
import { makePayer } from './remittance-subjects';
import { foreignWebhooks } from './webhook-inputs';
import { canary, freshKey, type World, type WorldCustomer, type WorldOrganization } from './world';

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

export async function makeApiKey(organization: WorldOrganization): Promise<Id<'apiKey'>> {
  const id = newId('apiKey');
  const accessKey = id.slice(-20).toUpperCase();
  const { id: organizationId, rootId } = organization;
  const key = { id, organizationId, rootId, name: 'k', accessKey, sealedSecret: 'x', rights: 'full' as const };
  await database().insert(schema.apiKeys).values(key);
  return id;
}

/** A task of the actor's for a file, without one. */
export async function makeExport(
  actor: Actor,
  state: 'waiting' | 'done',
  list: ExportList = 'customers',
): Promise<Id<'exportTask'>> {
  const id = newId('exportTask');
  const { organizationId, rootId, userId, timeZone } = actor;
  const wanted = { list, format: 'csv', filter: {}, language: 'en', timeZone } as const;
  await database()
    .insert(schema.exportTasks)
    .values({ id, organizationId, rootId, userId: userId ?? newId('user'), ...wanted, state });
  return id;
}

/** Nothing of the actor's still runs: whoever asks for a file has one at a time. */
export const failExportsOf = ({ userId }: Actor) =>
  database()
    .update(schema.exportTasks)
    .set({ state: 'failed' })
    .where(sql`user_id = ${sql.param(userId, schema.exportTasks.userId)}`);

/** Resellers freeze only where their distributor lets them. */
export async function letFreeze({ organizationId }: Actor): Promise<void> {
  await database()
    .update(schema.organizations)
    .set({ freezesCustomers: true })
    .where(sql`id = ${sql.param(organizationId, schema.organizations.id)}`);
}

/** A draft with one row, of the actor's organization. */
export const makeBatch = (actor: Actor, customer: WorldCustomer): Promise<Id<'adjustmentBatch'>> =>
  insertBatch(actor, customer, { kind: 'allocate' });

/** A draft of one coupon from that quota, of the actor's organization. */
export function makeCouponBatch(
  actor: Actor,
  customer: WorldCustomer,
  quotaId: Id<'couponQuota'>,
): Promise<Id<'adjustmentBatch'>> {
  const terms = { effectiveAt: null, expiresAt: null, minOrder: null, serviceTypes: [], productIds: [] };
  return insertBatch(actor, customer, { kind: 'issue', quotaId, terms });
}

async function insertBatch(
  { organizationId, rootId }: Actor,
  { customerId }: WorldCustomer,
  of: Pick<typeof schema.adjustmentBatches.$inferInsert, 'kind' | 'quotaId' | 'terms'>,
): Promise<Id<'adjustmentBatch'>> {
  const id = newId('adjustmentBatch');
  const draft = { id, organizationId, rootId, ...of, source: 'paste' as const, itemCount: 1 };
  await database().insert(schema.adjustmentBatches).values(draft);
  const row = { batchId: id, rowNumber: 1, organizationId, rootId, customerText: 'x', amountText: '0.01' };
  await database()
    .insert(schema.adjustmentBatchItems)
    .values({ ...row, customerId, amountMinor: 1n });
  return id;
}

/** A code that was sent to the actor a moment ago, whose session exists. */
export async function makeCode({ organizationId, rootId, userId, sessionId }: Actor): Promise<string> {
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

export async function makeMember(actor: Actor, state: 'active' | 'disabled'): Promise<Id<'user'>> {
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
export async function makeView(actor: Actor): Promise<Id<'savedView'>> {
  const id = newId('savedView');
  const { organizationId, rootId } = actor;
  const userId = actor.userId ?? newId('user');
  const view = { id, organizationId, rootId, userId, list: 'customers' as const, name: `V${freshKey()}`, query: '' };
  await database().insert(schema.savedViews).values(view);
  return id;
}

export async function assignTo(customer: WorldCustomer, actor: Actor): Promise<void> {
  await database()
    .update(schema.associations)
    .set({ accountManagerId: actor.userId })
    .where(sql`customer_id = ${sql.param(customer.customerId, schema.associations.customerId)}`);
}

/** Ends what the organization still has to pay, as the time does: at most ten may wait. */
export async function letRechargesPass({ organizationId }: Pick<Actor, 'organizationId'>): Promise<void> {
  await database()
    .update(schema.onlineRecharges)
    .set({ state: 'expired' })
    .where(
      sql`state = 'created' and organization_id = ${sql.param(organizationId, schema.onlineRecharges.organizationId)}`,
    );
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
    bat: [
      await makeBatch(actorOf(world.s2), ownCustomer(world, world.s2)),
      await makeCouponBatch(actorOf(world.s2), ownCustomer(world, world.s2), await grant(world, world.s2, '1.00')),
    ],
    inv: [await makeInvitation(actorOf(world.s2)), await makeInvitation(actorOf(world.d1))],
    key: [await makeApiKey(world.s2)],
    rpt: [await makeReport(actorOf(world.s2), 'draft'), await makeReport(actorOf(world.d1), 'pending')],
    chg: [await openChange(actorOf(world.s2), ownCustomer(world, world.s2), 'other')],
    cct: [await makeContact(actorOf(world.s2))],
    viw: [await makeView(actorOf(world.s2)), await makeView({ ...actorOf(world.s1), userId: world.s1.users.finance })],
    exp: [await makeExport(actorOf(world.s2), 'done')],
    thr: [await makeThreshold(actorOf(world.s2))],
    acg: [await makeAccessChange(actorOf(world.s2)), await makeAccessChange(actorOf(world.d1))],
    ntc: [
      await makeNotice(actorOf(world.s2), world.s2.users.admin),
      await makeNotice(actorOf(world.s1), world.s1.users.finance),
    ],
    epy: [await makePayer(actorOf(world.s2), world.s2), await makePayer(actorOf(world.d1), world.d1)],
    wdr: [await heldWithdrawal(world.s2, '0.01'), await heldWithdrawal(world.d1, '0.01')],
    bln: [(await claimableLine(world.operator)).lineId],
    clm: [await claimOf(world.s2, await claimableLine(world.operator))],
    asr: [
      await resultOf(world.s2, ownCustomer(world, world.s2).customerId),
      await resultOf(world.r1b, ownCustomer(world, world.r1b).customerId),
    ],
    ...(await foreignCoupons(world)),
    ...(await foreignWebhooks(world)),
  } satisfies Record<string, string[]>;
}
