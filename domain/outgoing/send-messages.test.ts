import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { idIn, mailerTo, makeDue, open, queueMail, startMailServer, stateOf } from '@/tests/mail-server';
import { seedWorld, type World } from '@/tests/world';
import type { Mail } from './mailer';
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
const queue = (recipient: string, changes: Parameters<typeof queueMail>[2] = {}) =>
  queueMail(world, recipient, changes);

describe('without a mail server', () => {
  it('messages are kept and can still be read', async () => {
    const mail = await queue('a@b.example', { holdsSecret: true });
    expect(await sendWaiting(undefined)).toBe(1);
    expect(await stateOf(mail)).toMatchObject({ state: 'kept', attempts: 0, body: expect.stringContaining('Text') });
    expect(await sendWaiting(undefined)).toBe(0);
  });

  it('text messages are kept even where mail leaves', async () => {
    const { port, received } = await startMailServer();
    const text = await queue('13800001234', { channel: 'sms' });
    expect(await sendWaiting(mailerTo(port))).toBe(1);
    expect(await stateOf(text)).toMatchObject({ state: 'kept' });
    expect(received).toEqual([]);
  });
});

describe('with a mail server', () => {
  it('mails leave once, as plain text, under an id of their own', async () => {
    const { port, received } = await startMailServer();
    const mail = await queue('a@b.example', {
      title: '启明 <b>名字</b> 😀',
      text: '<script>alert(1)</script>\n.\nend',
    });
    expect(await sendWaiting(mailerTo(port))).toBe(1);
    expect(await sendWaiting(mailerTo(port))).toBe(0);
    expect(received).toHaveLength(1);
    const source = received[0]?.source ?? '';
    expect(received[0]?.to).toEqual(['a@b.example']);
    expect(idIn(source)).toBe(`<${mail}@cloud.example>`);
    expect(source).toMatch(/^Content-Type: text\/plain; charset=utf-8/m);
    expect(source).not.toMatch(/text\/html|multipart/);
    expect(source).toContain('<script>alert(1)</script>');
    const sent = await stateOf(mail);
    expect(sent).toMatchObject({ state: 'sent', attempts: 1, problem: null, sentAt: expect.any(Date) });
    expect(sent.body).toContain('end');
  });

  it('what held a secret is erased when it has left, and not before', async () => {
    const { port } = await startMailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: (address, _session, done) =>
        done(address.address.startsWith('bad') ? Object.assign(new Error('busy'), { responseCode: 451 }) : null),
    });
    const [good, bad] = [
      await queue('a@b.example', { holdsSecret: true }),
      await queue('bad@b.example', { holdsSecret: true }),
    ];
    await sendWaiting(mailerTo(port));
    expect(await stateOf(good)).toMatchObject({ state: 'sent', body: null });
    expect(await stateOf(bad)).toMatchObject({ state: 'waiting', body: expect.stringContaining('Text') });
  });

  it.each([
    ['a line break', 'Hello\r\nBcc: victim@evil.example\r\n\r\nbody'],
    ['a bare line feed', 'Hello\nBcc: victim@evil.example'],
  ])('%s in a subject makes no header', async (_name, title) => {
    const { port, received } = await startMailServer();
    await queue('a@b.example', { title });
    await database().update(outgoingMessages).set({ attempts: 0 });
    await sendWaiting(mailerTo(port));
    // A row that did not come from queueMessage is no more dangerous.
    const raw: Mail = {
      id: await queue('c@d.example'),
      recipient: 'c@d.example',
      subject: title,
      body: '',
      createdAt: new Date(0),
    };
    expect(await mailerTo(port)(raw)).toEqual({ state: 'sent' });
    expect(received).toHaveLength(2);
    for (const { to, source } of received) {
      expect(to).toHaveLength(1);
      expect(source).not.toMatch(/^Bcc:/im);
      expect(source).toMatch(/^Subject: Hello ?Bcc: victim@evil\.example/m);
    }
  });

  it.each([
    'a@b.example,victim@evil.example',
    'a@b.example\r\nBcc: victim@evil.example',
    'Somebody <a@b.example>',
    'not an address',
  ])('%j is no recipient', async (recipient) => {
    const { port, received } = await startMailServer();
    const mail = await queue(recipient);
    await sendWaiting(mailerTo(port));
    expect(await stateOf(mail)).toMatchObject({ state: 'failed', problem: 'address_not_valid' });
    expect(received).toEqual([]);
  });
});

describe('what goes wrong', () => {
  const refusing = (responseCode: number) =>
    startMailServer({
      disabledCommands: ['STARTTLS', 'AUTH'],
      onRcptTo: ({ address }, _session, done) => done(Object.assign(new Error(`no ${address} here`), { responseCode })),
    });

  it('a recipient the mail server will never take is given up at once, and the problem does not name it', async () => {
    const { port } = await refusing(550);
    const mail = await queue('nobody@b.example');
    await sendWaiting(mailerTo(port));
    expect(await stateOf(mail)).toMatchObject({ state: 'failed', attempts: 1, problem: 'recipient_refused 550' });
  });

  it('anything else is tried eight times with growing pauses, then given up', async () => {
    const { port } = await refusing(451);
    const mail = await queue('later@b.example');
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= sending.attemptsMax; attempt += 1) {
      await makeDue();
      expect(await sendWaiting(mailerTo(port))).toBe(1);
      const { rows } = await database().execute<{ seconds: number }>(
        sql`select extract(epoch from next_at - clock_timestamp())::float8 as seconds from outgoing_messages`,
      );
      pauses.push(Math.round(rows[0]?.seconds ?? 0));
      expect(await sendWaiting(mailerTo(port))).toBe(0);
    }
    expect(pauses.slice(0, 5).map((seconds) => Math.round(seconds / 10) * 10)).toEqual([30, 60, 120, 240, 480]);
    expect(await stateOf(mail)).toMatchObject({ state: 'failed', attempts: 8, problem: 'recipient_refused 451' });
    await makeDue();
    expect(await sendWaiting(mailerTo(port))).toBe(0);
  });

  it('a mail server that is down costs nothing but time', async () => {
    const taken = net.createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const mail = await queue('a@b.example');
    await sendWaiting(mailerTo(port));
    expect(await stateOf(mail)).toMatchObject({ state: 'waiting', attempts: 1, problem: 'unreachable' });
    const back = await startMailServer();
    await makeDue();
    await sendWaiting(mailerTo(back.port));
    expect(await stateOf(mail)).toMatchObject({ state: 'sent', attempts: 2, problem: null });
    expect(back.received).toHaveLength(1);
  });

  it('a mail server that never answers, or never comes to an end, is not waited for', async () => {
    const silent = net.createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const sockets: net.Socket[] = [];
    silent.on('connection', (socket) => sockets.push(socket));
    open.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    });
    const { port } = silent.address() as AddressInfo;
    for (const waits of [
      { answerMs: 100, wholeMs: 5_000 },
      { answerMs: 5_000, wholeMs: 100 },
    ]) {
      const mail = await queue('a@b.example');
      await sendWaiting(mailerTo(port, '127.0.0.1', waits));
      expect(await stateOf(mail)).toMatchObject({ state: 'waiting', attempts: 1, problem: 'no_answer' });
    }
  });

  it('nothing goes to a mail server whose certificate nobody vouches for, nor in clear to another machine', async () => {
    const selfSigned = await startMailServer({ disabledCommands: ['AUTH'] });
    const plain = await startMailServer();
    const mail = await queue('a@b.example');
    await sendWaiting(mailerTo(selfSigned.port));
    expect(await stateOf(mail)).toMatchObject({ state: 'waiting', attempts: 1 });
    await makeDue();
    // This address is this machine too, but does not say so.
    await sendWaiting(mailerTo(plain.port, '0.0.0.0'));
    expect(await stateOf(mail)).toMatchObject({
      state: 'waiting',
      attempts: 2,
      problem: expect.stringMatching(/^not_secure/),
    });
    expect([...selfSigned.received, ...plain.received]).toEqual([]);
  });
});
