import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { insertEvents } from '@/domain/trail';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { ClaimedResult } from './claim-results';

/** Hours in which a partner's people hear once that results do not arrive: an address that is gone fails with every customer. */
const quietHours = 24;

type Result = Pick<ClaimedResult, 'id' | 'organizationId'>;

/** Held by whoever ends a result without success, configurations before results as with everybody else. */
export const holdConfiguration = (tx: Transaction, { organizationId }: Result) =>
  tx.execute(
    sql`select from access_configurations where organization_id = ${uuidOf(organizationId)}::uuid for no key update`,
  );

/**
 * Tells the administrators of a partner that a result of an association has failed for good: nothing sends it again but themselves. The
 * caller holds the configuration, and has ended the result.
 */
export async function tellOfFailure(tx: Transaction, { id, organizationId }: Result): Promise<void> {
  const { rows } = await tx.execute<Failed>(sql`
    select r.root_id, r.customer_id, coalesce(c.notification_url, '') as url, exists (
        select from association_results other where other.organization_id = r.organization_id and other.state = 'failed' and other.event_id is not null
          and other.id <> r.id and other.finished_at > clock_timestamp() - make_interval(hours => ${quietHours})) as is_known
      from association_results r join access_configurations c on c.organization_id = r.organization_id where r.id = ${uuidOf(id)}::uuid`);
  const [failed] = rows;
  invariant(failed?.customer_id, 'what has just ended is there, and about a customer');
  if (failed.is_known) return;
  const customerId: Id<'customer'> = idFromUuid('customer', failed.customer_id);
  const host = URL.canParse(failed.url) ? new URL(failed.url).host : '';
  const of = { organizationId, rootId: idFromUuid('organization', failed.root_id) };
  await tx.execute(
    insertEvents([{ ...of, kind: 'association_result.failed', subjectId: id, payload: { customerId, host } }]),
  );
}

type Failed = { root_id: string; customer_id: string | null; url: string; is_known: boolean };
