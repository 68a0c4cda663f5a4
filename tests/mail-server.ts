import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { eq, sql } from 'drizzle-orm';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterEach } from 'vitest';
import { database, inTransaction, schema } from '@/db/client';
import { createMailer, type Mailer } from '@/domain/outgoing/mailer';
import { queueMessage } from '@/domain/outgoing/queue-message';
import type { World } from './world';

const { outgoingMessages } = schema;

/** What is to be closed when the test is over. */
export const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

/** A real mail server on loopback, and what it took in. */
export async function startMailServer(options: SMTPServerOptions = { disabledCommands: ['STARTTLS', 'AUTH'] }) {
  const received: { to: string[]; source: string }[] = [];
  const server = new SMTPServer({
    authOptional: true,
    logger: false,
    onData(stream, session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, source: Buffer.concat(parts).toString() });
        done();
      });
    },
    ...options,
  });
  server.on('error', () => undefined);
  server.listen(0, '127.0.0.1');
  await once(server.server, 'listening');
  const { port } = server.server.address() as AddressInfo;
  open.push(() => new Promise((resolve) => server.close(() => resolve())));
  return { port, received };
}
/** The way out to a server on this machine. */
export const mailerTo = (port: number, host = '127.0.0.1', waits = { answerMs: 2_000, wholeMs: 5_000 }): Mailer =>
  createMailer(`smtp://${host}:${port}`, 'Partner Center <no-reply@cloud.example>', waits);

/** Writes a mail down, as S1's. */
export const queueMail = (
  world: World,
  recipient: string,
  changes: { title?: string; text?: string; holdsSecret?: boolean; channel?: 'email' | 'sms' } = {},
) =>
  inTransaction(async (tx) => {
    const { id: organizationId, rootId } = world.s1;
    const { title = 'Title', text = 'Text', holdsSecret = false, channel = 'email' } = changes;
    const to = { organizationId, rootId, channel, recipient, language: 'en' as const };
    const id = await queueMessage(tx, to, {
      template: 'notice',
      values: { title, text, link: 'https://x.example' },
      holdsSecret,
    });
    if (!id) throw new Error(`nothing was written to ${recipient}`);
    return id;
  });
export type MessageRow = typeof outgoingMessages.$inferSelect;
/** How far a message has come. */
export async function stateOf(id: MessageRow['id']): Promise<MessageRow> {
  const [row] = await database().select().from(outgoingMessages).where(eq(outgoingMessages.id, id));
  if (!row) throw new Error(id);
  return row;
}
/** Lets every pause and every lease run out. */
export const makeDue = () => database().update(outgoingMessages).set({ nextAt: sql`clock_timestamp()` });
/** The Message-ID of a mail as it arrived. */
export const idIn = (source: string | undefined) => /^Message-ID: (.*)$/im.exec(source ?? '')?.[1];
