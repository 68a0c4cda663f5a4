import { X509Certificate } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { env } from '@/lib/env';
import { newId, wireIdOf } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { notify, paidFor, signed, startedRecharge } from '@/tests/payments';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { findCallbacks, findRechargeContinuation, findSampleContinuation } from './callback-queries';
import { stateSeconds, withState } from './callback-state';
import { setCallbacks } from './set-callbacks';
import { currentSigningKey } from './signing-key';

let test: TestDatabase;
let world: World;
let had = 0;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  await test.owner.query('delete from access_configurations');
  had = (await changes()).length;
});
afterAll(() => test.close());

const set = (of: WorldOrganization, input: object, key = freshKey()) => setCallbacks(actorOf(of), key, input);
const scopeOf = (of: WorldOrganization) => readScope(actorOf(of), 'open_access.read');
const both = { orderPaymentUrl: 'https://shop.example/paid', rechargeUrl: 'https://Shop.Example/done?from=cloud' };
const changes = () => database().select().from(schema.accessChanges).orderBy(schema.accessChanges.id);

async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const outcome = await call();
  return { outcome, grown: grownBy(before, await rowCounts()) };
}

describe('setting the callback addresses', () => {
  it('[I6] keeps both in their one spelling, as a change with before and after', async () => {
    const key = freshKey();
    const { outcome, grown } = await watched(() => set(world.s1, both, key));
    expect(outcome).toMatchObject({ ok: true, replayed: false });
    expect(grown).toEqual({ access_configurations: 1, access_changes: 1, audit_entries: 1, command_receipts: 1 });
    expect(await set(world.s1, both, key)).toMatchObject({ ok: true, replayed: true });
    expect(await findCallbacks(scopeOf(world.s1))).toMatchObject({
      orderPaymentUrl: { href: 'https://shop.example/paid', host: 'shop.example' },
      rechargeUrl: { href: 'https://shop.example/done?from=cloud' },
    });
    expect(await set(world.s1, { orderPaymentUrl: '', rechargeUrl: both.rechargeUrl })).toMatchObject({ ok: true });
    const kept = (await changes())
      .slice(had)
      .map(({ part, before, after, userId }) => ({ part, before, after, userId }));
    const first = { orderPaymentUrl: 'https://shop.example/paid', rechargeUrl: 'https://shop.example/done?from=cloud' };
    expect(kept).toEqual([
      {
        part: 'callbacks',
        before: { orderPaymentUrl: null, rechargeUrl: null },
        after: first,
        userId: world.s1.users.admin,
      },
      { part: 'callbacks', before: first, after: { ...first, orderPaymentUrl: null }, userId: world.s1.users.admin },
    ]);
  });

  it('says on the field what is wrong with an address, and changes nothing', async () => {
    for (const [url, problem] of [
      ['http://shop.example/', 'url_not_https'],
      ['https://user@shop.example/', 'url_credentials'],
      ['https://127.1/', 'url_private_host'],
      ['https://shop.example/?state=mine', 'callback_has_state'],
      [7, 'required'],
    ] as const) {
      const { outcome, grown } = await watched(() => set(world.s1, { ...both, rechargeUrl: url }));
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: { rechargeUrl: problem } });
      expect(grown).toEqual({});
    }
  });

  it('refuses what changes nothing', async () => {
    expect(await set(world.s1, both)).toMatchObject({ ok: true });
    for (const input of [both, { ...both, rechargeUrl: 'https://shop.example:443/done?from=cloud' }]) {
      const { outcome, grown } = await watched(() => set(world.s1, input));
      expect(outcome).toMatchObject({ ok: false, code: 'access_unchanged' });
      expect(grown).toEqual({});
    }
    const { outcome, grown } = await watched(() => set(world.s2, {}));
    expect(outcome).toMatchObject({ ok: false, code: 'access_unchanged' });
    expect(grown).toEqual({});
  });

  it('has an address after a recharge only for those who recharge', async () => {
    for (const of of [world.r1a, world.g1]) {
      const { outcome, grown } = await watched(() => set(of, both));
      expect(outcome).toEqual({ ok: false, code: 'invalid_input', fields: { rechargeUrl: 'not_for_this_kind' } });
      expect(grown).toEqual({});
      const { orderPaymentUrl } = both;
      for (const input of [{ orderPaymentUrl }, { orderPaymentUrl: `${orderPaymentUrl}2`, rechargeUrl: '' }])
        expect(await set(of, input)).toMatchObject({ ok: true });
    }
    expect(await set(world.d1, both)).toMatchObject({ ok: true });
  });

  it('[T2] [A24] is for administrators, with a code where codes are asked for', async () => {
    for (const who of [actorOf(world.s1, 'viewer'), actorOf(world.s1, 'finance'), actorOf(world.operator)]) {
      const { outcome, grown } = await watched(() => setCallbacks(who, freshKey(), both));
      expect(outcome).toMatchObject({ ok: false, code: 'not_permitted' });
      expect(grown).toEqual({ audit_entries: 1 });
    }
    const asked = actorOf(world.s1, 'admin', { codes: { areAsked: true, isShown: false } });
    const { outcome, grown } = await watched(() => setCallbacks(asked, freshKey(), both));
    expect(outcome).toMatchObject({ ok: false, code: 'code_required' });
    expect(grown).toEqual({});
  });

  it('fifty at once with one key make one change; with fifty keys one wins', async () => {
    const key = freshKey();
    const { grown } = await watched(() =>
      Promise.all(Array.from({ length: 50 }, () => decided(() => set(world.s1, both, key)))),
    );
    expect(grown).toMatchObject({ access_changes: 1, audit_entries: 1 });
    const other = { ...both, orderPaymentUrl: null };
    const keys = Array.from({ length: 50 }, () => freshKey());
    const outcomes = await Promise.all(keys.map((each) => decided(() => set(world.s1, other, each))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect((await changes()).slice(had)).toHaveLength(2);
  });
});

describe('[A21] going on after a recharge', () => {
  async function paid(of: WorldOrganization) {
    const id = await startedRecharge(of, '100.00');
    await notify(signed(paidFor(id)));
    return id;
  }

  it('leads to the address that is set and nowhere else, with a state that our certificate verifies', async () => {
    await set(world.s1, both);
    const id = await paid(world.s1);
    const to = await findRechargeContinuation(scopeOf(world.s1), id);
    expect(to?.startsWith('https://shop.example/done?from=cloud&state=')).toBe(true);
    const state = new URL(to ?? '').searchParams.get('state') ?? '';
    const { certificate } = await currentSigningKey();
    const { publicKey } = new X509Certificate(certificate);
    const [row] = await database().select().from(schema.accessConfigurations);
    const expected = { issuer: new URL(env().NEXTAUTH_URL).origin, audience: row?.platformIdentifier ?? '' };
    const { payload, protectedHeader } = await jwtVerify(state, publicKey, { ...expected, algorithms: ['RS256'] });
    expect(payload).toMatchObject({
      sub: id,
      recharge_id: wireIdOf(id),
      status: 'paid',
      amount: '100.00',
      currency: 'CNY',
    });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBe(stateSeconds);
    expect(Object.keys(payload).toSorted()).toEqual([
      'amount',
      'aud',
      'currency',
      'exp',
      'iat',
      'iss',
      'jti',
      'recharge_id',
      'status',
      'sub',
    ]);
    expect(protectedHeader).toMatchObject({ alg: 'RS256', kid: expect.stringMatching(/^sgk_/) });
    const again = await findRechargeContinuation(scopeOf(world.s1), id);
    expect(again).not.toBe(to);
    // Changed anywhere, for another platform, or later than ten minutes, it is worth nothing.
    const [head, body, signature] = state.split('.');
    const forged = Buffer.from(JSON.stringify({ ...payload, amount: '9999.00' })).toString('base64url');
    const flipped = `${signature?.startsWith('A') ? 'B' : 'A'}${signature?.slice(1)}`;
    const later = new Date(Date.now() + (stateSeconds + 5) * 1000);
    const refused = [
      () => jwtVerify([head, forged, signature].join('.'), publicKey, expected),
      () => jwtVerify([head, body, flipped].join('.'), publicKey, expected),
      () => jwtVerify(state, publicKey, { ...expected, audience: 'OTHER_7F3K' }),
      () => jwtVerify(state, publicKey, { ...expected, currentDate: later }),
    ];
    for (const attempt of refused) await expect(attempt()).rejects.toThrow();
  });

  it('leads nowhere from what is not paid, not one’s own, not there, or without an address', async () => {
    const id = await paid(world.s1);
    expect(await findRechargeContinuation(scopeOf(world.s1), id)).toBeUndefined();
    await set(world.s1, { orderPaymentUrl: both.orderPaymentUrl });
    expect(await findRechargeContinuation(scopeOf(world.s1), id)).toBeUndefined();
    await set(world.s1, both);
    await set(world.s2, both);
    expect(await findRechargeContinuation(scopeOf(world.s1), id)).toBeDefined();
    expect(await findRechargeContinuation(scopeOf(world.s2), id)).toBeUndefined();
    expect(await findRechargeContinuation(scopeOf(world.s1), newId('onlineRecharge'))).toBeUndefined();
    expect(await findRechargeContinuation(scopeOf(world.s1), await startedRecharge(world.s1))).toBeUndefined();
  });

  it('does not use an address that got into the table past the form', async () => {
    await set(world.s1, both);
    const id = await paid(world.s1);
    for (const rechargeUrl of ['javascript:alert(1)', '//evil.example', 'https://127.0.0.1/', 'http://shop.example/']) {
      await database()
        .update(schema.accessConfigurations)
        .set({ rechargeUrl })
        .where(eq(schema.accessConfigurations.organizationId, world.s1.id));
      expect(await findRechargeContinuation(scopeOf(world.s1), id)).toBeUndefined();
      expect((await findCallbacks(scopeOf(world.s1))).rechargeUrl).toBeUndefined();
    }
  });

  it('can be tried with a sample that says it is one', async () => {
    expect(await findSampleContinuation(scopeOf(world.s1), 'rechargeUrl')).toBeUndefined();
    await set(world.s1, both);
    for (const name of ['rechargeUrl', 'orderPaymentUrl'] as const) {
      const to = new URL((await findSampleContinuation(scopeOf(world.s1), name)) ?? '');
      const [, body = ''] = (to.searchParams.get('state') ?? '').split('.');
      expect(JSON.parse(Buffer.from(body, 'base64url').toString())).toMatchObject({ status: 'sample', amount: '1.00' });
    }
  });

  it.each([
    ['https://shop.example/done', 'https://shop.example/done?state=s'],
    ['https://shop.example/done?a=%20b&a=+', 'https://shop.example/done?a=%20b&a=+&state=s'],
    ['https://shop.example/?', 'https://shop.example/?state=s'],
    ['https://shop.example/?a=1&', 'https://shop.example/?a=1&state=s'],
  ])('puts the state behind what stands in %s', (href, expected) => expect(withState(href, 's')).toBe(expected));
});
