import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { inJob, job, jobActor, tryInJob } from '@/domain/job';
import { keepTrail } from '@/domain/trail';
import { idFromUuid } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { leaveUnsettled, type Settled, settleAssociation } from './created-association';

/** How often an association is tried, and the first and longest pause between tries. */
export const associating = { attemptsMax: 8, pauseSeconds: 10, pauseMaxSeconds: 3600 } as const;

const { organizations, pendingAssociations } = schema;
type Waiting = typeof pendingAssociations.$inferSelect;

/**
 * Associates the customers that partners' programs have made, the one that is due longest first, each in a transaction of its own.
 *
 * A try is written down before it is made, with the pause after it: whatever becomes of it, the others are not held up. After the last one
 * the association has failed, and the partner's history says so.
 *
 * @source spec/01 §1.6, docs/decisions/0013-waiting-work-is-rows.md
 */
export const associateCreatedCustomers = job('associate-created-customers', async () => {
  const waiting = await inJob(claim);
  if (!waiting) return 0;
  if (waiting.attempts <= associating.attemptsMax) {
    const isDone = await tryInJob('associate-created-customers', (tx) => settle(tx, waiting, settleAssociation));
    if (isDone || waiting.attempts < associating.attemptsMax) return 1;
  }
  await tryInJob('associate-created-customers', (tx) => settle(tx, waiting, leaveUnsettled));
  return 1;
});

async function claim(tx: Transaction): Promise<Waiting | undefined> {
  const { pauseSeconds, pauseMaxSeconds } = associating;
  const { rows } = await tx.execute<{ id: string }>(sql`
    update pending_associations set attempts = attempts + 1,
        next_at = clock_timestamp() + make_interval(secs => least(${pauseMaxSeconds}::int, ${pauseSeconds}::int * 2 ^ least(attempts, 20)))
      where id = (select id from pending_associations where state = 'waiting' and next_at <= clock_timestamp()
        order by next_at, id limit 1 for update skip locked)
    returning id`);
  const id = rows[0] && idFromUuid('pendingAssociation', rows[0].id);
  if (!id) return undefined;
  const [claimed] = await tx.select().from(pendingAssociations).where(eq(pendingAssociations.id, id));
  return claimed;
}

/** Does nothing where somebody else has claimed it since. */
async function settle(
  tx: Transaction,
  { id, attempts, organizationId, customerId, type }: Waiting,
  how: typeof settleAssociation,
): Promise<void> {
  const isOurs = and(
    eq(pendingAssociations.id, id),
    eq(pendingAssociations.state, 'waiting'),
    eq(pendingAssociations.attempts, attempts),
  );
  const held = await tx.select().from(pendingAssociations).where(isOurs).for('update');
  if (held.length === 0) return;
  const { cause, events }: Settled = await how(tx, organizationId, customerId, type);
  await tx
    .update(pendingAssociations)
    .set({ state: cause === null ? 'done' : 'failed', cause, finishedAt: sql`clock_timestamp()` })
    .where(eq(pendingAssociations.id, id));
  const [partner] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
  invariant(partner, 'the partner of a made customer exists');
  const detail = { type, association: cause ?? 'done' };
  await keepTrail(tx, jobActor(partner), { action: 'association.join', subjectId: customerId, detail }, events);
}
