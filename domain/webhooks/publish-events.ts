import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { AuditDetail } from '@/db/schema/kernel';
import { inJob, job } from '@/domain/job';
import { asKind, type Id, idFromUuid, isId, newId, uuidOf } from '@/lib/id';
import type { Currency } from '@/lib/money';
import { type BalanceMove, eventBody, type ToldEvent } from './event-body';
import { isWebhookType, type Listener, webhookEventTypes } from './event-types';

/** Events of the outbox that are published in one transaction. */
const eventsPerStep = 200;
/** Held by whoever publishes, to the commit; the trigger of the table takes the same for each row. */
const publishing = 7021010;

/**
 * Tells partners' platforms what happened: each event of the outbox becomes one published event for each partner it concerns, and a delivery
 * for each of its endpoints that wants to hear of it. Events nobody outside may hear of are marked too, and that is all.
 *
 * One publisher at a time gives the positions, so that they grow in the order of commits: an event whose transaction was slow comes later and
 * gets a later position, and who reads on from a position misses nothing. Events, deliveries and the mark are one transaction.
 *
 * @source quality/acceptance.md W7, W8, W13, docs/decisions/0022-webhooks-are-rows.md
 */
export const publishEvents = job('publish-events', () => inJob(publishNext));

async function publishNext(tx: Transaction): Promise<number> {
  const { rows } = await tx.execute<{ isMine: boolean }>(
    sql`select pg_try_advisory_xact_lock(${publishing}) as "isMine"`,
  );
  if (!rows[0]?.isMine) return 0;
  const waiting = await waitingEvents(tx);
  if (waiting.length === 0) return 0;
  const told = waiting.flatMap((event) => (isWebhookType(event.kind) ? [{ ...event, type: event.kind }] : []));
  const published = await publishedOf(tx, told);
  if (published.length > 0) await insertPublished(tx, published);
  const ids = sql.param(waiting.map(({ id }) => uuidOf(id)));
  await tx.execute(sql`update outbox_events set published_at = clock_timestamp() where id = any(${ids}::uuid[])`);
  return waiting.length;
}

interface Waiting extends Omit<ToldEvent, 'type'> {
  readonly id: Id<'event'>;
  readonly organizationId: Id<'organization'>;
  readonly kind: string;
  readonly transferId: Id<'transfer'> | null;
}
type Told = Waiting & ToldEvent;

/** In the order in which they happened. Not `skip locked`: a row that notices are being written of is waited for, so that none overtakes it. */
async function waitingEvents(tx: Transaction): Promise<Waiting[]> {
  type Row = {
    id: string;
    organization_id: string;
    kind: string;
    subject_id: string;
    transfer_id: string | null;
    payload: AuditDetail;
    timestamp: string;
  };
  const { rows } = await tx.execute<Row>(
    sql`select id, organization_id, kind, subject_id, transfer_id, payload,
        to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as timestamp
      from outbox_events where published_at is null order by created_at, id limit ${eventsPerStep} for no key update`,
  );
  return rows.map((row) => ({
    id: idFromUuid('event', row.id),
    organizationId: idFromUuid('organization', row.organization_id),
    kind: row.kind,
    subjectId: row.subject_id,
    transferId: row.transfer_id === null ? null : idFromUuid('transfer', row.transfer_id),
    payload: row.payload,
    timestamp: row.timestamp,
  }));
}

interface Published {
  readonly event: Told;
  readonly organizationId: Id<'organization'>;
  readonly body: string;
}

/** What each partner is told. What an event lacks or names wrongly concerns nobody: it never stops the others. */
async function publishedOf(tx: Transaction, events: readonly Told[]): Promise<Published[]> {
  const partnerOf = await partnersOf(tx, events);
  const listeners = events.flatMap((event) => listenersOf(event, partnerOf));
  const [arePartners, moves] = [await partnersAmong(tx, listeners), await movesOf(tx, events)];
  return listeners.flatMap(({ event, organizationId, listener }) => {
    if (!arePartners.has(organizationId)) return [];
    const move = event.transferId ? moves.get(`${event.transferId} ${organizationId}`) : undefined;
    return [{ event, organizationId, body: eventBody(event, listener, move) }];
  });
}

/** Each organization once, as the first thing it is to the event. */
function listenersOf(event: Told, partnerOf: PartnerOf) {
  const { tells }: { readonly tells: readonly Listener[] } = webhookEventTypes.find(
    ({ type }) => type === event.type,
  ) ?? {
    tells: [],
  };
  const { counterpartyId, resellerId = counterpartyId } = event.payload;
  const found = new Map<Id<'organization'>, { event: Told; organizationId: Id<'organization'>; listener: Listener }>();
  for (const listener of tells) {
    const reseller = isId('organization', resellerId) ? resellerId : undefined;
    const partner = partnerOf(event);
    const organizationId = { partner, reseller, own: event.organizationId }[listener];
    if (organizationId && !found.has(organizationId)) found.set(organizationId, { event, organizationId, listener });
  }
  return [...found.values()];
}

type PartnerOf = (event: Waiting) => Id<'organization'> | undefined;

/** Whose event it is; of one that is a customer's own (the platform has frozen it), the partner it is associated with. */
async function partnersOf(tx: Transaction, events: readonly Told[]): Promise<PartnerOf> {
  const customers = events.filter(isCustomersOwn).map(({ organizationId }) => uuidOf(organizationId));
  const partners = new Map<string, Id<'organization'>>();
  if (customers.length > 0) {
    const { rows } = await tx.execute<{ customer_id: string; organization_id: string }>(
      sql`select customer_id, organization_id from associations
        where customer_id = any(${sql.param(customers)}::uuid[]) and ended_at is null`,
    );
    for (const row of rows)
      partners.set(idFromUuid('organization', row.customer_id), idFromUuid('organization', row.organization_id));
  }
  return (event) => (isCustomersOwn(event) ? partners.get(event.organizationId) : event.organizationId);
}

const isCustomersOwn = ({ organizationId, subjectId }: Waiting): boolean =>
  isId('customer', subjectId) && asKind('organization', subjectId) === organizationId;

/** Of these organizations those that are partners: nobody else has a platform that listens. */
async function partnersAmong(tx: Transaction, listeners: readonly { readonly organizationId: Id<'organization'> }[]) {
  const ids = [...new Set(listeners.map(({ organizationId }) => uuidOf(organizationId)))];
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from organizations where id = any(${sql.param(ids)}::uuid[]) and kind not in ('operator', 'customer')`,
  );
  return new Set(rows.map(({ id }) => idFromUuid('organization', id)));
}

/** What the transfers of these events did to the balances of organizations, by `transfer organization`: as the ledger has it. */
async function movesOf(tx: Transaction, events: readonly Told[]): Promise<Map<string, BalanceMove>> {
  const ids = events.flatMap(({ transferId }) => (transferId ? [uuidOf(transferId)] : []));
  if (ids.length === 0) return new Map();
  type Row = {
    transfer_id: string;
    owner_id: string;
    amount_minor: string;
    balance_minor: string;
    seq: string;
    currency: Currency;
  };
  const { rows } = await tx.execute<Row>(
    sql`select t.id as transfer_id, a.owner_id, e.amount_minor, e.credits_after - e.debits_after as balance_minor, e.seq, a.unit_code as currency
      from ledger_transfers t
      join ledger_accounts a on a.id in (t.debit_id, t.credit_id) and a.purpose = 'funds'
      join ledger_entries e on e.account_id = a.id and e.created_at = t.created_at and e.transfer_id = t.id
     where t.id = any(${sql.param(ids)}::uuid[])`,
  );
  return new Map(
    rows.map((row) => [
      `${idFromUuid('transfer', row.transfer_id)} ${idFromUuid('organization', row.owner_id)}`,
      {
        amountMinor: BigInt(row.amount_minor),
        balanceMinor: BigInt(row.balance_minor),
        version: BigInt(row.seq),
        currency: row.currency,
      },
    ]),
  );
}

/** The events, in order, and a delivery of each to every active endpoint of its organization that wants its type. */
async function insertPublished(tx: Transaction, published: readonly Published[]): Promise<void> {
  const events = published.map(({ event, organizationId, body }, at) => ({
    id: uuidOf(newId('publishedEvent')),
    organization_id: uuidOf(organizationId),
    event_id: uuidOf(event.id),
    type: event.type,
    body,
    created_at: event.timestamp,
    at,
  }));
  await tx.execute(
    sql`insert into published_events (id, organization_id, root_id, event_id, type, body, created_at)
      select r.id, o.id, o.root_id, r.event_id, r.type, r.body, r.created_at
        from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
          as r (id uuid, organization_id uuid, event_id uuid, type text, body text, created_at timestamptz, at integer)
        join organizations o on o.id = r.organization_id order by r.at`,
  );
  const { rows } = await tx.execute<{ event_id: string; endpoint_id: string }>(
    sql`select p.id as event_id, e.id as endpoint_id from published_events p
        join webhook_endpoints e on e.organization_id = p.organization_id
       where p.id = any(${sql.param(events.map(({ id }) => id))}::uuid[]) and e.state = 'active' and (e.types is null or p.type = any(e.types))
       order by p.position, e.id for share of e`,
  );
  const deliveries = rows.map((row, at) => ({ ...row, id: uuidOf(newId('webhookDelivery')), at }));
  if (deliveries.length === 0) return;
  await tx.execute(
    sql`insert into webhook_deliveries (id, endpoint_id, organization_id, root_id, event_id, type)
      select r.id, r.endpoint_id, p.organization_id, p.root_id, p.id, p.type
        from jsonb_to_recordset(${JSON.stringify(deliveries)}::jsonb) as r (id uuid, endpoint_id uuid, event_id uuid, at integer)
        join published_events p on p.id = r.event_id order by r.at`,
  );
}
