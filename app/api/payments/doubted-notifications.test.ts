import { createHmac } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { doubted, minutesAgo, notify, paidFor, received, signed, startedRecharge } from '@/tests/payments';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { balanceOf, makeOrganization, seedWorld, type WorldOrganization } from '@/tests/world';

let test: TestDatabase;
let partner: WorldOrganization;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  await seedWorld();
});
beforeEach(async () => {
  made += 1;
  partner = await makeOrganization({ code: `PD${made}`, kind: 'distributor' });
  await test.owner.query('delete from sign_in_throttles');
});
afterEach(booksAreRight);
afterAll(() => test.close());

async function watched<T>(call: () => Promise<T>) {
  const before = await rowCounts();
  const answer = await call();
  return { answer, grown: grownBy(before, await rowCounts()) };
}

describe('what is not believed', () => {
  const genuine = async () => signed(paidFor(await startedRecharge(partner)));

  it('forged, altered, unsigned: 401, a row with the digest, and nothing else', async () => {
    const { headers, body } = await genuine();
    const { 'webhook-signature': signature = '', 'webhook-id': id = '', 'webhook-timestamp': at = '' } = headers;
    const forgeries = [
      signed(JSON.parse(body), { secret: 'x'.repeat(43) }),
      { headers, body: body.replace('100.00', '900.00') },
      { headers: { ...headers, 'webhook-id': `${id}1` }, body },
      { headers: { ...headers, 'webhook-timestamp': String(Number(at) + 1) }, body },
      { headers: { ...headers, 'webhook-signature': signature.slice(0, -4) }, body },
      { headers: { ...headers, 'webhook-signature': signature.replace('v1,', 'v0,') }, body },
      { headers: { ...headers, 'webhook-signature': `${'v1,AAAA '.repeat(5)}${signature}` }, body },
      { headers: { ...headers, 'webhook-id': `${id}.${at}`, 'webhook-timestamp': '' }, body },
      { headers: { ...headers, 'webhook-timestamp': '9'.repeat(400) }, body },
      { headers: { 'content-type': 'application/json' }, body },
      { headers: {}, body: '' },
    ];
    for (const [n, forgery] of forgeries.entries()) {
      const { answer, grown } = await watched(() => notify(forgery, { address: `203.0.113.${n}` }));
      const { sign_in_throttles: _, ...kept } = grown;
      expect([n, answer, kept]).toEqual([n, doubted(401, 'bad_signature'), { payment_notifications: 1 }]);
    }
    expect(await balanceOf(partner)).toBe(0n);
  });

  it('a rotated secret: one of several signatures is enough', async () => {
    const { headers, body } = await genuine();
    const both = { ...headers, 'webhook-signature': `v1,AAAA ${headers['webhook-signature']}` };
    expect(await notify({ headers: both, body })).toEqual(received);
    expect(await balanceOf(partner)).toBe(10_000n);
  });

  it('signed more than five minutes ago or ahead: 401, and sent anew it counts', async () => {
    const id = await startedRecharge(partner);
    for (const at of [minutesAgo(5.1), minutesAgo(-5.1), new Date(0)])
      expect(await notify(signed(paidFor(id), { at }))).toEqual(doubted(401, 'stale'));
    expect(await balanceOf(partner)).toBe(0n);
    expect(await notify(signed(paidFor(id), { at: minutesAgo(4.9) }))).toEqual(received);
    expect(await balanceOf(partner)).toBe(10_000n);
  });

  it.each([
    ['no JSON', 'paid!'],
    ['nothing', ''],
    ['a list', '[]'],
    ['null', 'null'],
    ['another kind', JSON.stringify({ ...paidFor('x'), type: 'payment.refunded' })],
    ['a NUL in a name', JSON.stringify(paidFor('x\0y'))],
    ['a number for text', JSON.stringify({ ...paidFor('x'), payment: 5 })],
    ['far too long a reference', JSON.stringify(paidFor('x', { payment: 'P'.repeat(65) }))],
    ['no UTF-8', Uint8Array.from([0x7b, 0xff, 0x7d])],
    ['nested without end', '['.repeat(20_000)],
  ])('signed but not readable, %s: 400', async (_what, body) => {
    const { headers } = signedBytes(body);
    const { answer, grown } = await watched(() => notify({ headers, body }));
    expect(answer).toEqual(doubted(400, 'not_readable'));
    expect(grown).toMatchObject({ payment_notifications: 1 });
  });

  it('a body of more than 64 kB: 413; a provider that there is not: 404', async () => {
    const body = 'x'.repeat(65_537);
    const { answer, grown } = await watched(() => notify({ headers: {}, body }));
    expect([answer, grown]).toEqual([doubted(413, 'too_large'), {}]);
    for (const provider of ['alipay', 'Test', '__proto__', 'constructor'])
      expect(await notify(await genuine(), { provider })).toEqual(doubted(404, 'unknown_provider'));
  });

  it('from one address without end: from some number on it leaves no rows, and what is signed still counts', async () => {
    const forged = signed(paidFor(newId('onlineRecharge')), { secret: 'x'.repeat(43) });
    const statuses: number[] = [];
    for (let n = 0; n < 60; n += 1) statuses.push((await notify(forged, { address: '192.0.2.1' })).status);
    expect(new Set(statuses.slice(0, 50))).toEqual(new Set([401]));
    expect(statuses.slice(-5)).toEqual([429, 429, 429, 429, 429]);
    const { answer, grown } = await watched(() => notify(forged, { address: '192.0.2.1' }));
    expect([answer.status, grown]).toEqual([429, {}]);
    expect(Number(answer.retryAfter)).toBeGreaterThan(0);
    expect(await notify(await genuine(), { address: '192.0.2.1' })).toEqual(received);
    expect(await balanceOf(partner)).toBe(10_000n);
  });
});

/** The right signature over bytes that are no notification. */
function signedBytes(body: string | Uint8Array) {
  const id = 'evt-raw';
  const timestamp = String(Math.floor(Date.now() / 1000));
  const secret = process.env['PAYMENT_TEST_SECRET'] ?? '';
  const signature = createHmac('sha256', secret).update(`${id}.${timestamp}.`).update(body).digest('base64');
  return {
    headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
  };
}
