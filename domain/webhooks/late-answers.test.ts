import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, inTransaction } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { waitingDelivery } from '@/tests/webhook-delivering';
import { deliveryNow, type EndpointRow, endpointNow } from '@/tests/webhooks';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { attemptOf } from './attempt-outcome';
import { changeEndpoint } from './change-endpoint';
import { claimDeliveries } from './claim-deliveries';
import { disableEndpoint } from './disable-endpoint';
import { enableEndpoint } from './enable-endpoint';
import { replayDelivery } from './replay-delivery';
import { settleDelivery } from './settle-delivery';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
afterEach(() =>
  test.owner.query('truncate webhook_attempts, webhook_deliveries, webhook_secrets, webhook_endpoints cascade'),
);
afterAll(() => test.close());

/** One delivery in hand, and what the receiver will answer to it in the end. */
async function inHand() {
  const { endpoint, delivery } = await waitingDelivery(world.s1);
  const [claimed] = await inTransaction((tx) => claimDeliveries(tx, 1));
  if (!claimed) throw new Error('nothing was claimed');
  const answer = (status: number, headers: Readonly<Record<string, string>> = {}) =>
    inTransaction((tx) =>
      settleDelivery(tx, claimed, {}, attemptOf({ outcome: 'answered', status, headers, body: '', durationMs: 1 })),
    );
  return { endpoint, delivery, answer };
}
const must = async (outcome: Promise<{ readonly ok: boolean }>) => expect(await outcome).toMatchObject({ ok: true });
const move = ({ id }: EndpointRow) =>
  must(
    changeEndpoint(actorOf(world.s1), freshKey(), {
      ...{ webhookEndpointId: id, url: 'https://new.qiming.example/hooks', everyType: 'yes' },
    }),
  );

describe('an answer to what was sent before the endpoint changed', () => {
  it.each([410, 429, 500, 200])('%i of the address it had says nothing about the one it has', async (status) => {
    const { endpoint, delivery, answer } = await inHand();
    await move(endpoint);
    await answer(status, { 'retry-after': '3600' });
    expect(await endpointNow(endpoint.id)).toMatchObject({
      ...{ state: 'active', failingSince: null, slowUntil: null, lastSuccessAt: null },
    });
    // The delivery itself goes on, to the new address.
    const state = status === 200 ? 'delivered' : 'waiting';
    expect(await deliveryNow(delivery.id)).toMatchObject({ state, attempts: 1 });
  });

  it('410 from before it was disabled and enabled again does not disable it anew', async () => {
    const { endpoint, delivery, answer } = await inHand();
    const endpointId = { webhookEndpointId: endpoint.id };
    await must(disableEndpoint(actorOf(world.s1), freshKey(), endpointId));
    await must(enableEndpoint(actorOf(world.s1), freshKey(), endpointId));
    await must(replayDelivery(actorOf(world.s1), freshKey(), { webhookDeliveryId: delivery.id }));
    await answer(410);
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'active', failingSince: null });
    expect(await deliveryNow(delivery.id)).toMatchObject({ state: 'waiting', attempts: 0, isReplay: true });
  });

  it('410 of the address it still has disables it', async () => {
    const { endpoint, answer } = await inHand();
    await database().execute(sql`update webhook_endpoints set updated_at = clock_timestamp()`);
    await answer(410);
    expect(await endpointNow(endpoint.id)).toMatchObject({ state: 'disabled', disabledReason: 'gone' });
  });
});
