import { setTimeout as pause } from 'node:timers/promises';
import { keyRing } from '@/domain/identity/key-ring';
import { inJob, job } from '@/domain/job';
import { log } from '@/lib/log';
import { postOutbound } from '@/lib/outbound';
import { openSecret } from '@/lib/secret-box';
import { attemptOf } from './attempt-outcome';
import { type ClaimedDelivery, claimDeliveries } from './claim-deliveries';
import { settleDelivery } from './settle-delivery';
import { signedHeaders } from './sign-delivery';
import { secretPlace } from './webhook-secret';

/** Deliveries a process has under way at most, and how long a step waits for one of them to end before it looks again for what is due. */
const delivering = { atOnce: 40, lookAgainMs: 250 } as const;

/** How a delivery leaves; tests put another in its place. */
export type Post = typeof postOutbound;

const underWay = new Set<Promise<void>>();

/**
 * Sends what is due to partners' endpoints, each delivery by itself: one that hangs holds up no other.
 *
 * At least once: a process that dies after the receiver said yes and before that was written down leaves the delivery to be sent again when its
 * lease has run out, under the same `webhook-id`.
 *
 * @source Standard Webhooks 1.0, docs/decisions/0022-webhooks-are-rows.md
 */
export const deliverWebhooks = job('deliver-webhooks', () => startDue(postOutbound), endWhatIsUnderWay);

/** One step of it: starts what is due, and does not wait for how it ends. @returns how many deliveries are under way */
export async function startDue(post: Post): Promise<number> {
  const free = delivering.atOnce - underWay.size;
  const claimed = free > 0 ? await inJob((tx) => claimDeliveries(tx, free)) : [];
  for (const delivery of claimed) {
    const flight: Promise<void> = deliver(delivery, post).finally(() => underWay.delete(flight));
    underWay.add(flight);
  }
  // With nothing new to start, there may be when one has ended: an endpoint has two under way at most.
  if (claimed.length === 0 && underWay.size > 0)
    await Promise.race([...underWay, pause(delivering.lookAgainMs, undefined, { ref: false })]);
  return underWay.size;
}

/** Waits until everything under way has ended, each within its limit of time. */
export async function endWhatIsUnderWay(): Promise<void> {
  while (underWay.size > 0) await Promise.all(underWay);
}

/** Never throws: what could not be written down is found again when its lease has run out. */
async function deliver(delivery: ClaimedDelivery, post: Post): Promise<void> {
  const { id, eventId, url, body, sentAt } = delivery;
  try {
    const secrets = delivery.secrets.map((secret) => openSecret(secret.sealed, secretPlace(secret.id), keyRing()));
    const headers = signedHeaders({ id: eventId, body, sentAt }, secrets);
    // Outside any transaction: no receiver keeps a connection or a lock of ours.
    const result = await post({ url, headers, body });
    await inJob((tx) => settleDelivery(tx, delivery, headers, attemptOf(result)));
  } catch (error) {
    log.warn({ err: error, job: 'deliver-webhooks', deliveryId: id }, 'row postponed');
  }
}
