import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { arranged, type Ground, join, known, relate, scene, watched } from '@/tests/join-scenes';
import { fullConsent, makeInvitation, makeLooseCustomer, makeReport } from '@/tests/joining';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { joinProblems } from './join-conditions';
import { joinPartner } from './join-partner';
import { joiningCauseOf } from './report-model';

const { associationAttempts, associations, customers, invitations } = schema;

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

const ground = (): Ground => ({ world, owner: test.owner });
const kept = { association_attempts: 1, outbox_events: 1 };

describe('a customer that has an account is refused, and nothing is left but the partner’s history', () => {
  it.each(joinProblems)('%s', async (problem) => {
    const at = await scene();
    await arranged[problem](at, at.customer.mobile, ground());
    const { outcome, grown } = await watched(() => join(at.customer, at.invitation));
    expect(outcome).toMatchObject({ ok: false, code: problem });
    expect(grown).toEqual(kept);
    expect((await watched(() => join(at.customer, at.invitation))).grown).toEqual({});
    const [attempt] = await database()
      .select()
      .from(associationAttempts)
      .where(eq(associationAttempts.organizationId, at.partner.id));
    expect(attempt).toMatchObject({ outcome: 'failed', cause: problem, accountManagerId: at.partner.users.sales });
    expect(joiningCauseOf(problem)).toBe(problem);
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
      await arranged.customer_registered_long_ago(at, at.customer.mobile, ground());
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

  it('by mail, with a number that was only typed: as the one who signs in with the invited address', async () => {
    const typed = async (email: (own: string) => string) => {
      const { partner, customer } = await scene();
      await test.owner.query('update organizations set mobile_proven = false where mobile = $1', [customer.mobile]);
      const { users } = schema;
      const [person] = await database().select().from(users).where(eq(users.id, customer.users.admin));
      const reportId = await makeReport(partner, customer.mobile);
      const invitation = await makeInvitation(partner, { email: email(person?.email ?? ''), reportId });
      const outcome = await join(customer, invitation);
      const { customerReports: reports } = schema;
      const [report] = await database().select().from(reports).where(eq(reports.id, reportId));
      return { outcome, state: report?.state };
    };
    expect(await typed((own) => own)).toMatchObject({ outcome: { ok: true }, state: 'associated' });
    const other = await typed(() => 'somebody-else@canary.example');
    expect(other).toMatchObject({ outcome: { code: 'invitation_of_another' }, state: 'reported' });
  });

  it('by link, and no report comes true whose days are over', async () => {
    const { partner, customer, invitation } = await scene();
    const reportId = await makeReport(partner, customer.mobile);
    await test.owner.query(`update customer_reports set expires_at = clock_timestamp() where mobile = $1`, [
      customer.mobile,
    ]);
    expect(await join(customer, invitation)).toMatchObject({ ok: true });
    const { customerReports } = schema;
    const [report] = await database().select().from(customerReports).where(eq(customerReports.id, reportId));
    expect(report).toMatchObject({ state: 'reported', customerId: null });
  });

  it('holding the report before the invitation, as everybody who invites does', async () => {
    const { partner, customer } = await scene();
    const reportId = await makeReport(partner, customer.mobile);
    const invitation = await makeInvitation(partner, { email: 'x@canary.example', reportId });
    const inviter = await test.owner.connect();
    await inviter.query('begin');
    await inviter.query('select from customer_reports where mobile = $1 for no key update', [customer.mobile]);
    const joining = join(customer, invitation);
    const waiting = 'select from pg_locks where not granted and transactionid = pg_current_xact_id()::xid';
    await expect.poll(async () => (await inviter.query(waiting)).rowCount).toBe(1);
    // The invitation is free: nobody waits in a circle.
    await inviter.query('select from invitations where report_id is not null for no key update nowait');
    await inviter.query('commit');
    inviter.release();
    expect(await joining).toMatchObject({ ok: true });
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
