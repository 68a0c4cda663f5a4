import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { AttemptOutcome } from '@/db/schema/webhooks';
import { inJob, job } from '@/domain/job';
import { nextAttemptAfter } from '@/domain/webhooks/retry-schedule';
import { uuidOf, wireIdOf } from '@/lib/id';
import { type OutboundResult, postOutbound } from '@/lib/outbound';
import { readPublicUrl } from '@/lib/public-url';
import { associationMessage, signedForm } from './association-message';
import { type ClaimedResult, claimResults } from './claim-results';
import { queueResults, removeOldTests } from './queue-results';
import { currentSigningKey } from './signing-key';
import { holdConfiguration, tellOfFailure } from './tell-of-failure';

/**
 * Tells partners which customers were bound to them and which left, at the address they named for it: signed, in the order in which it happened
 * to each customer, and again by the schedule of webhooks until it is taken.
 *
 * At least once: who dies after the partner said yes leaves the result to be sent again when the lease has run out, under the same
 * `Notification-Id`.
 *
 * @source spec/08 §8.3, docs/decisions/0013-waiting-work-is-rows.md
 */
export const announceAssociations = job('announce-associations', () => announceNext(postOutbound));

/** The way out to partners' servers. */
export type Post = typeof postOutbound;

/** One step of it. @returns how many events and results it dealt with */
export async function announceNext(post: Post): Promise<number> {
  const queued = await inJob(queueResults);
  const claimed = await inJob(claimResults);
  // Outside any transaction: nobody's server keeps a connection or a lock of ours.
  await Promise.all(
    claimed.map(async (result) => {
      const attempt = await send(result, post);
      await inJob((tx) => settle(tx, result, attempt));
    }),
  );
  if (claimed.length === 0) await inJob(removeOldTests);
  return queued + claimed.length;
}

interface Attempt {
  readonly outcome: AttemptOutcome | 'no_address';
  readonly status: number | null;
}

async function send({ id, url, facts }: ClaimedResult, post: Post): Promise<Attempt> {
  if (url === null) return { outcome: 'no_address', status: null };
  if (!readPublicUrl(url).ok) return { outcome: 'not_allowed', status: null };
  const body = signedForm(associationMessage(facts), await currentSigningKey());
  return attemptOf(
    await post({
      url,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Notification-Id': wireIdOf(id) },
      body,
    }),
  );
}

function attemptOf(result: OutboundResult): Attempt {
  if (result.outcome !== 'answered') return { outcome: result.outcome, status: null };
  const { status } = result;
  if (status >= 200 && status < 300) return { outcome: 'delivered', status };
  return { outcome: status >= 300 && status < 400 ? 'redirected' : 'refused', status };
}

/** Does nothing where somebody else has claimed it since. A test is made once: somebody waits for what it says. */
async function settle(tx: Transaction, result: ClaimedResult, { outcome, status }: Attempt): Promise<void> {
  const { id, attempt, isTest, lease } = result;
  const isMine = sql`id = ${uuidOf(id)}::uuid and state = 'waiting' and leased_until = ${lease}::timestamptz`;
  const said = sql`leased_until = null, last_outcome = ${outcome}, last_status = ${status}::int`;
  const isOver = outcome === 'delivered' || outcome === 'no_address' || isTest;
  const pause = isOver ? undefined : nextAttemptAfter(attempt);
  if (pause !== undefined) {
    await tx.execute(
      sql`update association_results set ${said}, next_at = clock_timestamp() + make_interval(secs => ${pause}) where ${isMine}`,
    );
    return;
  }
  const state = { delivered: 'delivered', no_address: 'cancelled' }[outcome as string] ?? 'failed';
  // Of two of a partner that end at once the second sees that the first has told its people.
  if (state === 'failed' && !isTest) await holdConfiguration(tx, result);
  const { rowCount } = await tx.execute(
    sql`update association_results set ${said}, state = ${state}, finished_at = clock_timestamp() where ${isMine}`,
  );
  if (state === 'failed' && !isTest && rowCount === 1) await tellOfFailure(tx, result);
}
