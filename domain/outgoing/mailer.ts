import { setTimeout as pause } from 'node:timers/promises';
import { createTransport } from 'nodemailer';
import { env } from '@/lib/env';
import type { Id } from '@/lib/id';
import { emailAddress } from '@/lib/text';

/** A mail as it leaves. */
export interface Mail {
  readonly id: Id<'message'>;
  readonly recipient: string;
  readonly subject: string;
  readonly body: string;
  readonly createdAt: Date;
}

/** Why a mail did not leave: words are in `messages/<language>/outbox.json`. None says whom it was for. */
export const deliveryProblems = [
  'address_not_valid',
  'recipient_refused',
  'content_refused',
  'sign_in_refused',
  'not_secure',
  'unreachable',
  'no_answer',
  'broken_off',
] as const;
export type DeliveryProblem = (typeof deliveryProblems)[number];

/** `later`: trying again may help. `never`: the mail server has decided. */
export type Delivery =
  | { readonly state: 'sent' }
  | { readonly state: 'later' | 'never'; readonly problem: DeliveryProblem; readonly code?: number };

/** The way out for mail. It never throws: what went wrong is its answer. */
export type Mailer = (mail: Mail) => Promise<Delivery>;

/** How long a mail server may keep us waiting for each of its answers, and for all of them together. */
export const mailWaits = { answerMs: 10_000, wholeMs: 45_000 } as const;

let mailer: Mailer | undefined;

/** This process's way out for mail; undefined where `SMTP_URL` is not set. */
export function mailerOfProcess(): Mailer | undefined {
  const { SMTP_URL, MAIL_FROM } = env();
  if (SMTP_URL) mailer ??= createMailer(SMTP_URL, MAIL_FROM);
  return mailer;
}

/**
 * A way out through one SMTP server. Certificates are verified, and any server but this machine's own has to offer TLS.
 *
 * Nothing of a mail can become a header: its text is plain text, its one recipient an address and no list, its subject is encoded. The
 * `Message-ID` is made of the message's own id, so that a mail that was sent twice can be recognised.
 *
 * @param url `smtp://user:password@host:587`, or `smtps://` for TLS from the first byte; what else stands in it counts for nothing
 */
export function createMailer(
  url: string,
  from: string,
  waits: { answerMs: number; wholeMs: number } = mailWaits,
): Mailer {
  const { hostname, port, protocol, username, password } = new URL(url);
  const host = hostname.replace(/^\[(.*)\]$/, '$1');
  const isTls = protocol === 'smtps:';
  const { answerMs } = waits;
  const transport = createTransport({
    host,
    port: port === '' ? (isTls ? 465 : 587) : Number(port),
    secure: isTls,
    requireTLS: !isOwnMachine(host),
    ...(username ? { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } } : {}),
    tls: { rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...{ connectionTimeout: answerMs, greetingTimeout: answerMs, socketTimeout: answerMs, dnsTimeout: answerMs },
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  const ownDomain = /@([a-z0-9.-]+)>?\s*$/i.exec(from)?.[1] ?? 'localhost';

  async function send({ id, recipient, subject, body, createdAt }: Mail): Promise<Delivery> {
    if (emailAddress.safeParse(recipient).data !== recipient) return { state: 'never', problem: 'address_not_valid' };
    try {
      await transport.sendMail({
        from,
        to: { name: '', address: recipient },
        subject: subject.replaceAll(/\p{Cc}+/gu, ' '),
        text: body,
        date: createdAt,
        messageId: `<${id}@${ownDomain}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
      });
      return { state: 'sent' };
    } catch (error) {
      return failureOf(error);
    }
  }
  // A server that drips its answers keeps each wait short and the whole long.
  return (mail) =>
    Promise.race([
      send(mail),
      pause<Delivery>(waits.wholeMs, { state: 'later', problem: 'no_answer' }, { ref: false }),
    ]);
}

const isOwnMachine = (host: string): boolean => /^(localhost|127(\.\d+){3}|::1)$/i.test(host);

/** What an error of the SMTP client means. Its message is left alone: mail servers write addresses into it. */
function failureOf(error: unknown): Delivery {
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown };
  const answer = typeof responseCode === 'number' ? { code: responseCode } : {};
  const isFinal = typeof responseCode === 'number' && responseCode >= 500;
  const failed = (problem: DeliveryProblem, state: 'later' | 'never' = 'later'): Delivery => ({
    state,
    problem,
    ...answer,
  });
  if (code === 'EENVELOPE') return failed('recipient_refused', isFinal && command === 'RCPT TO' ? 'never' : 'later');
  if (code === 'EMESSAGE') return failed('content_refused', isFinal ? 'never' : 'later');
  if (code === 'EAUTH') return failed('sign_in_refused');
  if (code === 'ETLS' || /CERT|SELF_SIGNED|ISSUER/.test(String(code))) return failed('not_secure');
  return failed(code === 'ETIMEDOUT' ? 'no_answer' : 'unreachable');
}
