import { sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { type Actor, noCodes } from '@/domain/actor';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import type { RefusalCode } from '@/domain/refusal';
import { accessInputs } from './access-inputs';
import { accountInputs } from './account-inputs';
import { bankFileInputs } from './bank-rows';
import { callbackInputs } from './callback-inputs';
import { catalogueInputs } from './catalogue-inputs';
import { claimInputs } from './claim-inputs';
import { assignTo, letFreeze, makeBatch, makeMember, makeMessage, makeNotice, makeView } from './command-subjects';
import { couponBatchInputs } from './coupon-batch-inputs';
import { makeCoupon, makeQuota } from './coupon-subjects';
import { freshOrder, lockFor, makeUsableCoupon, orderInput, payWith } from './coupon-use';
import { grant, inAYear, inMonths, issueQuotaTo, issueTo } from './coupons';
import { credentialInputs } from './credential-inputs';
import { creditInputs } from './credit';
import type { Principal } from './every-command';
import { exportInputs } from './export-inputs';
import { handRecordingInputs } from './hand-recording-inputs';
import { fullConsent, makeInvitation as makeWayIn } from './joining';
import { freshMobile, makeInvitation, makeProspect, makeReport, newReport } from './onboarding';
import { postingInputs } from './postings';
import { anotherOf, closeChanges, makeContact, openChange, removeContacts } from './relation-rows';
import { remittanceInputs } from './remittance-inputs';
import { reversalInputs } from './reversals';
import { webhookInputs } from './webhook-inputs';
import { withdrawalInputs } from './withdrawal-inputs';
import { actorOf, canary, freshKey, makeCustomer, type World } from './world';

/** Makes what a command needs, and the input that names it. */
export type Recipe = (actor: Actor, principal: Principal, world: World) => Promise<Record<string, unknown>>;

/** For each command an input that is right in every respect for whoever may give it: T2, T3 and T5 start from these. */
export const validInput: Readonly<Record<string, Recipe>> = {
  ...accessInputs,
  ...accountInputs,
  ...bankFileInputs,
  ...callbackInputs,
  ...catalogueInputs,
  ...claimInputs,
  ...couponBatchInputs,
  ...credentialInputs,
  ...creditInputs,
  ...exportInputs,
  ...handRecordingInputs,
  ...postingInputs,
  ...remittanceInputs,
  ...reversalInputs,
  ...webhookInputs,
  ...withdrawalInputs,
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
  'coupons.consume': async (_actor, { customer }, world) => {
    const couponId = await makeUsableCoupon(world, customer);
    return { couponId, orderId: await lockFor(customer, couponId), amount: '1.00' };
  },
  'coupons.lock': async (_actor, { customer }, world) =>
    orderInput(await makeUsableCoupon(world, customer), freshOrder()),
  'coupons.refund': async (_actor, { customer }, world) => {
    const couponId = await makeUsableCoupon(world, customer);
    return { couponId, orderId: await payWith(customer, couponId, '1.00'), amount: '1.00', reason: 'failed' };
  },
  'coupons.release': async (_actor, { customer }, world) => {
    const couponId = await makeUsableCoupon(world, customer);
    return { couponId, orderId: await lockFor(customer, couponId) };
  },
  'coupons.take_back': async (_actor, { customer }, world) => {
    const quotaId = await grant(world, customer.partner, '1.00');
    const [couponId] = await issueTo(customer.partner, quotaId, [customer], '1.00');
    return { couponIds: couponId, reason: 'recharge_cancelled' };
  },
  'coupons.issue': async (_actor, { customer }, world) => ({
    quotaId: await makeQuota(world, customer.partner),
    customerIds: customer.customerId,
    faceValue: '1.00',
  }),
  'coupons.reclaim': async (_actor, { customer }, world) => ({ couponIds: await makeCoupon(world, customer) }),
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
  'quotas.extend': async (actor, _principal, world) => {
    const quotaId = await grant(world, world.s1, '1.00', { expiresAt: inMonths(6) });
    const adjusting = { quotaId, state: 'adjusting', reason: 'Test' };
    await setQuotaState({ ...actor, roles: ['admin'], codes: noCodes }, freshKey(), adjusting);
    return { quotaId, expiresAt: inAYear, reason: 'Test' };
  },
  'quotas.grant': async (_actor, _principal, world) => ({
    organizationId: world.s1.id,
    type: 'voucher',
    amount: '1.00',
    expiresAt: inAYear,
  }),
  'quotas.issue': async (_actor, { reseller }, world) => ({
    quotaId: await grant(world, world.d1, '1.00'),
    resellerIds: reseller.id,
    amount: '1.00',
  }),
  'quotas.reclaim': async (_actor, { reseller }, world) => {
    const quotaId = await grant(world, world.d1, '1.00');
    return { quotaIds: await issueQuotaTo(world.d1, quotaId, reseller, '1.00') };
  },
  'quotas.set_state': async (_actor, _principal, world) => ({
    quotaId: await grant(world, world.s1, '1.00'),
    state: 'frozen',
    reason: 'Test',
  }),
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
  'open_access.start': 'access_unchanged',
  'remittance_accounts.open': 'remittance_account_open',
};
