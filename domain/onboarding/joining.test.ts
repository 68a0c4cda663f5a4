import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Obstacle } from '@/db/schema/identity';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  codeSentTo,
  freshMobile,
  fullConsent,
  makeInvitation,
  makeLooseCustomer,
  makeReport,
  type TestInvitation,
} from '@/tests/joining';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { type JoinProblem, joinProblems } from './join-conditions';
import { joinPartner } from './join-partner';
import { sendRegisterCode } from './register-code';
import { registerCustomer } from './register-customer';

const { associationAttempts, associations, customers, invitations, organizations, reservedProspects } = schema;

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

/** A partner of its own, an invitation by it, and somebody who could use it: a customer, and a person who is none yet. */
async function scene() {
  const partner = await makeOrganization({ code: `J${freshKey()}`, kind: 'solution_provider' });
  const customer = await makeLooseCustomer(`C${freshKey()}`);
  const mobile = freshMobile();
  return { partner, customer, mobile, invitation: await makeInvitation(partner) };
}
type Scene = Awaited<ReturnType<typeof scene>>;

const join = (customer: WorldOrganization, { token }: TestInvitation, changes: object = {}) =>
  joinPartner(actorOf(customer, 'admin', { kind: 'customer' }), freshKey(), { token, ...fullConsent(), ...changes });

/** What a form holds once its code has arrived. */
async function filledIn({ mobile, invitation }: Pick<Scene, 'mobile' | 'invitation'>) {
  const sent = await sendRegisterCode({ token: invitation.token, target: mobile, language: 'en', address: null });
  expect(sent).toEqual({ ok: true, target: mobile });
  const name = `new-${freshKey()}`;
  return {
    token: invitation.token,
    target: mobile,
    code: await codeSentTo(mobile),
    accountName: name,
    organizationName: `${name} Ltd`,
    personName: 'Ada',
    email: `${name}@canary.example`,
    mobile,
    newPassword: 'kolibri-und-Ole-7',
    repeatedPassword: 'kolibri-und-Ole-7',
    ...fullConsent(),
  };
}
const register = (fields: unknown) => registerCustomer({ fields, address: null, userAgent: 'Test', requestId: 'test' });

async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

const change = (invitation: TestInvitation, set: Partial<Record<'usedAt' | 'withdrawnAt', true>>) =>
  database()
    .update(invitations)
    .set(Object.fromEntries(Object.keys(set).map((column) => [column, sql`clock_timestamp()`])))
    .where(eq(invitations.id, invitation.id));
const relate = (customer: Scene['customer'], partner: WorldOrganization) =>
  database()
    .insert(associations)
    .values({
      id: newId('association'),
      organizationId: partner.id,
      rootId: partner.rootId,
      customerId: customer.customerId,
      type: 'referral',
    });
const reserve = (mobile: string) =>
  database()
    .insert(reservedProspects)
    .values({
      id: newId('prospect'),
      organizationId: world.operator.id,
      rootId: world.operator.rootId,
      owner: 'direct_sales',
      name: 'Ours',
      mobile,
    });
const known =
  (obstacle: Obstacle) =>
  async ({ customer }: Scene) => {
    await database()
      .update(customers)
      .set({ obstacles: [obstacle] })
      .where(eq(customers.id, customer.customerId));
  };

/** How each condition comes about; `mobile` is the number of whoever wants to join. */
type Arrange = (scene: Scene, mobile: string) => Promise<unknown>;
const arranged: Readonly<Record<JoinProblem, Arrange>> = {
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
  is_a_partner: async (at) => {
    Object.assign(at, {
      customer: await makeOrganization({ code: `P${freshKey()}`, kind: 'reseller', parent: world.d1 }),
    });
  },
  already_associated: ({ customer, partner }) => relate(customer, partner),
  associated_with_another: ({ customer }) => relate(customer, world.s2),
  reported_by_another: (_scene, mobile) => makeReport(world.s2, mobile),
  reported_by_platform: (_scene, mobile) => reserve(mobile),
  customer_registered_long_ago: ({ customer }) =>
    test.owner.query(
      `update organizations set created_at = clock_timestamp() - interval '8 days' where account_name = $1`,
      [`${customer.code}-${customer.id.slice(-6)}`.toLowerCase()],
    ),
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
const kept = { association_attempts: 1, outbox_events: 1 };

describe('a customer that has an account is refused, and nothing is left but the partner’s history', () => {
  it.each(joinProblems)('%s', async (problem) => {
    const at = await scene();
    await arranged[problem](at, at.customer.mobile);
    const { outcome, grown } = await watched(() => join(at.customer, at.invitation));
    expect(outcome).toMatchObject({ ok: false, code: problem });
    expect(grown).toEqual(kept);
    expect((await watched(() => join(at.customer, at.invitation))).grown).toEqual({});
    const [attempt] = await database()
      .select()
      .from(associationAttempts)
      .where(eq(associationAttempts.organizationId, at.partner.id));
    expect(attempt).toMatchObject({ outcome: 'failed', cause: problem, accountManagerId: at.partner.users.sales });
  });

  it.each(['professional_service_contract', 'reserved_instances', 'enterprise_member', 'enterprise_master'] as const)(
    '%s keeps nobody from being a referral customer',
    async (obstacle) => {
      const at = await scene();
      await known(obstacle)(at);
      const referral = await makeInvitation(at.partner, { type: 'referral' });
      expect(await join(at.customer, referral)).toMatchObject({ ok: true });
    },
  );

  it('invitation_not_found: a token nobody made and one that is none are the same', async () => {
    const { customer, invitation } = await scene();
    for (const token of ['x', '', 'A'.repeat(43)]) {
      const { outcome, grown } = await watched(() => join(customer, { ...invitation, token }));
      expect(outcome).toEqual({ ok: false, code: 'invitation_not_found', fields: {} });
      expect(grown).toEqual({ audit_entries: 1 });
    }
  });

  it.each(fullConsent().agreements)('consent_missing without %s', async (left) => {
    const { customer, invitation } = await scene();
    const agreements = fullConsent().agreements.filter((document) => document !== left);
    const { outcome, grown } = await watched(() => join(customer, invitation, { agreements }));
    expect(outcome).toEqual({ ok: false, code: 'consent_missing', fields: { agreements: 'consents_missing' } });
    expect(grown).toEqual({});
  });

  it('consent_missing for texts of another edition', async () => {
    const { customer, invitation } = await scene();
    expect(await join(customer, invitation, { edition: '2020-01' })).toMatchObject({ code: 'consent_missing' });
  });

  it('a settled age limit of 0 is none, and whoever had a partner before is not judged by age', async () => {
    const old = async () => {
      const at = await scene();
      await arranged.customer_registered_long_ago(at, at.customer.mobile);
      return at;
    };
    const before = await old();
    await relate(before.customer, world.s2);
    await database()
      .update(associations)
      .set({ endedAt: sql`clock_timestamp()`, endedReason: 'disassociated' })
      .where(eq(associations.customerId, before.customer.customerId));
    expect(await join(before.customer, before.invitation)).toMatchObject({ ok: true });
    const at = await old();
    const { id: organizationId, rootId } = world.operator;
    await database().insert(schema.settings).values({ organizationId, rootId, key: 'account_age_days_max', value: 0 });
    expect(await join(at.customer, at.invitation)).toMatchObject({ ok: true });
    await test.owner.query(`delete from settings`);
  });
});

describe('a customer that has an account joins', () => {
  it('and gets tag, account manager, four consents and the mark of a new customer', async () => {
    const { customer, partner, invitation } = await scene();
    const { outcome, grown } = await watched(() => join(customer, invitation));
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(grown).toEqual({
      account_manager_periods: 1,
      association_attempts: 1,
      associations: 1,
      audit_entries: 1,
      command_receipts: 1,
      consents: 4,
      outbox_events: 1,
    });
    const [row] = await database().select().from(associations).where(eq(associations.customerId, customer.customerId));
    expect(row).toMatchObject({
      organizationId: partner.id,
      rootId: partner.rootId,
      type: 'resale',
      label: 'CNRY-tag',
      accountManagerId: partner.users.sales,
      invitationId: invitation.id,
    });
    const given = await database()
      .select()
      .from(schema.consents)
      .where(eq(schema.consents.organizationId, customer.id));
    expect(
      given.map(({ document, version, language, userId, partnerId }) => [
        document,
        version,
        language,
        userId,
        partnerId,
      ]),
    ).toEqual([
      ['user_agreement', '2026-11', 'en', customer.users.admin, partner.id],
      ['privacy_statement', '2026-11', 'en', customer.users.admin, partner.id],
      ['partner_notice', '2026-11-resale', 'en', customer.users.admin, partner.id],
      ['association_terms', '2026-11', 'en', customer.users.admin, partner.id],
    ]);
    const [tagged] = await database().select().from(customers).where(eq(customers.id, customer.customerId));
    expect(tagged?.newTag).toBe('UNDETERMINED');
    expect(tagged?.newTagFrom).toMatch(/-01$/);
    const year = (day: string | null | undefined) => Number(day?.slice(0, 4));
    expect(year(tagged?.newTagUntil)).toBe(year(tagged?.newTagFrom) + 1);
  });

  it('by mail once: the report comes true, its label is taken, and the mail is used', async () => {
    const { partner, customer } = await scene();
    const reportId = await makeReport(partner, customer.mobile);
    const invitation = await makeInvitation(partner, { email: 'x@canary.example', reportId });
    expect(await join(customer, invitation)).toMatchObject({ ok: true });
    const [report] = await database()
      .select()
      .from(schema.customerReports)
      .where(eq(schema.customerReports.id, reportId));
    expect(report).toMatchObject({ state: 'associated', customerId: customer.customerId });
    const [used] = await database().select().from(invitations).where(eq(invitations.id, invitation.id));
    expect(used).toMatchObject({ joinedCount: 1, usedAt: expect.any(Date) });
    const [row] = await database().select().from(associations).where(eq(associations.customerId, customer.customerId));
    expect(row?.label).toBe('from-report');
    const other = await makeLooseCustomer('late');
    expect(await join(other, invitation)).toMatchObject({ code: 'invitation_used' });
  });

  it('without an account manager when whoever made the link has left or has other work', async () => {
    for (const createdBy of ['disabled', 'viewer', 'finance'] as const) {
      const { partner, customer } = await scene();
      const invitation = await makeInvitation(partner, { createdBy: partner.users[createdBy] });
      await join(customer, invitation);
      const [row] = await database()
        .select()
        .from(associations)
        .where(eq(associations.customerId, customer.customerId));
      expect([createdBy, row?.accountManagerId]).toEqual([createdBy, null]);
    }
  });

  it('once with one key', async () => {
    const { customer, invitation } = await scene();
    const key = freshKey();
    const call = () => joinPartner(actorOf(customer), key, { token: invitation.token, ...fullConsent() });
    expect([await call(), await call()]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
  });

  it('with one of eight partners that are opened at once', async () => {
    const customer = await makeLooseCustomer('eager');
    const scenes = await Promise.all(Array.from({ length: 8 }, scene));
    const outcomes = await Promise.all(scenes.map(({ invitation }) => join(customer, invitation)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = outcomes.filter((outcome) => !outcome.ok).map(({ code }) => code);
    expect(new Set(refused)).toEqual(new Set(['associated_with_another']));
    expect(await database().$count(associations, eq(associations.customerId, customer.customerId))).toBe(1);
    expect(await database().$count(schema.consents, eq(schema.consents.organizationId, customer.id))).toBe(4);
  });

  it('as the only one of several who use one mail at once', async () => {
    const { partner } = await scene();
    const invitation = await makeInvitation(partner, { email: 'x@canary.example' });
    const eager = await Promise.all(['a', 'b', 'c', 'd'].map((code) => makeLooseCustomer(`mail-${code}`)));
    const outcomes = await Promise.all(eager.map((customer) => join(customer, invitation)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await database().$count(associations, eq(associations.organizationId, partner.id))).toBe(1);
  });

  it('as an administrator of a customer, and as nobody else', async () => {
    const { customer, invitation } = await scene();
    const input = { token: invitation.token, ...fullConsent() };
    for (const who of [actorOf(customer, 'viewer'), actorOf(world.s1), actorOf(customer, 'admin', { userId: null })])
      expect(await joinPartner(who, freshKey(), input)).toMatchObject({ ok: false, code: 'not_permitted' });
  });
});

describe('somebody who has no account is refused, and nothing is left', () => {
  const atTheDoor = [
    'invitation_withdrawn',
    'invitation_expired',
    'invitation_used',
    'partner_frozen',
    'development_not_allowed',
  ] as const;
  it.each(atTheDoor)('%s', async (problem) => {
    const at = await scene();
    const form = await filledIn(at);
    await arranged[problem](at, at.mobile);
    const { outcome, grown } = await watched(() => register({ ...form, token: at.invitation.token }));
    expect(outcome).toMatchObject({ ok: false, code: problem });
    expect(grown).toEqual({});
    const { token } = at.invitation;
    expect(await sendRegisterCode({ token, target: at.mobile, language: 'en', address: null })).toMatchObject({
      code: problem,
    });
  });

  it.each(['invitation_of_another', 'reported_by_another', 'reported_by_platform'] as const)('%s', async (problem) => {
    const at = await scene();
    const form = await filledIn(at);
    await arranged[problem](at, at.mobile);
    const call = () => register({ ...form, token: at.invitation.token });
    const { outcome, grown } = await watched(call);
    expect(outcome).toMatchObject({ ok: false, code: problem });
    expect(grown).toEqual(kept);
    expect((await watched(call)).grown).toEqual({});
  });

  const wrong: readonly (readonly [string, object, object])[] = [
    ['consent_missing', { agreements: ['user_agreement'] }, { agreements: 'consents_missing' }],
    ['code_wrong', { code: 'abcdef' }, { code: 'code_wrong' }],
    ['code_wrong', { target: 'other@canary.example' }, { code: 'code_of_another' }],
    ['password_too_weak', { newPassword: 'short' }, { newPassword: 'password_too_short' }],
    ['password_too_weak', { repeatedPassword: 'another one entirely' }, { repeatedPassword: 'password_differs' }],
    ['invalid_input', { accountName: '<script>' }, { accountName: 'invalid_account_name' }],
    ['invalid_input', { organizationName: 'a\u202Eb' }, { organizationName: 'text_not_plain' }],
    ['invalid_input', { email: 'a@b＠c.com' }, { email: 'invalid_email' }],
    ['invalid_input', { personName: 'x'.repeat(129) }, { personName: 'too_long' }],
    ['invitation_not_found', { token: 'A'.repeat(43) }, {}],
  ];
  it.each(wrong)('%s with %j', async (code, changes, fields) => {
    const form = await filledIn(await scene());
    const { outcome, grown } = await watched(() => register({ ...form, ...changes }));
    expect(outcome).toEqual({ ok: false, code, fields });
    expect(grown).toEqual({});
  });

  it('an address that is taken is told only to whoever has shown a right code', async () => {
    const form = await filledIn(await scene());
    const [{ email } = { email: '' }] = await database()
      .select({ email: schema.users.email })
      .from(schema.users)
      .limit(1);
    expect(await register({ ...form, email, code: '000000x' })).toMatchObject({ code: 'code_wrong' });
    const { outcome, grown } = await watched(() => register({ ...form, email }));
    expect(outcome).toMatchObject({ code: 'email_taken', fields: { email: 'email_taken' } });
    expect(grown).toEqual({});
    const { outcome: named, grown: none } = await watched(() =>
      register({ ...form, accountName: `d1-${world.d1.id.slice(-6)}` }),
    );
    expect(named).toMatchObject({ code: 'account_name_taken', fields: { accountName: 'account_name_taken' } });
    expect(none).toEqual({});
  });

  it('mobile_limit_reached, as the platform has set it', async () => {
    const at = await scene();
    const { id: organizationId, rootId } = world.operator;
    await database()
      .insert(schema.settings)
      .values({ organizationId, rootId, key: 'accounts_per_mobile_max', value: 1 });
    const target = `${freshKey()}@canary.example`;
    await sendRegisterCode({ token: at.invitation.token, target, language: 'zh-CN', address: null });
    const code = await codeSentTo(target);
    const form = { ...(await filledIn(at)), target, code, email: target };
    const { outcome, grown } = await watched(() => register({ ...form, mobile: at.customer.mobile }));
    expect(outcome).toMatchObject({ code: 'mobile_limit_reached', fields: { mobile: 'mobile_limit_reached' } });
    expect(grown).toEqual({});
    await test.owner.query(`delete from settings`);
    expect(await register({ ...form, mobile: at.customer.mobile })).toMatchObject({ ok: true });
  });

  it('code_expired after five tries, and sign_in_delayed when somebody goes on', async () => {
    const form = await filledIn(await scene());
    const outcomes: unknown[] = [];
    for (let round = 0; round < 7; round += 1) outcomes.push(await register({ ...form, code: `x${round}` }));
    expect(outcomes.slice(0, 4)).toMatchObject(Array.from({ length: 4 }, () => ({ code: 'code_wrong' })));
    expect(outcomes.at(-1)).toMatchObject({ code: 'sign_in_delayed' });
  });

  it('code_too_soon for a second code at once, and an answer that says nothing about who has an account', async () => {
    const { invitation } = await scene();
    const ask = (target: unknown) =>
      sendRegisterCode({ token: invitation.token, target, language: 'en', address: '203.0.113.9' });
    const [{ email } = { email: '' }] = await database()
      .select({ email: schema.users.email })
      .from(schema.users)
      .limit(1);
    expect(await ask(email)).toEqual({ ok: true, target: email });
    expect(await ask(`${freshKey()}@nowhere.example`)).toMatchObject({ ok: true });
    expect(await ask(email)).toMatchObject({ code: 'code_too_soon' });
    expect(await ask('neither')).toMatchObject({ code: 'invalid_input', fields: { target: 'invalid_target' } });
  });
});

describe('somebody who has no account registers', () => {
  it('and is at once a customer with account, administrator, relation, consents and session', async () => {
    const at = await scene();
    const form = await filledIn(at);
    const { outcome, grown } = await watched(() => register(form));
    expect(outcome).toMatchObject({ ok: true, language: 'en', timeZone: 'Asia/Shanghai' });
    expect(grown).toEqual({
      account_manager_periods: 1,
      association_attempts: 1,
      associations: 1,
      audit_entries: 1,
      consents: 4,
      customers: 1,
      ledger_accounts: 1,
      ledger_balances: 1,
      organizations: 1,
      outbox_events: 1,
      sessions: 1,
      sign_in_throttles: -1,
      users: 1,
    });
    expect(await register(form)).toMatchObject({ code: 'code_expired' });
  });

  it('once, when the form is sent many times at once', async () => {
    const form = await filledIn(await scene());
    const before = await rowCounts();
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => register(form)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(grownBy(before, await rowCounts())).toMatchObject({ customers: 1, users: 1, consents: 4, associations: 1 });
  });

  it('not at all when the connection is killed in the middle; the same form works afterwards', async () => {
    const form = await filledIn(await scene());
    await test.owner.query(`create function die() returns trigger language plpgsql as $$
      begin perform pg_terminate_backend(pg_backend_pid()); return new; end $$`);
    await test.owner.query('create trigger die before insert on consents for each statement execute function die()');
    const before = await rowCounts();
    await expect(register(form)).rejects.toThrow();
    await test.owner.query('drop trigger die on consents');
    expect(grownBy(before, await rowCounts())).toEqual({});
    expect(await register(form)).toMatchObject({ ok: true });
  });

  it('and strangers add at most twenty failures an hour to the history of one link', async () => {
    const at = await scene();
    for (let round = 0; round < 22; round += 1) {
      const mobile = freshMobile();
      const form = await filledIn({ ...at, mobile });
      await makeReport(world.s2, mobile);
      expect(await register(form)).toMatchObject({ code: 'reported_by_another' });
    }
    expect(await database().$count(associationAttempts, eq(associationAttempts.organizationId, at.partner.id))).toBe(
      20,
    );
  });
});
