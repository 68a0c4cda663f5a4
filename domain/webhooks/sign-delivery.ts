import { Webhook } from 'standardwebhooks';

/** What is signed: who repeats it says the same id again, with the time of the new attempt. */
export interface Signable {
  readonly id: string;
  readonly body: string;
  /** Seconds since 1970: receivers refuse what is older or newer than five minutes. */
  readonly sentAt: number;
}

/**
 * The headers of one attempt, signed with every secret that has not ended, so that a receiver may know either while one is replaced.
 *
 * @source Standard Webhooks 1.0
 */
export function signedHeaders({ id, body, sentAt }: Signable, secrets: readonly string[]): Record<string, string> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(sentAt * 1000), body));
  return {
    'content-type': 'application/json',
    'user-agent': 'Partner-Center-Webhooks/1.0',
    'webhook-id': id,
    'webhook-timestamp': String(sentAt),
    'webhook-signature': signatures.join(' '),
  };
}
