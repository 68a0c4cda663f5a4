import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { type Id, uuidOf } from '@/lib/id';
import { associationResultInput } from './association-result-input';

const { accessConfigurations, associationResults } = schema;

/**
 * Puts a result that has ended back among those that wait, with all attempts before it: to the address in force now. Only the last result of a
 * customer can be sent again: an earlier one would tell the partner what is no longer so.
 *
 * @source spec/08 §8.3
 */
export const sendResultAgain = command({
  name: 'association_results.send_again',
  permission: 'open_access.configure',
  returns: 'associationResult',
  input: associationResultInput,
  refusals: [
    'association_result_not_found',
    'association_result_waiting',
    'association_result_overtaken',
    'notification_url_missing',
  ],
  async run({ tx, actor, refuse }, { associationResultId: id }) {
    const [result] = await tx
      .select()
      .from(associationResults)
      .where(
        and(
          eq(associationResults.id, id),
          eq(associationResults.organizationId, actor.organizationId),
          isNotNull(associationResults.eventId),
        ),
      )
      .for('no key update');
    if (!result) return refuse('association_result_not_found');
    if (result.state === 'waiting') return refuse('association_result_waiting');
    if (await isOvertaken(tx, id)) return refuse('association_result_overtaken');
    if (!(await hasAddress(tx, actor.organizationId))) return refuse('notification_url_missing');
    await tx
      .update(associationResults)
      .set({ state: 'waiting', attempts: 0, nextAt: sql`clock_timestamp()`, leasedUntil: null, finishedAt: null })
      .where(eq(associationResults.id, id));
    const { bindAction, customerId, state: stateWas } = result;
    return { id, audit: { detail: { customerId, bindAction, stateWas } } };
  },
});

/** Compared in the database: a `Date` knows no microseconds. */
async function isOvertaken(tx: Transaction, id: Id<'associationResult'>): Promise<boolean> {
  const { rows } = await tx.execute(sql`
    select from association_results r join association_results later
        on later.organization_id = r.organization_id and later.customer_id = r.customer_id and (later.created_at, later.id) > (r.created_at, r.id)
     where r.id = ${uuidOf(id)}::uuid limit 1`);
  return rows.length > 0;
}

async function hasAddress(tx: Transaction, organizationId: Id<'organization'>): Promise<boolean> {
  const isSet = and(
    eq(accessConfigurations.organizationId, organizationId),
    isNotNull(accessConfigurations.notificationUrl),
  );
  return (await tx.$count(accessConfigurations, isSet)) > 0;
}
