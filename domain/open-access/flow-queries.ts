import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { uuidOf } from '@/lib/id';
import type { FlowEvidence } from './flow-model';

/** How far the reader's own platform is connected, by what has happened: what is set, which keys there are, what was delivered and used. */
export async function readFlow(scope: ReadScope): Promise<FlowEvidence> {
  const own = sql`${uuidOf(scope.organizationId)}::uuid`;
  const lately = sql`clock_timestamp() - interval '7 days'`;
  const { rows } = await database().execute<Row>(sql`
    select c.organization_id is not null as has_started,
      coalesce(jsonb_array_length(c.contacts) > 0, false) as has_contacts,
      c.notification_url is not null as has_notification_url,
      c.idp_metadata_id is not null as has_idp_metadata,
      coalesce(c.order_payment_url, c.recharge_url) is not null as has_callbacks,
      exists (select from api_keys k where k.organization_id = ${own} and k.state = 'active' and k.rights <> 'sandbox'
        and coalesce(k.expires_at > clock_timestamp(), true)) as has_usable_key,
      exists (select from api_keys k where k.organization_id = ${own} and k.last_used_at is not null)
        or exists (select from webhook_deliveries d where d.organization_id = ${own} and d.type = 'webhook.test' and d.state = 'delivered')
        as has_tested,
      exists (select from api_keys k where k.organization_id = ${own} and k.rights <> 'sandbox' and k.last_used_at > ${lately})
        or exists (select from webhook_endpoints e join webhook_deliveries d on d.endpoint_id = e.id
          where e.organization_id = ${own} and d.state = 'delivered' and d.type <> 'webhook.test' and d.created_at > ${lately})
        as is_live
    from (values (1)) one left join access_configurations c on c.organization_id = ${own}`);
  const [row] = rows;
  if (!row) throw new Error('One row is answered whatever there is');
  return {
    hasStarted: row.has_started,
    hasContacts: row.has_contacts,
    hasNotificationUrl: row.has_notification_url,
    hasIdpMetadata: row.has_idp_metadata,
    hasCallbacks: row.has_callbacks,
    hasUsableKey: row.has_usable_key,
    hasTested: row.has_tested,
    isLive: row.is_live,
  };
}

type Row = {
  has_started: boolean;
  has_contacts: boolean;
  has_notification_url: boolean;
  has_idp_metadata: boolean;
  has_callbacks: boolean;
  has_usable_key: boolean;
  has_tested: boolean;
  is_live: boolean;
};
