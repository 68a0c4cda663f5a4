import { verify, X509Certificate } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { attemptsMax } from '@/domain/webhooks/retry-schedule';
import { type Id, uuidOf, wireIdOf } from '@/lib/id';
import type { OutboundRequest, OutboundResult } from '@/lib/outbound';
import { notifyAt, publishedChange, resultOf } from '@/tests/association-results';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeCustomer, seedWorld, type World, type WorldCustomer, type WorldOrganization } from '@/tests/world';
import { announceNext } from './announce-associations';
import { signatureAlgorithm } from './association-message';
import { claimResults } from './claim-results';
import { currentSigningKey } from './signing-key';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  await test.owner.query(
    'delete from association_results; delete from published_events; delete from access_configurations',
  );
});
afterAll(() => test.close());

const { associationResults, publishedEvents } = schema;
const url = 'https://partner.example/bind';
let made = 0;
const customerOf = (partner = world.s1): Promise<WorldCustomer> => makeCustomer(partner, `AR${++made}`, 'resale');
const results = () => database().select().from(associationResults).orderBy(associationResults.createdAt);
const resultWith = async (id: Id<'associationResult'>) => (await results()).find((row) => row.id === id);

/** A partner's server that keeps what it got, and answers as it is told. */
function server(answer: (nth: number) => OutboundResult = () => answered(204)) {
  const got: OutboundRequest[] = [];
  const post = async (request: OutboundRequest) => {
    got.push(request);
    return answer(got.length);
  };
  return { got, post };
}
const answered = (status: number): OutboundResult => ({
  ...{ outcome: 'answered', status, headers: {}, body: '', durationMs: 1 },
});
const messageIn = ({ body }: OutboundRequest): Record<string, unknown> =>
  JSON.parse(Buffer.from(new URLSearchParams(body).get('bindRequest') ?? '', 'base64').toString());

/** Gives a customer the id it has on a partner's platform: the application does so only when the partner makes it. */
const nameFor = (partner: WorldOrganization, { customerId }: WorldCustomer, name: string) =>
  test.owner.query('update customers set platform_partner_id = $1, platform_user_id = $2 where id = $3', [
    ...[uuidOf(partner.id), name, uuidOf(customerId)],
  ]);

/** Runs steps until nothing is due. */
async function untilIdle(post: Parameters<typeof announceNext>[0]): Promise<void> {
  while ((await announceNext(post)) > 0);
}
const letPass = () =>
  test.owner.query(
    `update association_results set next_at = clock_timestamp(), leased_until = leased_until - interval '2 minutes'`,
  );

describe('results of associations', () => {
  it('[W13] are sent to the partner that named an address: signed, in the words of the contract, and to nobody else', async () => {
    await notifyAt(world.s1, url);
    await notifyAt(world.s2, 'https://other.example/bind');
    const customer = await customerOf();
    await nameFor(world.s1, customer, 'u-1001');
    await publishedChange(world.s1, customer.customerId, 'customer.associated');
    await publishedChange(world.s1, customer.customerId, 'customer.frozen');
    const { got, post } = server();
    await untilIdle(post);
    expect(got.map((request) => request.url)).toEqual([url]);
    const [request] = got;
    const [row] = await results();
    expect(request?.headers).toEqual({
      'Content-Type': 'application/x-www-form-urlencoded',
      'Notification-Id': row && wireIdOf(row.id),
    });
    const form = new URLSearchParams(request?.body);
    expect([...form.keys()]).toEqual(['bindRequest', 'SigAlg', 'Signature']);
    expect(form.get('SigAlg')).toBe(signatureAlgorithm);
    const { publicKey } = new X509Certificate((await currentSigningKey()).certificate);
    const [signed, signature] = [form.get('bindRequest') ?? '', Buffer.from(form.get('Signature') ?? '', 'base64')];
    expect(verify('RSA-SHA256', Buffer.from(signed), publicKey, signature)).toBe(true);
    expect(verify('RSA-SHA256', Buffer.from(`${signed}A`), publicKey, signature)).toBe(false);
    const [organization] = await database()
      .select()
      .from(schema.organizations)
      .where(eq(schema.organizations.id, customer.id));
    expect(request && messageIn(request)).toEqual({
      domainName: organization?.accountName,
      domainId: wireIdOf(customer.customerId),
      userName: organization?.accountName,
      userId: expect.stringMatching(/^[0-9a-f]{32}$/),
      xAccountType: `P${world.s1.id.slice(-8).toUpperCase()}`,
      xAccountId: 'u-1001',
      bindAction: 0,
    });
    // Both are administrators, made in the same moment; the first of them is the account's main user.
    expect([customer.users.admin, customer.users.disabled].map(wireIdOf)).toContain(
      request && messageIn(request)['userId'],
    );
    expect(row).toMatchObject({
      state: 'delivered',
      attempts: 1,
      lastOutcome: 'delivered',
      lastStatus: 204,
      leasedUntil: null,
    });
  });

  it('[P5] name no person, and no id that another partner gave the customer', async () => {
    await notifyAt(world.s1, url);
    const customer = await customerOf();
    await nameFor(world.s2, customer, 'CNRY-S2-platform-user');
    await publishedChange(world.s1, customer.customerId, 'customer.left');
    const { got, post } = server();
    await untilIdle(post);
    expect(got.map(messageIn)).toMatchObject([{ xAccountId: '', bindAction: 1 }]);
    expect(JSON.stringify(got.map(messageIn))).not.toMatch(/CNRY/);
  });

  it('are made of each event once, and not of what happened before an address was named', async () => {
    const [early, late] = [await customerOf(), await customerOf()];
    await publishedChange(world.s1, early.customerId, 'customer.associated');
    const { got, post } = server();
    expect(await announceNext(post)).toBe(1);
    await notifyAt(world.s1, url);
    await publishedChange(world.s1, late.customerId, 'customer.associated');
    await Promise.all(Array.from({ length: 4 }, () => announceNext(post)));
    await untilIdle(post);
    expect(got.map(messageIn).map(({ domainId }) => domainId)).toEqual([wireIdOf(late.customerId)]);
    expect(await results()).toHaveLength(1);
    const waiting = await database().$count(publishedEvents, sql`announced_at is null`);
    expect(waiting).toBe(0);
  });

  it('[W6] come in the order of what happened to a customer: a later one waits for the earlier', async () => {
    await notifyAt(world.s1, url);
    const [one, two] = [await customerOf(), await customerOf()];
    for (const kind of ['customer.associated', 'customer.left', 'customer.associated'] as const)
      await publishedChange(world.s1, one.customerId, kind);
    await publishedChange(world.s1, two.customerId, 'customer.associated');
    const { got, post } = server((nth) => answered(nth === 1 ? 500 : 200));
    await untilIdle(post);
    const seen = () => got.map(messageIn).map(({ domainId, bindAction }) => [domainId, bindAction]);
    const [first, other] = [wireIdOf(one.customerId), wireIdOf(two.customerId)];
    // The other customer's goes on while the first one's waits for its second attempt.
    expect(seen()).toEqual([
      [first, 0],
      [other, 0],
    ]);
    await letPass();
    await untilIdle(post);
    expect(seen().slice(2)).toEqual([
      [first, 0],
      [first, 1],
      [first, 0],
    ]);
  });

  it('[W9] are tried ten times by the schedule, and then have failed', async () => {
    await notifyAt(world.s1, url);
    const id = await resultOf(world.s1, (await customerOf()).customerId, { state: 'waiting' });
    const outcomes: OutboundResult[] = [answered(302), answered(500), { outcome: 'timed_out', durationMs: 15_000 }];
    const { got, post } = server((nth) => outcomes[nth % 3] ?? answered(404));
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
      expect(await announceNext(post)).toBe(1);
      expect(await announceNext(post)).toBe(0);
      const { rows } = await test.owner.query<{ pause: number }>(
        `select extract(epoch from next_at - clock_timestamp())::float8 as pause from association_results where state = 'waiting'`,
      );
      if (rows[0]) pauses.push(rows[0].pause);
      await letPass();
    }
    expect(got).toHaveLength(attemptsMax);
    expect(new Set(got.map(({ headers }) => headers['Notification-Id'])).size).toBe(1);
    const expected = [5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400];
    expect(pauses).toHaveLength(expected.length);
    for (const [index, pause] of pauses.entries()) {
      const about = expected[index] ?? 0;
      expect(pause).toBeGreaterThan(about * 0.9 - 5);
      expect(pause).toBeLessThan(about * 1.1 + 1);
    }
    expect(await resultWith(id)).toMatchObject({
      state: 'failed',
      attempts: attemptsMax,
      finishedAt: expect.any(Date),
    });
  });

  it('rest while the partner is frozen, and are cancelled when it takes its address away', async () => {
    await notifyAt(world.s1, url);
    const id = await resultOf(world.s1, (await customerOf()).customerId, { state: 'waiting' });
    const freeze = (state: string) =>
      test.owner.query(
        `update organizations set state = $1, frozen_at = case when $1 = 'frozen' then clock_timestamp() end,
        frozen_reason = case when $1 = 'frozen' then 'test' end where id = $2`,
        [state, uuidOf(world.s1.id)],
      );
    const { got, post } = server();
    await freeze('frozen');
    await untilIdle(post);
    expect(got).toEqual([]);
    await freeze('active');
    await notifyAt(world.s1, null);
    await untilIdle(post);
    expect(got).toEqual([]);
    expect(await resultWith(id)).toMatchObject({ state: 'cancelled', lastOutcome: 'no_address' });
  });

  it('[W2] reach nothing inside, also when an address got into the table past the form', async () => {
    const { got, post } = server();
    const id = await resultOf(world.s1, (await customerOf()).customerId, { state: 'waiting' });
    for (const inside of ['https://127.1/', 'https://[::1]/', 'http://partner.example/', 'https://169.254.169.254/']) {
      await notifyAt(world.s1, inside);
      await letPass();
      expect(await announceNext(post)).toBe(1);
      expect(await resultWith(id)).toMatchObject({ state: 'waiting', lastOutcome: 'not_allowed', lastStatus: null });
    }
    expect(got).toEqual([]);
  });
});

describe('whoever sends results', () => {
  it('[W8] who dies at it leaves the result to the next, under the same id', async () => {
    await notifyAt(world.s1, url);
    const id = await resultOf(world.s1, (await customerOf()).customerId, { state: 'waiting' });
    const [held] = await inTransaction(claimResults);
    expect(held).toMatchObject({ id, attempt: 1 });
    const { got, post } = server();
    expect(await announceNext(post)).toBe(0);
    await letPass();
    await untilIdle(post);
    expect(got.map(({ headers }) => headers['Notification-Id'])).toEqual([wireIdOf(id)]);
    expect(await resultWith(id)).toMatchObject({ state: 'delivered', attempts: 2 });
  });

  it('shares the work: eight at once send each result once, and one at a time to each partner', async () => {
    await notifyAt(world.s1, url);
    await notifyAt(world.d1, 'https://d1.example/bind');
    for (let index = 0; index < 6; index += 1) {
      await publishedChange(world.s1, (await customerOf()).customerId, 'customer.associated');
      await publishedChange(world.d1, (await customerOf(world.d1)).customerId, 'customer.associated');
    }
    const underWay = new Map<string, number>();
    let most = 0;
    const got: OutboundRequest[] = [];
    const post = async (request: OutboundRequest): Promise<OutboundResult> => {
      underWay.set(request.url, (underWay.get(request.url) ?? 0) + 1);
      most = Math.max(most, underWay.get(request.url) ?? 0);
      await new Promise((resolve) => setImmediate(resolve));
      got.push(request);
      underWay.set(request.url, (underWay.get(request.url) ?? 0) - 1);
      return answered(200);
    };
    await Promise.all(Array.from({ length: 8 }, () => untilIdle(post)));
    await untilIdle(post);
    expect(got).toHaveLength(12);
    expect(new Set(got.map(({ headers }) => headers['Notification-Id'])).size).toBe(12);
    expect(most).toBe(1);
  });

  it('does not let a partner whose server hangs hold up another', async () => {
    await notifyAt(world.s1, url);
    await notifyAt(world.s2, 'https://s2.example/bind');
    for (let index = 0; index < 3; index += 1)
      await resultOf(world.s1, (await customerOf()).customerId, { state: 'waiting' });
    const other = await resultOf(world.s2, (await customerOf(world.s2)).customerId, { state: 'waiting' });
    const { post } = server(() => ({ outcome: 'timed_out', durationMs: 15_000 }));
    await announceNext(async (request) => (request.url === url ? post(request) : answered(200)));
    expect(await resultWith(other)).toMatchObject({ state: 'delivered' });
  });
});
