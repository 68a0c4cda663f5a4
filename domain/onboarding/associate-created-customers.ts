import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { inJob, job, jobActor } from '@/domain/job';
import { keepTrail } from '@/domain/trail';
import { invariant } from '@/lib/invariant';
import { settleAssociation } from './created-association';

const { organizations, pendingAssociations } = schema;

/**
 * Associates the customers that partners' programs have made, the one that waits longest first, each in a transaction of its own.
 *
 * @source spec/01 §1.6, docs/decisions/0013-waiting-work-is-rows.md
 */
export const associateCreatedCustomers = job('associate-created-customers', () =>
  inJob(async (tx) => {
    const [waiting] = await tx
      .select()
      .from(pendingAssociations)
      .where(eq(pendingAssociations.state, 'waiting'))
      .orderBy(pendingAssociations.createdAt, pendingAssociations.id)
      .limit(1)
      .for('update', { skipLocked: true });
    if (!waiting) return 0;
    await settle(tx, waiting);
    return 1;
  }),
);

async function settle(tx: Transaction, waiting: typeof pendingAssociations.$inferSelect): Promise<void> {
  const { id, organizationId, customerId, type } = waiting;
  const { cause, events } = await settleAssociation(tx, organizationId, customerId, type);
  await tx
    .update(pendingAssociations)
    .set({ state: cause === null ? 'done' : 'failed', cause, finishedAt: sql`clock_timestamp()` })
    .where(eq(pendingAssociations.id, id));
  const [partner] = await tx.select().from(organizations).where(eq(organizations.id, organizationId));
  invariant(partner, 'the partner of a made customer exists');
  const detail = { type, association: cause ?? 'done' };
  await keepTrail(tx, jobActor(partner), { action: 'association.join', subjectId: customerId, detail }, events);
}
