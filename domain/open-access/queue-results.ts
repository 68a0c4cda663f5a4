import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { isId, newId, uuidOf } from '@/lib/id';

/** Events that are looked at in one transaction, and for how many days a test of the address is kept. */
const queueing = { eventsPerStep: 100, testDays: 7 } as const;

/**
 * Makes a result of each event of an association whose partner has named an address for results. What happened before it was named is not
 * sent: that it is wanted is asked when the event comes by, once.
 *
 * @returns how many events it dealt with
 */
export async function queueResults(tx: Transaction): Promise<number> {
  type Row = {
    id: string;
    type: string;
    organization_id: string;
    root_id: string;
    subject_id: string;
    is_wanted: boolean;
  };
  // Not `skip locked`: results of one customer have to be in the order of its events.
  const { rows } = await tx.execute<Row>(sql`
    select e.id, e.type, e.organization_id, e.root_id, o.subject_id,
        exists (select from access_configurations c where c.organization_id = e.organization_id and c.notification_url is not null) as is_wanted
      from published_events e join outbox_events o on o.id = e.event_id
     where e.announced_at is null and e.type in ('customer.associated', 'customer.left')
     order by e.position limit ${queueing.eventsPerStep} for no key update of e`);
  if (rows.length === 0) return 0;
  const wanted = rows.flatMap((row, at) =>
    row.is_wanted && isId('customer', row.subject_id)
      ? [
          {
            id: uuidOf(newId('associationResult')),
            event_id: row.id,
            organization_id: row.organization_id,
            root_id: row.root_id,
            customer_id: uuidOf(row.subject_id),
            bind_action: row.type === 'customer.associated' ? 0 : 1,
            at,
          },
        ]
      : [],
  );
  await tx.execute(sql`
    insert into association_results (id, event_id, organization_id, root_id, customer_id, bind_action)
      select id, event_id, organization_id, root_id, customer_id, bind_action from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb)
        as r (id uuid, event_id uuid, organization_id uuid, root_id uuid, customer_id uuid, bind_action smallint, at integer) order by at
      on conflict (event_id) do nothing`);
  await tx.execute(sql`update published_events set announced_at = clock_timestamp()
    where id = any(${sql.param(rows.map(({ id }) => id))}::uuid[])`);
  return rows.length;
}

/** Takes away tests that nobody looks at any more; results go with their events. */
export async function removeOldTests(tx: Transaction): Promise<void> {
  await tx.execute(sql`delete from association_results
    where event_id is null and created_at < clock_timestamp() - make_interval(days => ${queueing.testDays})`);
}
