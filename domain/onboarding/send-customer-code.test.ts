import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { codeLimits, tryCode, useCode } from '@/domain/identity/verification-codes';
import { inJob } from '@/domain/job';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { filledIn, register, scene, watched } from '@/tests/join-scenes';
import { codeSentTo } from '@/tests/joining';
import { freshMobile } from '@/tests/onboarding';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { sendCustomerCode } from './send-customer-code';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterAll(() => test.close());

const program = () => actorOf(world.s1, 'admin', { via: 'api_key', userId: null, sessionId: null });

describe('codes that programs send', () => {
  const ask = (changes: object = {}) =>
    sendCustomerCode(program(), freshKey(), {
      mobile: freshMobile(),
      minutes: 5,
      language: 'en',
      purpose: 'register',
      customerId: null,
      ...changes,
    });

  it('one a minute for a number', async () => {
    const mobile = freshMobile();
    const { outcome, grown } = await watched(() => ask({ mobile }));
    expect(outcome).toMatchObject({ ok: true });
    expect(grown).toEqual({ audit_entries: 1, command_receipts: 1, outgoing_messages: 1, verification_codes: 1 });
    expect((await watched(() => ask({ mobile }))).outcome).toMatchObject({ code: 'code_too_soon' });
  });

  it('[T3] for a customer of its own only', async () => {
    const own = await makeCustomer(world.s1, 'code', 'resale');
    expect(await ask({ purpose: 'real_name', customerId: own.customerId })).toMatchObject({ ok: true });
    const random = await ask({ purpose: 'real_name', customerId: newId('customer') });
    expect(random).toEqual({ ok: false, code: 'customer_not_found', fields: {} });
    const foreign = world.customers['S2']?.one.customerId;
    expect(await ask({ purpose: 'real_name', customerId: foreign })).toEqual(random);
    expect(await ask({ purpose: 'real_name' })).toMatchObject({ fields: { customerId: 'required' } });
  });
});

describe('a code belongs to whoever had it sent', () => {
  const sendTo = (mobile: string, partner: WorldOrganization) =>
    sendCustomerCode(actorOf(partner, 'admin', { via: 'api_key', userId: null, sessionId: null }), freshKey(), {
      mobile,
      minutes: 10,
      language: 'en',
      purpose: 'register',
      customerId: null,
    });
  /** As if an hour's worth of codes had been sent, the last one more than a minute ago. */
  const sendMany = async (mobile: string, partner: WorldOrganization, count: number = codeLimits.perHour) => {
    for (let round = 0; round < count; round += 1) {
      expect(await sendTo(mobile, partner)).toMatchObject({ ok: true });
      const aged = `update verification_codes set created_at = created_at - interval '61 seconds' where target = $1`;
      await test.owner.query(aged, [mobile]);
    }
  };
  const tryAs = ({ id: organizationId }: WorldOrganization, target: string, code: string) =>
    tryCode({ organizationId, purpose: 'register', target, code });

  it('another partner’s code, sent later, neither replaces it nor is it', async () => {
    const mobile = freshMobile();
    await sendTo(mobile, world.s1);
    const code = await codeSentTo(mobile);
    expect(await sendTo(mobile, world.s2)).toMatchObject({ ok: true });
    const other = await codeSentTo(mobile);
    if (other !== code) expect(await tryAs(world.s1, mobile, other)).toEqual({ state: 'wrong' });
    const tried = await tryAs(world.s1, mobile, code);
    if (tried.state !== 'right') throw new Error(tried.state);
    expect(await inJob((tx) => useCode(tx, world.s2.id, tried.id))).toBe(false);
    expect(await inJob((tx) => useCode(tx, world.s1.id, tried.id))).toBe(true);
    expect(await tryAs(world.s2, mobile, other)).toMatchObject({ state: 'right' });
  });

  it('another partner’s wrong tries do not burn it', async () => {
    const mobile = freshMobile();
    await sendTo(mobile, world.s1);
    const code = await codeSentTo(mobile);
    await sendTo(mobile, world.s2);
    for (let round = 0; round < codeLimits.triesMax; round += 1)
      expect(await tryAs(world.s2, mobile, `x${round}`)).toEqual({ state: 'wrong' });
    expect(await tryAs(world.s2, mobile, 'x')).toEqual({ state: 'expired' });
    expect(await tryAs(world.s1, mobile, code)).toMatchObject({ state: 'right' });
  });

  it('another partner’s five an hour leave room for one’s own, until all together have sent ten', async () => {
    const mobile = freshMobile();
    await sendMany(mobile, world.s2);
    expect(await sendTo(mobile, world.s2)).toMatchObject({ code: 'code_too_soon' });
    await sendMany(mobile, world.s1, codeLimits.perHourOfEverybody - codeLimits.perHour);
    const { outcome, grown } = await watched(() => sendTo(mobile, world.d1));
    expect(outcome).toMatchObject({ code: 'code_too_soon' });
    expect(grown).toEqual({});
    expect(await sendTo(freshMobile(), world.d1)).toMatchObject({ ok: true });
  });

  it('nor do they slow down who registers by another’s invitation', async () => {
    const [mine, theirs] = [await scene(), await scene()];
    const form = await filledIn(mine);
    const other = await filledIn({ ...theirs, mobile: mine.mobile, email: form.email });
    for (let round = 0; round < 8; round += 1) await register({ ...other, code: `x${round}`, smsCode: '' });
    expect(await register(other)).toMatchObject({ code: 'sign_in_delayed' });
    expect(await register(form)).toMatchObject({ ok: true });
  });
});
