import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { arranged, filledIn, type Ground, register, scene, watched } from '@/tests/join-scenes';
import { codeSentTo, makeReport } from '@/tests/joining';
import { freshMobile } from '@/tests/onboarding';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { freshKey, seedWorld, type World } from '@/tests/world';
import { sendRegisterCode } from './register-code';

const { associationAttempts } = schema;

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
    expect(await sendRegisterCode({ token, target: at.mobile, language: 'en', address: null })).toMatchObject({
      code: problem,
    });
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
    ['code_wrong', { target: 'other@canary.example' }, { code: 'code_of_another' }],
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
