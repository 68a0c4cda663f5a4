import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { deliverEvents } from '@/domain/notices/deliver-events';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { type ReceivingAccount, receivingAccountOf, suspenseLine } from '@/tests/recharge';
import { reversalOf } from '@/tests/reversals';
import { seedWorld, type World } from '@/tests/world';
import { alertSuspense } from './alert-suspense';

let test: TestDatabase;
let world: World;
let account: ReceivingAccount;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
  account = await receivingAccountOf(world.operator);
});
afterEach(booksAreRight);
afterAll(() => test.close());

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000 - 60_000);
const overdue = (kind = 'suspense.overdue') =>
  database().select().from(schema.outboxEvents).where(eq(schema.outboxEvents.kind, kind));

describe('telling of what lies in suspense', () => {
  it('is done once, of many lines together, when the days are over', async () => {
    for (const [amount, days] of [
      ['1.00', 30],
      ['2.00', 45],
      ['4.00', 29],
    ] as const)
      await suspenseLine(world.operator, account, { amount, createdAt: daysAgo(days) });
    const counts = await Promise.all([alertSuspense(), alertSuspense()]);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
    expect(await alertSuspense()).toBe(0);
    const events = await overdue();
    expect(events.map(({ payload }) => payload)).toMatchObject([
      { amount: '3.00', currency: 'CNY', lines: 2, days: 30 },
    ]);
  });

  it('tells so of reversals that stay open, by themselves', async () => {
    const original = await suspenseLine(world.operator, account, { amount: '8.00' });
    const old = { bankReference: null, createdAt: daysAgo(31) };
    await reversalOf(world, original, old);
    await reversalOf(world, original, old);
    await reversalOf(world, original);
    expect(await alertSuspense()).toBe(2);
    expect(await alertSuspense()).toBe(0);
    const events = await overdue('reversal.overdue');
    expect(events.map(({ payload }) => payload)).toMatchObject([{ amount: '16.00', currency: 'CNY', lines: 2 }]);
    expect(await overdue()).toHaveLength(1);
  });

  it('reaches the operator’s admins and finance people, with a mail', async () => {
    for (let left = 1; left > 0; ) left = await deliverEvents();
    const told = await database()
      .select({ userId: schema.notices.userId })
      .from(schema.notices)
      .where(sql`kind = 'suspense.overdue'`);
    const { admin, finance } = world.operator.users;
    expect(told.map(({ userId }) => userId).toSorted()).toEqual([admin, finance].toSorted());
    // Of what lies in suspense and of the reversals, to each of them.
    expect(await database().$count(schema.outgoingMessages)).toBe(4);
  });
});
