import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { attemptsMax } from '@/domain/webhooks/retry-schedule';
import { newId } from '@/lib/id';
import type { OutboundResult } from '@/lib/outbound';
import { notifyAt, resultOf } from '@/tests/association-results';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { makeCustomer, seedWorld, type World } from '@/tests/world';
import { announceNext } from './announce-associations';

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

const url = 'https://partner.example/bind';
let made = 0;
const customerOf = () => makeCustomer(world.s1, `TF${++made}`, 'resale');
const answering500 = async (): Promise<OutboundResult> => ({
  ...{ outcome: 'answered', status: 500, headers: {}, body: '', durationMs: 1 },
});
async function untilIdle(post: Parameters<typeof announceNext>[0]): Promise<void> {
  while ((await announceNext(post)) > 0);
}

describe('results of associations that fail for good', () => {
  it('[W9] when one has failed for good, the administrators are told, by notice and by mail, once a day and never of a test', async () => {
    while ((await deliverEvents()) > 0);
    await test.owner.query('delete from notices; delete from outgoing_messages');
    await notifyAt(world.s1, 'https://partner.example/secret-path?token=1');
    const post = answering500;
    const lastAttempt = sql`update association_results set attempts = ${attemptsMax - 1} where state = 'waiting'`;
    const fail = async () => {
      const customer = await customerOf();
      const id = await resultOf(world.s1, customer.customerId, { state: 'waiting' });
      await database().execute(lastAttempt);
      await untilIdle(post);
      expect(await database().$count(schema.associationResults, sql`state = 'waiting'`)).toBe(0);
      while ((await deliverEvents()) > 0);
      return { id, customer };
    };
    const told = async () => {
      const notices = await database().select().from(schema.notices);
      return notices.filter(({ kind }) => kind === 'association_result.failed');
    };
    const { id, customer } = await fail();
    expect(await told()).toMatchObject([
      {
        organizationId: world.s1.id,
        userId: world.s1.users.admin,
        subjectId: id,
        payload: { host: 'partner.example', customerId: customer.customerId },
      },
    ]);
    const mails = await database().select().from(schema.outgoingMessages);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.body).toContain('partner.example');
    expect(mails[0]?.body).not.toContain('secret-path');
    await fail();
    expect(await told()).toHaveLength(1);
    await database()
      .insert(schema.associationResults)
      .values({ id: newId('associationResult'), organizationId: world.s1.id, rootId: world.s1.rootId, bindAction: 0 });
    await untilIdle(post);
    while ((await deliverEvents()) > 0);
    expect(await told()).toHaveLength(1);
    await test.owner.query(`update association_results set finished_at = finished_at - interval '25 hours'`);
    await fail();
    expect(await told()).toHaveLength(2);
  });

  it('[W9] of several that fail at once one is told of', async () => {
    await notifyAt(world.s1, url);
    const post = answering500;
    for (let n = 0; n < 6; n += 1) await resultOf(world.s1, (await customerOf()).customerId, { state: 'waiting' });
    await database().execute(sql`update association_results set attempts = ${attemptsMax - 1}`);
    const before = await database().$count(schema.outboxEvents, sql`kind = 'association_result.failed'`);
    await Promise.all(Array.from({ length: 6 }, () => untilIdle(post)));
    expect(await database().$count(schema.associationResults, sql`state = 'failed'`)).toBe(6);
    expect(await database().$count(schema.outboxEvents, sql`kind = 'association_result.failed'`)).toBe(before + 1);
  });
});
