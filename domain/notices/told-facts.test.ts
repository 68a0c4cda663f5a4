import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { type DomainEvent, insertEvents } from '@/domain/trail';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { seedWorld, type World } from '@/tests/world';
import { deliverEvents } from './deliver-events';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  process.env['DATABASE_URL'] = test.appUrl; // lib/env.ts asks for it; nothing connects by it
  world = await seedWorld();
});
beforeEach(async () => {
  await test.owner.query('delete from notices');
  await test.owner.query('delete from outgoing_messages');
});
afterAll(() => test.close());

async function tell(...events: DomainEvent[]): Promise<void> {
  await inTransaction((tx) => tx.execute(insertEvents(events)));
  while ((await deliverEvents()) > 0);
}

it('tells of money that goes back through a provider as that, and of the bank only where it was the bank', async () => {
  const { id: organizationId, rootId } = world.s1;
  const payload = { amount: '3.00', currency: 'CNY', kind: 'original' };
  const ends = (more: Readonly<Record<string, string>>) =>
    (['withdrawal.settled', 'withdrawal.returned'] as const).map((kind) => ({
      ...{ kind, organizationId, rootId, subjectId: newId('withdrawal'), payload: { ...payload, ...more } },
    }));
  const mails = async () => {
    const rows = await database().select({ body: schema.outgoingMessages.body }).from(schema.outgoingMessages);
    return [...new Set(rows.map(({ body }) => body?.split('\n')[0]))].toSorted();
  };
  await tell(...ends({ route: 'provider' }));
  const refunds = await mails();
  expect(refunds).toEqual([
    expect.stringMatching(/已由支付渠道原路退回/),
    expect.stringMatching(/未能由支付渠道原路退回，款项已回到账户/),
  ]);
  expect(refunds.join()).not.toContain('银行支付');
  await test.owner.query('delete from outgoing_messages');
  await tell(...ends({}));
  expect((await mails()).join()).toMatch(/已由银行支付.*被银行退回/s);
});

it('says in a notice of an export which list it is of, so that it leads to that list’s exports', async () => {
  const { id: organizationId, rootId, users } = world.s1;
  const subjectId = newId('exportTask');
  const payload = { userId: users.finance, taskId: subjectId, list: 'statement' };
  await tell({ kind: 'export.finished', organizationId, rootId, subjectId, payload });
  const rows = await database().select({ payload: schema.notices.payload }).from(schema.notices);
  expect(rows.map((row) => row.payload)).toEqual([expect.objectContaining({ list: 'statement' })]);
});
