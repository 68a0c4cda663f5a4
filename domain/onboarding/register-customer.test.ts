import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { arranged, filledIn, type Ground, register, scene, watched } from '@/tests/join-scenes';
import { codeSentTo, makeInvitation, makeReport } from '@/tests/joining';
import { freshMobile, newReport } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { sendRegisterCodes } from './register-code';
import { reportCustomer } from './report-customer';

const { associationAttempts, customerReports, organizations } = schema;

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
    await arranged[problem](at, at.mobile, ground());
    const { outcome, grown } = await watched(() => register({ ...form, token: at.invitation.token }));
    expect(outcome).toMatchObject({ ok: false, code: problem });
    expect(grown).toEqual({});
    const { token } = at.invitation;
    const asked = { token, email: form.email, mobile: at.mobile, language: 'en', address: null } as const;
    expect(await sendRegisterCodes(asked)).toMatchObject({ code: problem });
  });

  it.each(['invitation_of_another', 'reported_by_another', 'reported_by_platform'] as const)('%s', async (problem) => {
    const at = await scene();
    const form = await filledIn(at);
    await arranged[problem](at, at.mobile, ground());
    const call = () => register({ ...form, token: at.invitation.token });
    const { outcome, grown } = await watched(call);
    expect(outcome).toMatchObject({ ok: false, code: problem });
    expect(grown).toEqual(kept);
    expect((await watched(call)).grown).toEqual({});
  });

  const wrong: readonly (readonly [string, object, object])[] = [
    ['consent_missing', { agreements: ['user_agreement'] }, { agreements: 'consents_missing' }],
    ['code_wrong', { code: 'abcdef' }, { code: 'code_wrong' }],
    ['code_wrong', { smsCode: 'abcdef' }, { smsCode: 'code_wrong' }],
    ['password_too_weak', { newPassword: 'short' }, { newPassword: 'password_too_short' }],
    ['password_too_weak', { repeatedPassword: 'another one entirely' }, { repeatedPassword: 'password_differs' }],
    ['invalid_input', { code: '', newPassword: '' }, { code: 'required', newPassword: 'required' }],
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

  it('an address that is taken is told only to whoever has shown the code sent to it', async () => {
    const at = await scene();
    const [{ email } = { email: '' }] = await database()
      .select({ email: schema.users.email })
      .from(schema.users)
      .limit(1);
    expect(await register({ ...(await filledIn(at)), email })).toMatchObject({ fields: { code: 'code_expired' } });
    const form = await filledIn({ ...at, mobile: freshMobile(), email });
    expect(await register({ ...form, code: '000000x' })).toMatchObject({ code: 'code_wrong' });
    const { outcome, grown } = await watched(() => register(form));
    expect(outcome).toMatchObject({ code: 'email_taken', fields: { email: 'email_taken' } });
    expect(grown).toEqual({});
    const other = await filledIn({ ...at, mobile: freshMobile() });
    const { outcome: named, grown: none } = await watched(() =>
      register({ ...other, accountName: `d1-${world.d1.id.slice(-6)}` }),
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
    const form = await filledIn({ ...at, mobile: at.customer.mobile });
    const { outcome, grown } = await watched(() => register(form));
    expect(outcome).toMatchObject({ code: 'mobile_limit_reached', fields: { mobile: 'mobile_limit_reached' } });
    expect(grown).toEqual({});
    // A number that was only typed uses nothing up, and needs no room.
    const typed = await filledIn({ ...at, mobile: freshMobile() });
    expect(await register({ ...typed, mobile: at.customer.mobile, smsCode: '' })).toMatchObject({ ok: true });
    await database().update(organizations).set({ mobile: null }).where(eq(organizations.id, at.customer.id));
    expect(await register(form)).toMatchObject({ ok: true });
    await test.owner.query(`delete from settings`);
  });

  it('code_expired: a code is of no use for an address or a number it was not sent to', async () => {
    const form = await filledIn(await scene());
    const other = { email: `other-${freshKey()}@canary.example`, mobile: freshMobile() };
    expect(await register({ ...form, email: other.email })).toMatchObject({ fields: { code: 'code_expired' } });
    expect(await register({ ...form, mobile: other.mobile })).toMatchObject({ fields: { smsCode: 'code_expired' } });
    expect(await register({ ...form, code: form.smsCode, smsCode: '' })).toMatchObject({ code: 'code_wrong' });
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
    const ask = (email: unknown, mobile: unknown = freshMobile()) =>
      sendRegisterCodes({ token: invitation.token, email, mobile, language: 'en', address: '203.0.113.9' });
    const [{ email } = { email: '' }] = await database()
      .select({ email: schema.users.email })
      .from(schema.users)
      .limit(1);
    const mobile = freshMobile();
    expect(await ask(email, `+86 ${mobile}`)).toEqual({ ok: true, contact: { email, mobile } });
    expect(await ask(`${freshKey()}@nowhere.example`)).toMatchObject({ ok: true });
    expect((await watched(() => ask(email, mobile))).grown).toEqual({});
    expect(await ask(email, mobile)).toMatchObject({ code: 'code_too_soon', contact: { email, mobile } });
    expect(await ask('neither', 'nor')).toMatchObject({
      code: 'invalid_input',
      fields: { email: 'invalid_email', mobile: 'invalid_mobile' },
    });
    expect(await ask('', undefined)).toMatchObject({ fields: { email: 'required' } });
  });

  it('code_too_soon for the number alone: a corrected address is sent its code all the same', async () => {
    const { invitation, mobile } = await scene();
    const ask = (email: string) =>
      sendRegisterCodes({ token: invitation.token, email, mobile, language: 'en', address: null });
    await ask(`wrong-${freshKey()}@canary.example`);
    const email = `right-${freshKey()}@canary.example`;
    expect(await ask(email)).toMatchObject({ code: 'code_too_soon', contact: { email, mobile } });
    expect(await codeSentTo(email)).toMatch(/^\d{6}$/);
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
      sign_in_throttles: -2,
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

describe('a number that was only typed decides nothing', () => {
  const numberOf = async (accountName: string) => {
    const [row] = await database().select().from(organizations).where(eq(organizations.accountName, accountName));
    return { mobile: row?.mobile, mobileProven: row?.mobileProven };
  };
  const reportOf = async (id: Awaited<ReturnType<typeof makeReport>>) => {
    const [row] = await database().select().from(customerReports).where(eq(customerReports.id, id));
    return row?.state;
  };

  it('it is kept as what it is, and one whose code was entered as proven', async () => {
    const [typed, shown] = [await filledIn(await scene()), await filledIn(await scene())];
    for (const form of [{ ...typed, smsCode: '' }, shown]) expect(await register(form)).toMatchObject({ ok: true });
    expect(await numberOf(typed.accountName)).toEqual({ mobile: typed.mobile, mobileProven: false });
    expect(await numberOf(shown.accountName)).toEqual({ mobile: shown.mobile, mobileProven: true });
  });

  it('other partners can go on reporting it', async () => {
    const [typed, shown] = [await filledIn(await scene()), await filledIn(await scene())];
    for (const form of [{ ...typed, smsCode: '' }, shown]) expect(await register(form)).toMatchObject({ ok: true });
    const report = ({ mobile }: { mobile: string }) =>
      reportCustomer(actorOf(world.s2, 'admin'), freshKey(), newReport({ mobile }));
    expect(await report(typed)).toMatchObject({ ok: true });
    expect(await report(shown)).toMatchObject({ ok: false, code: 'associated_with_another' });
  });

  it('no report comes true by it, and by a proven one it does', async () => {
    for (const [smsCode, state] of [
      ['', 'reported'],
      [undefined, 'associated'],
    ] as const) {
      const at = await scene();
      const reportId = await makeReport(at.partner, at.mobile);
      const form = await filledIn(at);
      expect(await register({ ...form, smsCode: smsCode ?? form.smsCode })).toMatchObject({ ok: true });
      expect(await reportOf(reportId)).toBe(state);
    }
  });

  it('invitation_of_another for a mail about it, unless the number or the invited address is proven', async () => {
    const invited = async () => {
      const at = await scene();
      const email = `boss-${freshKey()}@canary.example`;
      const reportId = await makeReport(at.partner, at.mobile);
      return { at: { ...at, invitation: await makeInvitation(at.partner, { email, reportId }) }, email, reportId };
    };
    const thief = await invited();
    const { outcome, grown } = await watched(async () => register({ ...(await filledIn(thief.at)), smsCode: '' }));
    expect(outcome).toMatchObject({ ok: false, code: 'invitation_of_another' });
    expect(grown).toMatchObject(kept);
    expect(await reportOf(thief.reportId)).toBe('reported');
    const byNumber = await invited();
    expect(await register(await filledIn(byNumber.at))).toMatchObject({ ok: true });
    expect(await reportOf(byNumber.reportId)).toBe('associated');
    const byAddress = await invited();
    const form = await filledIn({ ...byAddress.at, email: byAddress.email });
    expect(await register({ ...form, smsCode: '' })).toMatchObject({ ok: true });
    expect(await reportOf(byAddress.reportId)).toBe('associated');
  });

  it('but what speaks against it does so however it is written', async () => {
    for (const spelt of ['+86', '86', '086', '0086 ']) {
      const at = await scene();
      await makeReport(world.s2, at.mobile);
      const form = { ...(await filledIn(at)), mobile: `${spelt}${at.mobile}`, smsCode: '' };
      expect(await register(form)).toMatchObject({ ok: false, code: 'reported_by_another' });
    }
  });
});
