import { asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { freezeCustomer } from '@/domain/customers/freeze-customer';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { allocateToReseller } from '@/domain/funds/allocate-to-reseller';
import { reclaimFromReseller } from '@/domain/funds/reclaim-from-reseller';
import { reclaimFunds } from '@/domain/funds/reclaim-funds';
import { type DomainEvent, insertEvents } from '@/domain/trail';
import { cancelWithdrawal } from '@/domain/withdrawals/cancel-withdrawal';
import { rejectWithdrawal } from '@/domain/withdrawals/reject-withdrawal';
import { type Id, newId, wireIdOf } from '@/lib/id';
import { grant, issueQuotaTo, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { yuan } from '@/tests/recharge';
import { answerAs, makeChange, makeFundedCustomer } from '@/tests/relations';
import { endpointOf, publishedEventOf } from '@/tests/webhooks';
import { approved, ask, fileOf, requester, settle, toCard } from '@/tests/withdrawals';
import {
  actorOf,
  balanceOf,
  freshKey,
  fund,
  makeCustomer,
  seedWorld,
  type World,
  type WorldOrganization,
} from '@/tests/world';
import { webhookEventTypes } from './event-types';
import { publishEvents } from './publish-events';

const { outboxEvents, publishedEvents, webhookDeliveries } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  await fund(world, world.s1, '10000.00');
  await fund(world, world.d1, '10000.00');
});
beforeEach(async () => {
  await publishAll();
  await test.owner.query('delete from webhook_secrets');
  await test.owner.query('delete from published_events');
  await test.owner.query('delete from webhook_endpoints');
});
afterAll(() => test.close());

async function publishAll(): Promise<void> {
  while ((await publishEvents()) > 0);
}
const happen = (...events: DomainEvent[]) => inTransaction((tx) => tx.execute(insertEvents(events)));
const eventOf = (owner: WorldOrganization, kind: string, more: Partial<DomainEvent> = {}): DomainEvent => ({
  ...{ kind, organizationId: owner.id, rootId: owner.rootId, subjectId: owner.id, payload: {} },
  ...more,
});
/** What has been published, in order. */
async function published(owner?: WorldOrganization) {
  const rows = await database()
    .select()
    .from(publishedEvents)
    .where(owner ? eq(publishedEvents.organizationId, owner.id) : undefined)
    .orderBy(asc(publishedEvents.position));
  return rows.map((row) => ({ ...row, ...JSON.parse(row.body) }));
}
const must = async (outcome: Promise<{ ok: boolean }>) => expect(await outcome).toMatchObject({ ok: true });

describe('whom an event is told, and what of it', () => {
  it('[W6] money is told to both sides, signed as each sees its own balance, with what the balance became', async () => {
    await must(allocateToReseller(actorOf(world.d1), freshKey(), { resellerId: world.r1a.id, amount: '120.50' }));
    await publishAll();
    expect(await published(world.d1)).toMatchObject([
      {
        type: 'funds.allocated',
        data: { reseller_id: wireIdOf(world.r1a.id), amount: '-120.50', currency: 'CNY', balance_after: '9879.50' },
      },
    ]);
    const [told, ...others] = await published(world.r1a);
    expect(others).toEqual([]);
    expect(told).toMatchObject({ data: { distributor_id: wireIdOf(world.d1.id), amount: '120.50' } });
    expect(Object.keys(told?.data).toSorted()).toEqual(
      ['adjustment_id', 'amount', 'balance_after', 'balance_version', 'currency', 'distributor_id'].toSorted(),
    );
    expect(told?.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  });

  it('[W6] whatever moves money: the sum of all amounts told is the balance, and the latest version says so too', async () => {
    await test.owner.query('update outbox_events set published_at = null');
    await moveMoney();
    await publishAll();
    for (const owner of [world.s1, world.d1, world.r1a]) {
      const moves = (await published(owner)).filter(({ data }) => data.amount !== undefined);
      const total = moves.reduce(
        (sum, { data }) => sum + yuan(data.amount.replace('-', '')).minor * sign(data.amount),
        0n,
      );
      expect(total).toBe(await balanceOf(owner));
      const last = moves.reduce(
        (latest, { data }) => (BigInt(data.balance_version) > BigInt(latest.data.balance_version) ? { data } : latest),
        { data: { balance_version: '0', balance_after: '' } },
      );
      expect(yuan(last.data.balance_after).minor).toBe(await balanceOf(owner));
      expect(new Set(moves.map(({ data }) => data.balance_version)).size).toBe(moves.length);
    }
  });

  it('[W14] [W13] bodies are thin, and each is of its own organization', async () => {
    await test.owner.query('update outbox_events set published_at = null');
    await moveMoney();
    await publishAll();
    const rows = await published();
    expect(rows.length).toBeGreaterThan(30);
    for (const { body, data } of rows) {
      expect(body).not.toMatch(/CNRY|@|1380000|6222|Partner Ltd|_[0-9a-hjkmnp-tv-z]{26}/);
      expect(Buffer.byteLength(body)).toBeLessThan(1_000);
      for (const value of Object.values(data))
        expect(String(value)).toMatch(/^[0-9a-f]{32}$|^-?\d+(\.\d\d)?$|^[a-zA-Z_]{1,40}$/);
    }
    const concerned = new Set(rows.map(({ organizationId }) => organizationId));
    expect(concerned).toEqual(new Set([world.s1.id, world.d1.id, world.r1a.id]));
  });

  it('the platform’s freeze of a customer is told to its partner; the operator and customers are told nothing', async () => {
    const customer = await makeCustomer(world.s1, 'frozen-by-platform', 'resale');
    await must(
      freezeCustomer(actorOf(world.operator), freshKey(), { customerId: customer.customerId, reason: 'Test' }),
    );
    await happen(
      eventOf(world.operator, 'recharge.credited'),
      eventOf(customer, 'balance.low', { payload: { kind: 'own', amount: '1.00' } }),
      eventOf(world.s1, 'export.finished'),
      eventOf(world.s1, 'no.such_kind'),
    );
    await publishAll();
    expect(await published()).toMatchObject([
      {
        organizationId: world.s1.id,
        type: 'customer.frozen',
        data: { customer_id: wireIdOf(customer.customerId), by: 'platform' },
      },
    ]);
    expect(await database().$count(outboxEvents, sql`published_at is null`)).toBe(0);
  });

  it('what an event lacks or names wrongly is left out and stops no other', async () => {
    await happen(
      eventOf(world.s1, 'funds.allocated', {
        payload: { counterpartyId: 'org_nothing' },
        transferId: newId('transfer'),
      }),
      eventOf(world.s1, 'coupon.issued', { payload: { couponId: 7, quotaId: null, customerId: newId('customer') } }),
      eventOf(world.s1, 'recharge.credited', { organizationId: newId('organization') }),
      eventOf(world.s1, 'quota.issued', { payload: { resellerId: world.s2.users.admin } }),
    );
    await publishAll();
    expect((await published()).map(({ type }) => type)).toEqual(['funds.allocated', 'coupon.issued', 'quota.issued']);
  });

  it.each(webhookEventTypes.map(({ type }) => type))('%s has a body', async (type) => {
    await happen(
      eventOf(world.s1, type, {
        subjectId: newId('adjustment'),
        payload: { kind: 'x', quotaId: newId('couponQuota') },
      }),
    );
    await publishAll();
    expect(await published()).toMatchObject([{ type, data: expect.objectContaining({}) }]);
  });
});

describe('which endpoints hear of it', () => {
  it('active ones of that organization that want its type, once each', async () => {
    const all = await endpointOf(world.s1);
    const some = await endpointOf(world.s1, { types: ['customer.left', 'recharge.credited'] });
    await endpointOf(world.s1, { types: ['customer.left'] });
    await endpointOf(world.s1, { state: 'disabled' });
    await endpointOf(world.s2);
    await endpointOf(world.operator);
    await happen(eventOf(world.s1, 'recharge.credited'));
    await publishAll();
    const [event] = await published();
    const deliveries = await database().select().from(webhookDeliveries);
    expect(deliveries.map(({ endpointId }) => endpointId).toSorted()).toEqual([all.id, some.id].toSorted());
    for (const row of deliveries)
      expect(row).toMatchObject({
        eventId: event?.id,
        organizationId: world.s1.id,
        type: 'recharge.credited',
        state: 'waiting',
        attempts: 0,
      });
  });
});

describe('at once, broken off, and in which order', () => {
  it('[W8] several publishers publish each event once', async () => {
    await endpointOf(world.s1);
    await happen(...Array.from({ length: 500 }, () => eventOf(world.s1, 'recharge.credited')));
    const publisher = async () => {
      while ((await database().$count(outboxEvents, sql`published_at is null`)) > 0) await publishEvents();
    };
    await Promise.all(Array.from({ length: 6 }, publisher));
    const rows = await published();
    expect([rows.length, new Set(rows.map(({ eventId }) => eventId)).size]).toEqual([500, 500]);
    expect(await database().$count(webhookDeliveries)).toBe(500);
  });

  it('[W8] a step that breaks off leaves everything waiting, and the next one does it once', async () => {
    await endpointOf(world.s1);
    await happen(eventOf(world.s1, 'recharge.credited'), eventOf(world.s1, 'customer.left'));
    await test.owner.query(
      `create function break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$`,
    );
    await test.owner.query('create trigger break_off before insert on webhook_deliveries execute function break_off()');
    await expect(publishEvents()).rejects.toThrow();
    expect([await published(), await database().$count(outboxEvents, sql`published_at is null`)]).toEqual([[], 2]);
    await test.owner.query('drop function break_off() cascade');
    expect(await publishEvents()).toBe(2);
    expect(await publishEvents()).toBe(0);
    expect([(await published()).length, await database().$count(webhookDeliveries)]).toEqual([2, 2]);
  });

  it('[W7] a slow transaction comes later in the order: who reads on from a position misses nothing', async () => {
    const slow = await test.handle.pool.connect();
    const slowId: Id<'event'> = newId('event');
    await slow.query('begin');
    await slow.query(
      `insert into outbox_events (id, organization_id, root_id, kind, subject_id, payload) select encode(decode($1, 'hex'), 'hex')::uuid, id, root_id, 'recharge.credited', 'slow', '{}'
         from organizations where id = encode(decode($2, 'hex'), 'hex')::uuid`,
      [wireIdOf(slowId), wireIdOf(world.s1.id)],
    );
    await happen(eventOf(world.s1, 'customer.left'));
    await publishAll();
    const seen = await published();
    expect(seen.map(({ type }) => type)).toEqual(['customer.left']);
    const cursor = seen.at(-1)?.position ?? 0n;
    await slow.query('commit');
    slow.release();
    await publishAll();
    const after = (await published()).filter(({ position }) => position > cursor);
    expect(after.map(({ eventId }) => eventId)).toEqual([slowId]);
  });

  it('[W7] whoever else writes a published event, nobody reads past it: the publisher waits for its commit', async () => {
    let release: () => void = () => undefined;
    const waits = new Promise<void>((resolve) => {
      release = resolve;
    });
    let written: () => void = () => undefined;
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const other = inTransaction(async (tx) => {
      await tx.insert(publishedEvents).values({
        ...{ id: newId('publishedEvent'), organizationId: world.s1.id, rootId: world.s1.rootId },
        ...{ type: 'webhook.test', body: '{}', createdAt: sql`clock_timestamp()` },
      });
      written();
      await waits;
    });
    await isWritten;
    await happen(eventOf(world.s1, 'customer.left'));
    expect(await publishEvents()).toBe(0);
    expect(await published()).toEqual([]);
    release();
    await other;
    expect(await publishEvents()).toBe(1);
    await publishedEventOf(world.s1);
    expect((await published()).map(({ type }) => type)).toEqual(['webhook.test', 'customer.left', 'webhook.test']);
  });
});

const sign = (amount: string): bigint => (amount.startsWith('-') ? -1n : 1n);

/** Everything that moves funds of S1, D1 and R1a, and coupons besides. */
async function moveMoney(): Promise<void> {
  const [s1, d1, r1a] = [actorOf(world.s1), actorOf(world.d1), actorOf(world.r1a)];
  const { customerId } = world.customers['S1']?.one ?? { customerId: newId('customer') };
  await must(allocateFunds(s1, freshKey(), { customerId, amount: '100.00' }));
  await must(reclaimFunds(s1, freshKey(), { customerId, amount: '30.10' }));
  await must(allocateToReseller(d1, freshKey(), { resellerId: world.r1a.id, amount: '500.00' }));
  await must(reclaimFromReseller(d1, freshKey(), { resellerId: world.r1a.id, amount: '20.05' }));
  await must(allocateFunds(r1a, freshKey(), { customerId: world.customers['R1a']?.one.customerId, amount: '7.77' }));
  const leaving = await makeFundedCustomer(world.s1, `leaving-${freshKey()}`, '55.55');
  await answerAs(leaving, 'customer', await makeChange(leaving, 'partner'), true);
  const operator = actorOf(world.operator, 'finance');
  const rejected = await ask(world.s1, toCard('10.00'));
  await must(rejectWithdrawal(operator, freshKey(), { withdrawalId: rejected, note: 'No' }));
  const cancelled = await ask(world.s1, toCard('11.00'));
  await must(cancelWithdrawal(requester(world.s1), freshKey(), { withdrawalId: cancelled }));
  await settle(world, await fileOf(world, [await approved(world, world.s1, toCard('12.00'))]));
  await ask(world.d1, toCard('13.00'));
  const quota = await grant(world, world.s1, '100.00');
  await issueTo(
    world.s1,
    quota,
    [world.customers['S1']?.two].flatMap((one) => one ?? []),
    '5.00',
  );
  await issueQuotaTo(world.d1, await grant(world, world.d1, '100.00'), world.r1a, '40.00');
}
