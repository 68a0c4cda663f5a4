import { desc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { freezeOrganization } from '@/domain/identity/freeze-organization';
import { readScope } from '@/domain/read-scope';
import { type Id, newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeInvitation, makeReport } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, canary, freshKey, makeOrganization, seedWorld, type World } from '@/tests/world';
import { grantDevelopment } from './grant-development';
import { invitationTokenHash } from './invitation-tokens';
import { inviteByMail } from './invite-by-mail';
import { previewInvitations } from './invite-queries';
import { makeCustomLink } from './make-custom-link';
import { openGeneralLink } from './open-general-link';
import { resendInvitation } from './resend-invitation';
import { withdrawInvitation } from './withdraw-invitation';

let test: TestDatabase;
let world: World;
let operator: Actor;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  operator = actorOf(world.operator);
});
afterAll(() => test.close());

const { invitations, outgoingMessages } = schema;
const invitationOf = async (id: string) => {
  const [row] = await database()
    .select()
    .from(invitations)
    .where(eq(invitations.id, id as Id<'invitation'>));
  if (!row) throw new Error(id);
  return row;
};
const mailsTo = (email: string) =>
  database()
    .select()
    .from(outgoingMessages)
    .where(eq(outgoingMessages.recipient, email))
    .orderBy(desc(outgoingMessages.createdAt));
const tokenIn = (body: string | null) => /\/join\/([\w-]{43})$/m.exec(body ?? '')?.[1] ?? '';
async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}
const yesterday = sql`clock_timestamp() - interval '1 second'`;
const invite = (who: Actor, reports: unknown, changes: Record<string, unknown> = {}) =>
  inviteByMail(who, freshKey(), { reports, type: 'resale', language: 'en', ...changes });

describe('inviting by mail', () => {
  it('sends each report a link of its own, kept as a digest, that works for seven days', async () => {
    const who = actorOf(world.s1, 'sales');
    const emails = [1, 2].map((number) => `${freshKey()}.${number}@mail.example`);
    const reports = await Promise.all(
      emails.map((email, index) => makeReport(who, 'reported', { email, contactName: `Contact ${index}` })),
    );
    const { outcome, grown } = await watched(() => invite(who, reports));
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, invitations: 2, outgoing_messages: 2 });
    for (const [index, email] of emails.entries()) {
      const [mail] = await mailsTo(email);
      expect(mail).toMatchObject({ channel: 'email', language: 'en', template: 'invitation', holdsSecret: true });
      expect(mail).toMatchObject({ organizationId: world.s1.id, state: 'waiting' });
      expect(mail?.subject).toContain(canary('S1', 'name-en'));
      expect(mail?.body).toContain(`Contact ${index}`);
      const token = tokenIn(mail?.body ?? null);
      expect(mail?.body).toContain(`http://127.0.0.1:4390/join/${token}`);
      const [kept] = await database()
        .select()
        .from(invitations)
        .where(eq(invitations.tokenHash, invitationTokenHash(token)));
      expect(kept).toMatchObject({
        kind: 'email',
        type: 'resale',
        email,
        token: null,
        reportId: reports[index],
        createdBy: world.s1.users.sales,
      });
      expect(JSON.stringify(kept)).not.toContain(token);
      const days = await database().execute<{ days: string }>(
        sql`select extract(epoch from expires_at - created_at) / 86400 as days from invitations where token_hash = ${sql.param(invitationTokenHash(token), invitations.tokenHash)}`,
      );
      expect(Number(days.rows[0]?.days)).toBeCloseTo(7, 3);
    }
  });

  it('acts once for one key, and a second invitation ends the first', async () => {
    const who = actorOf(world.s1);
    const report = await makeReport(who, 'reported', { email: `${freshKey()}@mail.example` });
    const key = freshKey();
    const call = () => inviteByMail(who, key, { reports: report, type: 'referral', language: 'zh-CN' });
    const [first, again] = [await call(), await call()];
    expect([first, again]).toMatchObject([{ replayed: false }, { ok: true, replayed: true }]);
    if (!first.ok) throw new Error(first.code);
    expect((await invitationOf(first.id)).withdrawnAt).toBeNull();
    expect(await invite(who, [report])).toMatchObject({ ok: true });
    expect((await invitationOf(first.id)).withdrawnAt).toBeInstanceOf(Date);
  });

  it('the preview is the mail as it is sent, but for the link', async () => {
    const who = actorOf(world.s1);
    const email = `${freshKey()}@mail.example`;
    const report = await makeReport(who, 'reported', { email });
    const scope = readScope(who, 'onboarding.read');
    for (const language of ['zh-CN', 'en'] as const) {
      const [preview] = await previewInvitations(scope, [report], { type: 'resale', language });
      await invite(who, [report], { language });
      const [mail] = await mailsTo(email);
      const plain = (text: string) => text.replace(/\/join\/\S+/, '/join/').replaceAll(/\d\d:\d\d/g, '');
      expect(preview?.subject).toBe(mail?.subject);
      expect(plain(preview?.body ?? '')).toBe(plain(mail?.body ?? ''));
      expect(preview).toMatchObject({ reportId: report, to: expect.stringMatching(/^\w\*\*\*@mail\.example$/) });
    }
    expect(
      await previewInvitations(readScope(actorOf(world.s2), 'onboarding.read'), [report], {
        type: 'resale',
        language: 'en',
      }),
    ).toEqual([]);
  });

  it('all of them or none: what is not reported, has no address or is somebody else’s stops the whole', async () => {
    const who = actorOf(world.s1, 'sales');
    const good = await makeReport(who, 'reported');
    const bad = {
      report_not_open: [
        await makeReport(who, 'draft'),
        await makeReport(who, 'pending'),
        await makeReport(who, 'withdrawn'),
        await makeReport(who, 'reported', { expiresAt: yesterday }),
      ],
      report_without_email: [await makeReport(who, 'reported', { email: null })],
      report_not_found: [
        await makeReport(actorOf(world.s1), 'reported'),
        await makeReport(actorOf(world.s2), 'reported'),
        newId('report'),
      ],
    };
    for (const [code, ids] of Object.entries(bad)) {
      for (const id of ids) {
        const { outcome, grown } = await watched(() => invite(who, [good, id]));
        expect(outcome).toEqual({ ok: false, code, fields: {} });
        expect(grown).toEqual(code === 'report_not_found' ? { audit_entries: 1 } : {});
      }
    }
    expect(await invite(who, [])).toMatchObject({ code: 'invalid_input', fields: { reports: 'required' } });
    const many = Array.from({ length: 51 }, () => newId('report'));
    expect(await invite(who, many)).toMatchObject({ fields: { reports: 'too_many_invited' } });
  });
});

describe('who may not invite, by mail or by link', () => {
  /** Everything that invites, by its name. */
  const ways = (who: Actor, report: Id<'report'>, invitationId: Id<'invitation'>, type: string) => ({
    send: () => invite(who, [report], { type }),
    resend: () => resendInvitation(who, freshKey(), { invitationId, language: 'en' }),
    general: () => openGeneralLink(who, freshKey(), { type }),
    custom: () => makeCustomLink(who, freshKey(), { type, label: 'x' }),
  });

  it.each(['organization_frozen', 'development_not_allowed'])('%s', async (code) => {
    const one = await makeOrganization({ code: `w${freshKey()}`, kind: 'distributor' });
    const who = actorOf(one);
    const report = await makeReport(who, 'reported');
    const invitation = await makeInvitation(who, report);
    if (code === 'organization_frozen')
      await freezeOrganization(operator, freshKey(), { organizationId: one.id, reason: 'x' });
    else await grantDevelopment(operator, freshKey(), { organizationId: one.id, develops: 'no' });
    for (const [way, run] of Object.entries(ways(who, report, invitation, 'referral'))) {
      const { outcome, grown } = await watched<unknown>(run);
      expect([way, outcome]).toEqual([way, { ok: false, code, fields: {} }]);
      expect(grown).toEqual({});
    }
    expect((await invitationOf(invitation)).withdrawnAt).toBeNull();
  });

  it.each(['resale', 'referral'])('a subsidised partner, which allocates nothing, invites to %s too', async (type) => {
    const who = actorOf(world.g1);
    const report = await makeReport(who, 'reported');
    const invitation = await makeInvitation(who, report);
    const { resend, ...others } = ways(who, report, invitation, type);
    for (const run of [resend, ...Object.values(others)]) expect(await run()).toMatchObject({ ok: true });
  });
});

describe('sending again', () => {
  it('makes another token, also for one that has expired; the earlier one leads nowhere', async () => {
    const who = actorOf(world.s1);
    const email = `${freshKey()}@mail.example`;
    const report = await makeReport(who, 'reported', { email });
    const sent = await invite(who, [report], { type: 'referral' });
    if (!sent.ok) throw new Error(sent.code);
    const [first] = await mailsTo(email);
    await test.owner.query(`update invitations set expires_at = clock_timestamp() where email = $1`, [email]);
    const again = await resendInvitation(who, freshKey(), { invitationId: sent.id, language: 'zh-CN' });
    if (!again.ok) throw new Error(again.code);
    expect(again.id).not.toBe(sent.id);
    const [second] = await mailsTo(email);
    expect(second?.language).toBe('zh-CN');
    expect(tokenIn(second?.body ?? null)).not.toBe(tokenIn(first?.body ?? null));
    expect((await invitationOf(sent.id)).withdrawnAt).toBeInstanceOf(Date);
    expect(await invitationOf(again.id)).toMatchObject({ type: 'referral', withdrawnAt: null, reportId: report });
  });

  it('is refused for what was used or withdrawn, for links, and once the report is over', async () => {
    const who = actorOf(world.s1);
    const used = await makeInvitation(who);
    await database().update(invitations).set({ usedAt: sql`clock_timestamp()` }).where(eq(invitations.id, used));
    const withdrawn = await makeInvitation(who);
    await withdrawInvitation(who, freshKey(), { invitationId: withdrawn });
    const link = await makeCustomLink(who, freshKey(), { type: 'resale', label: 'x' });
    const over = await makeInvitation(who, await makeReport(who, 'reported', { expiresAt: yesterday }));
    for (const [id, code] of [
      [used, 'invitation_not_open'],
      [withdrawn, 'invitation_not_open'],
      [link.ok && link.id, 'invitation_not_open'],
      [over, 'report_not_open'],
    ]) {
      const { outcome, grown } = await watched(() =>
        resendInvitation(who, freshKey(), { invitationId: id, language: 'en' }),
      );
      expect(outcome).toEqual({ ok: false, code, fields: {} });
      expect(grown).toEqual({});
    }
  });

  it('pressed twice at once leaves one invitation open', async () => {
    const who = actorOf(world.s1);
    const report = await makeReport(who, 'reported');
    const invitationId = await makeInvitation(who, report);
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => resendInvitation(who, freshKey(), { invitationId, language: 'en' })),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    const open = await database()
      .select()
      .from(invitations)
      .where(sql`${eq(invitations.reportId, report)} and withdrawn_at is null`);
    expect(open).toHaveLength(1);
  });
});
