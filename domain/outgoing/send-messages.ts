import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { inJob, job } from '@/domain/job';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Delivery, type Mail, type Mailer, mailerOfProcess } from './mailer';

/** How mails are tried: how many at a time, how often, how long a process may have one in hand, and the first and longest pause between tries. */
export const sending = {
  atOnce: 5,
  attemptsMax: 8,
  leaseSeconds: 120,
  pauseSeconds: 30,
  pauseMaxSeconds: 3600,
} as const;

/**
 * Sends what waits in the outbox. Without a mail server mails are kept, to be read in the console; so are text messages, which nobody takes.
 *
 * At least once: a process that dies after the mail server said yes and before that was written down leaves the mail to be sent again when
 * its lease has run out, under the same `Message-ID`.
 */
export const sendMessages = job('send-messages', () => sendWaiting(mailerOfProcess()));

/** One step of it. @returns how many messages it dealt with */
export async function sendWaiting(mailer: Mailer | undefined): Promise<number> {
  const kept = await inJob((tx) => keepWaiting(tx, mailer === undefined));
  if (!mailer) return kept;
  const claimed = await inJob(claimMails);
  // Outside any transaction: no mail server keeps a connection or a lock of ours.
  await Promise.all(
    claimed.map(async (mail) => {
      const isOver = mail.attempt > sending.attemptsMax;
      const delivery = isOver ? ({ state: 'never', problem: 'broken_off' } as const) : await mailer(mail);
      await inJob((tx) => settle(tx, mail, delivery));
    }),
  );
  return kept + claimed.length;
}

async function keepWaiting(tx: Transaction, mailsToo: boolean): Promise<number> {
  const { rowCount } = await tx.execute(
    sql`update outgoing_messages set state = 'kept' where id in (
      select id from outgoing_messages where state in ('waiting', 'sending') and next_at <= clock_timestamp() and ${mailsToo ? sql`true` : sql`channel = 'sms'`}
        order by next_at, id limit 200 for update skip locked)`,
  );
  return rowCount ?? 0;
}

/** A mail in hand. Whoever claims it next has another number of attempts, and only the last to claim it may say how it ended. */
interface ClaimedMail extends Mail {
  readonly attempt: number;
}

async function claimMails(tx: Transaction): Promise<ClaimedMail[]> {
  type Row = {
    id: string;
    recipient: string;
    subject: string;
    body: string | null;
    attempts: number;
    created_at: string;
  };
  const { rows } = await tx.execute<Row>(
    sql`update outgoing_messages m set state = 'sending', attempts = m.attempts + 1, next_at = clock_timestamp() + make_interval(secs => ${sending.leaseSeconds})
      from (select id from outgoing_messages where state in ('waiting', 'sending') and channel = 'email' and next_at <= clock_timestamp()
        order by next_at, id limit ${sending.atOnce} for update skip locked) due
     where m.id = due.id returning m.id, m.recipient, m.subject, m.body, m.attempts, m.created_at`,
  );
  return rows.map(({ id, recipient, subject, body, attempts, created_at }) => ({
    id: idFromUuid('message', id),
    recipient,
    subject,
    body: body ?? '',
    createdAt: new Date(created_at),
    attempt: attempts,
  }));
}

async function settle(tx: Transaction, { id, attempt }: ClaimedMail, delivery: Delivery): Promise<void> {
  const isMine = sql`id = ${uuidOf(id satisfies Id<'message'>)}::uuid and state = 'sending' and attempts = ${attempt}`;
  if (delivery.state === 'sent') {
    // What lets somebody in is not kept longer than it takes to send it.
    await tx.execute(
      sql`update outgoing_messages set state = 'sent', sent_at = clock_timestamp(), problem = null, body = case when holds_secret then null else body end where ${isMine}`,
    );
    return;
  }
  const problem = delivery.code === undefined ? delivery.problem : `${delivery.problem} ${delivery.code}`;
  const isOver = delivery.state === 'never' || attempt >= sending.attemptsMax;
  const pauseSeconds = Math.min(sending.pauseSeconds * 2 ** (attempt - 1), sending.pauseMaxSeconds);
  await tx.execute(
    sql`update outgoing_messages set state = ${isOver ? 'failed' : 'waiting'}, problem = ${problem},
        next_at = clock_timestamp() + make_interval(secs => ${pauseSeconds}) where ${isMine}`,
  );
}
