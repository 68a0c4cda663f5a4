import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { POST as sendCode } from '@/app/v2/bases/verificationcode/send/route';
import { POST as list } from '@/app/v2/partners/sub-customers/query/route';
import { POST as create } from '@/app/v2/partners/sub-customers/route';
import { POST as check } from '@/app/v2/partners/sub-customers/users/check-identity/route';
import { database, schema } from '@/db/client';
import { associateCreatedCustomers } from '@/domain/onboarding/associate-created-customers';
import { newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { codeSentTo, makeReport } from '@/tests/joining';
import { freshMobile } from '@/tests/onboarding';
import { makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let keys: Record<'d1' | 'r1a' | 's1' | 'reader', TestKey>;
beforeAll(async () => {
  opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  keys = {
    d1: await makeKey(world.d1),
    r1a: await makeKey(world.r1a),
    s1: await makeKey(world.s1),
    reader: await makeKey(world.s1, { rights: 'read_only' }),
  };
});
afterAll(() => opened.close());

type Handler = (request: Request) => Promise<Response>;
const post = (handler: Handler, body: object, by: keyof typeof keys = 's1', key: string = newId('event')) =>
  send(handler, signed(keys[by], { target: '/v2/x', body, headers: { 'idempotency-key': key } }));
const user = () => ({ xaccount_id: newId('event'), xaccount_type: 'TEST_IDP' });
async function drain(): Promise<void> {
  while ((await associateCreatedCustomers()) > 0);
}
async function proven() {
  const mobile = freshMobile();
  expect((await post(sendCode, { receiver_type: 1, mobile_phone: mobile })).status).toBe(204);
  return { mobile_phone: mobile, verification_code: await codeSentTo(mobile) };
}

describe('CreateSubCustomer', () => {
  test('[T3] makes a customer that stands in its partner’s list, and in nobody else’s, once it is associated', async () => {
    const asked = {
      ...user(),
      ...(await proven()),
      domain_name: 'acme-cloud-01',
      password: 'Kolibri7',
      cooperation_type: '1',
    };
    const made = await post(create, asked);
    expect(made).toMatchObject({
      status: 200,
      body: { domain_id: expect.stringMatching(/^[0-9a-f]{32}$/), domain_name: 'acme-cloud-01' },
    });
    const find = async (by: keyof typeof keys) => (await post(list, { customer_id: made.body['domain_id'] }, by)).body;
    expect(await find('s1')).toMatchObject({ count: 0 });
    await drain();
    expect(await find('s1')).toMatchObject({
      count: 1,
      customer_infos: [
        {
          account_name: 'acme-cloud-01',
          association_type: '1',
          xaccount_id: asked.xaccount_id,
          xaccount_type: 'TEST_IDP',
        },
      ],
    });
    expect(await find('d1')).toMatchObject({ count: 0 });
  });

  test('acts once per key, and answers the twin with what the first one made', async () => {
    const key = newId('event');
    const asked = { ...user(), ...(await proven()), password: 'Kolibri7' };
    const [first, second] = [await post(create, asked, 's1', key), await post(create, asked, 's1', key)];
    expect(second.text).toBe(first.text);
    expect(second.headers.get('x-replayed')).toBe('true');
    expect((await post(create, { ...asked, cooperation_type: '1' }, 's1', key)).body['error_code']).toBe('CBC.0100');
  });

  test('awaited and not associated: CBC.99000050 names the account, which stays; its twin hears the same', async () => {
    const number = await proven();
    await makeReport(world.s2, number.mobile_phone);
    const key = newId('event');
    const asked = { ...user(), ...number, include_association_result: true, domain_name: 'left-alone' };
    const answer = await post(create, asked, 's1', key);
    expect(answer).toMatchObject({
      status: 400,
      body: { error_code: 'CBC.99000050', domain_id: expect.any(String), domain_name: 'left-alone' },
    });
    expect((await post(create, asked, 's1', key)).body).toEqual(answer.body);
    expect(await database().$count(schema.organizations, eq(schema.organizations.accountName, 'left-alone'))).toBe(1);
  });

  test('not awaited, its twin hears of success also after the association failed', async () => {
    const number = await proven();
    await makeReport(world.s2, number.mobile_phone);
    const key = newId('event');
    const asked = { ...user(), ...number };
    const answer = await post(create, asked, 's1', key);
    await drain();
    expect((await post(create, asked, 's1', key)).text).toBe(answer.text);
  });

  test('a distributor makes one for its reseller; that of another tree is CBC.99000037', async () => {
    const made = await post(
      create,
      { ...user(), indirect_partner_id: wireIdOf(world.r1a.id), include_association_result: true },
      'd1',
    );
    expect(made.status).toBe(200);
    expect((await post(list, { customer_id: made.body['domain_id'] }, 'r1a')).body).toMatchObject({ count: 1 });
    for (const id of [wireIdOf(world.r2a.id), wireIdOf(newId('organization')), 'nonsense'])
      expect((await post(create, { ...user(), indirect_partner_id: id }, 'd1')).body).toMatchObject({
        error_code: 'CBC.99000037',
      });
  });

  const refused: readonly (readonly [string, string, () => object | Promise<object>])[] = [
    ['CBC.99000026', 'a wrong code', async () => ({ ...(await proven()), verification_code: 'abcdef' })],
    ['CBC.99000027', 'no code was sent', () => ({ mobile_phone: freshMobile(), verification_code: '123456' })],
    ['CBC.99000031', 'a name too short', () => ({ domain_name: 'abcd' })],
    ['CBC.99000031', 'a name of 33 characters', () => ({ domain_name: 'a'.repeat(33) })],
    ['CBC.99000031', 'a name that begins with op_', () => ({ domain_name: 'op_someone' })],
    ['CBC.99000031', 'a name with an umlaut', () => ({ domain_name: 'müller-01' })],
    ['CBC.99000036', 'a password of one kind', () => ({ password: 'abcdefgh' })],
    ['CBC.99000036', 'a password of 7', () => ({ password: 'Abcde-1' })],
    ['CBC.99000038', 'a name that is taken', () => ({ domain_name: `d1-${world.d1.id.slice(-6)}` })],
    ['CBC.0100', 'a number of another country', () => ({ mobile_phone: '4915112345678', verification_code: '1' })],
    ['CBC.0100', 'a number without a code', () => ({ mobile_phone: freshMobile() })],
  ];
  test.each(refused)('%s for %s, and nothing is made', async (code, _title, changes) => {
    const body = { ...user(), ...(await changes()) };
    const before = await rowCounts();
    expect((await post(create, body)).body).toMatchObject({ error_code: code });
    expect(grownBy(before, await rowCounts())).toEqual({});
  });

  test('CBC.50010085 for a partner that may not develop customers', async () => {
    const set = (developsCustomers: boolean) =>
      database()
        .update(schema.organizations)
        .set({ developsCustomers })
        .where(eq(schema.organizations.id, world.s1.id));
    await set(false);
    expect((await post(create, user())).body).toMatchObject({ error_code: 'CBC.50010085' });
    await set(true);
  });

  test('[T2] a key that only reads makes nothing', async () => {
    for (const [handler, body] of [
      [create, user()],
      [sendCode, { receiver_type: 1, mobile_phone: freshMobile() }],
    ] as const)
      expect(await post(handler, body, 'reader')).toMatchObject({ status: 403, body: { error_code: 'CBC.0151' } });
  });
});

describe('CheckUserIdentity', () => {
  const ask = async (search_type: string, search_value: string) =>
    (await post(check, { search_type, search_value })).body;
  const free = (isFree: boolean, remaining: number | null = null) => ({
    error_code: 'CBC.0000',
    error_msg: 'success',
    check_result: isFree ? 'available' : 'used_by_user',
    mobile_remain_available_num: remaining,
  });

  test('knows names and addresses whatever their case, and counts what a number has left', async () => {
    expect(await ask('name', 'free-name')).toEqual(free(true));
    expect(await ask('name', `D1-${world.d1.id.slice(-6)}`.toUpperCase())).toEqual(free(false));
    const [{ email } = { email: '' }] = await database()
      .select({ email: schema.users.email })
      .from(schema.users)
      .limit(1);
    expect(await ask('email', email.toUpperCase())).toEqual(free(false));
    expect(await ask('email', 'nobody@nowhere.example')).toEqual(free(true));
    const number = await proven();
    await post(create, { ...user(), ...number });
    expect(await ask('mobile', `0086-${number.mobile_phone}`)).toEqual(free(true, 4));
    await database().execute(sql`update organizations set mobile = ${number.mobile_phone} where kind = 'customer'`);
    expect(await ask('mobile', `0086-${number.mobile_phone}`)).toEqual(free(false, 0));
  });

  test.each([
    ['mobile', '13800000000'],
    ['mobile', '86-13800000000'],
    ['name', '1abcdef'],
    ['name', 'shadow_abc'],
    ['email', 'no address'],
    ['phone', '0086-13800000000'],
  ])('%s %s is CBC.0100', async (type, value) => {
    expect(await ask(type, value)).toMatchObject({ error_code: 'CBC.0100' });
  });
});

describe('SendVerificationMessageCode', () => {
  const ask = (changes: object = {}, by: keyof typeof keys = 's1') =>
    post(sendCode, { receiver_type: 1, mobile_phone: freshMobile(), ...changes }, by);

  test.each([
    [undefined, 10],
    [null, 10],
    [3, 3],
    [60, 60],
    [61, 5],
    [3000, 5],
  ])('timeout %s is %i minutes', async (timeout, minutes) => {
    const mobile_phone = freshMobile();
    expect(await ask({ mobile_phone, timeout, lang: 'en-us' })).toMatchObject({ status: 204, text: '' });
    const { rows } = await database().execute<{ minutes: number }>(
      sql`select round(extract(epoch from expires_at - created_at) / 60)::int as minutes from verification_codes where target = ${mobile_phone}`,
    );
    expect(rows).toEqual([{ minutes }]);
  });

  test('a second one at once is 429 with the time to wait', async () => {
    const mobile_phone = freshMobile();
    await ask({ mobile_phone });
    const answer = await ask({ mobile_phone });
    expect([answer.status, answer.body['error_code'], answer.headers.get('retry-after')]).toEqual([
      429,
      'CBC.0250',
      '60',
    ]);
  });

  test('[T3] scene 18 is for a customer of the caller’s own', async () => {
    const own = world.customers['S1']?.one.id ?? world.s1.id;
    expect((await ask({ scene: 18, customer_id: wireIdOf(own) })).status).toBe(204);
    for (const id of [wireIdOf(world.customers['S2']?.one.id ?? world.s2.id), wireIdOf(newId('customer')), 'x'])
      expect((await ask({ scene: 18, customer_id: id })).body).toMatchObject({ error_code: 'CBC.99000035' });
    expect((await ask({ scene: 18 })).body).toMatchObject({ error_code: 'CBC.0100' });
    expect((await ask({ scene: 20 })).body).toMatchObject({ error_code: 'CBC.0100' });
    expect((await ask({ receiver_type: 2 })).body).toMatchObject({ error_code: 'CBC.0100' });
  });
});
