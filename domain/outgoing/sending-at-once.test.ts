import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { idIn, mailerTo, makeDue, queueMail, startMailServer, stateOf } from '@/tests/mail-server';
import { seedWorld, type World } from '@/tests/world';
import type { Mailer } from './mailer';
import { sending, sendWaiting } from './send-messages';

const { outgoingMessages } = schema;
let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(async () => {
  await test.owner.query('delete from outgoing_messages');
});
afterAll(() => test.close());
const queue = (recipient: string) => queueMail(world, recipient);

/** A promise that the test settles. */
function deferred<T>() {
  let [resolve, reject]: [(value: T) => void, (error: Error) => void] = [() => undefined, () => undefined];
  const promise = new Promise<T>((onResolve, onReject) => {
    [resolve, reject] = [onResolve, onReject];
  });
  return { promise, resolve, reject };
}

describe('at once, and broken off', () => {
  it('two workers send each mail once', async () => {
    const { port, received } = await startMailServer();
    await Promise.all(Array.from({ length: 12 }, (_, index) => queue(`n${index}@b.example`)));
    const worker = async () => {
      for (;;) if ((await sendWaiting(mailerTo(port))) === 0) return;
    };
    await Promise.all([worker(), worker()]);
    expect(received.map(({ to }) => to[0]).toSorted()).toEqual(
      Array.from({ length: 12 }, (_, index) => `n${index}@b.example`).toSorted(),
    );
    const rows = await database().select().from(outgoingMessages);
    expect(new Set(rows.map(({ state, attempts }) => `${state} ${attempts}`))).toEqual(new Set(['sent 1']));
  });

  it('what was sent by a process that died before it could say so is sent again, recognisably', async () => {
    const { port, received } = await startMailServer();
    const mail = await queue('a@b.example');
    const dies = deferred<never>();
    const sent = deferred<void>();
    const dying = sendWaiting(async (claimed) => {
      await mailerTo(port)(claimed);
      sent.resolve();
      return dies.promise;
    });
    await sent.promise;
    expect(await stateOf(mail)).toMatchObject({ state: 'sending', attempts: 1 });
    expect(await sendWaiting(mailerTo(port))).toBe(0); // in hand until the lease runs out
    await makeDue();
    expect(await sendWaiting(mailerTo(port))).toBe(1);
    expect(received).toHaveLength(2);
    expect(idIn(received[0]?.source)).toBe(`<${mail}@cloud.example>`);
    expect(idIn(received[1]?.source)).toBe(idIn(received[0]?.source));
    dies.reject(new Error('killed'));
    await expect(dying).rejects.toThrow('killed');
    expect(await stateOf(mail)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('who was slow says nothing about a mail that another has in hand by now', async () => {
    const mail = await queue('a@b.example');
    const [slow, quick] = [deferred<void>(), deferred<void>()];
    const started = deferred<void>();
    const first = sendWaiting(async () => {
      started.resolve();
      await slow.promise;
      return { state: 'never', problem: 'recipient_refused' };
    });
    await started.promise;
    await makeDue();
    const second = sendWaiting(async () => {
      slow.resolve();
      await quick.promise;
      return { state: 'sent' };
    });
    await first;
    expect(await stateOf(mail)).toMatchObject({ state: 'sending', attempts: 2, problem: null });
    quick.resolve();
    await second;
    expect(await stateOf(mail)).toMatchObject({ state: 'sent' });
  });

  it('a mail that every process died over is given up', async () => {
    const mail = await queue('a@b.example');
    await database().update(outgoingMessages).set({ state: 'sending', attempts: sending.attemptsMax });
    await makeDue();
    const never: Mailer = async () => {
      throw new Error('not to be sent');
    };
    expect(await sendWaiting(never)).toBe(1);
    expect(await stateOf(mail)).toMatchObject({ state: 'failed', problem: 'broken_off' });
  });
});
