import type pg from 'pg';
import { type Id, type Kind, uuidOf, wireIdOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { organizationUuid, ownerOf } from './demo-deeds';
import { insertRows } from './insert-rows';
import type { SeededRandom } from './seeded-random';

/** An event as it is told to partners' platforms. */
export interface DemoPublished {
  readonly id: Id<'publishedEvent'>;
  readonly type: string;
  readonly body: string;
  readonly at: Date;
  readonly publishedAt: Date;
}

/** For how many days back the demo world's events stand in the feed. */
const publishedDays = 30;

interface Found {
  readonly id: string;
  readonly kind: string;
  readonly subject_id: Id<Kind>;
  readonly payload: Readonly<Record<string, string | null>>;
  readonly created_at: Date;
  readonly timestamp: string;
  /** What it did to the partner's own balance, where it moved it. */
  readonly amount: string | null;
  readonly balance: string | null;
  readonly version: string | null;
}

/**
 * Writes the partner's events of the last weeks as they are told, in their order. Whatever else happened in the demo world counts as published,
 * so that nobody is told of it when the server starts.
 */
export async function publishEvents(
  client: pg.Client,
  partner: string,
  { now, random }: { now: Date; random: SeededRandom },
): Promise<DemoPublished[]> {
  await client.query(`update outbox_events set published_at = created_at + interval '2 seconds'`);
  const since = new Date(now.getTime() - publishedDays * 86_400_000);
  const { rows } = await client.query<Found>(
    `select e.id, e.kind, e.subject_id, e.payload, e.created_at, m.*, to_char(e.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as timestamp
       from outbox_events e left join lateral (
         select l.amount_minor as amount, l.credits_after - l.debits_after as balance, l.seq as version from ledger_transfers t
           join ledger_accounts a on a.id in (t.debit_id, t.credit_id) and a.purpose = 'funds' and a.owner_id = e.organization_id
           join ledger_entries l on l.account_id = a.id and l.transfer_id = t.id where t.id = e.transfer_id) m on true
      where e.organization_id = $1 and e.kind = any($2) and e.created_at > $3 order by e.created_at, e.id`,
    [organizationUuid(partner), Object.keys(members), since],
  );
  const events = rows.map((row) => {
    const publishedAt = new Date(row.created_at.getTime() + 2000);
    const published = { id: random.idAt('publishedEvent', publishedAt), type: row.kind, body: bodyOf(row) };
    return { ...published, at: row.created_at, publishedAt, source: row.id, timestamp: row.timestamp };
  });
  await insertRows(
    client,
    'published_events',
    events.map(({ id, source, type, body, timestamp, publishedAt }) => ({
      ...{ id: uuidOf(id), ...ownerOf(partner), event_id: source, type, body },
      ...{ created_at: timestamp, published_at: publishedAt.toISOString() },
    })),
  );
  return events;
}

const subject = 'subject';
/** Nothing is said of it where it came by bank transfer. */
const rechargeKind = 'rechargeKind';
const coupon = {
  ...{ coupon_id: 'couponId', quota_id: 'quotaId', customer_id: 'customerId', order_id: 'orderId' },
  ...{ operation_id: 'operationId', cause: 'kind', value: 'amount', currency: 'currency' },
};
const funds = { adjustment_id: subject, customer_id: 'counterpartyId' };
const withdrawal = { withdrawal_id: subject, kind: 'withdrawalKind', value: 'amount', currency: 'currency' };

/** What is told of which member of an event, as domain/webhooks/event-body.ts has it. */
const members: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'recharge.credited': { recharge_id: subject, kind: rechargeKind },
  'funds.allocated': funds,
  'funds.reclaimed': funds,
  'withdrawal.requested': withdrawal,
  'withdrawal.sent': withdrawal,
  'withdrawal.settled': withdrawal,
  'withdrawal.returned': withdrawal,
  'association_change.requested': {
    ...{ change_id: subject, customer_id: 'customerId', change: 'kind', to_type: 'toType', started_by: 'startedBy' },
  },
  'report.reviewed': { report_id: subject, decision: 'decision' },
  'claim.decided': { claim_id: subject, decision: 'decision', value: 'amount', currency: 'currency' },
  'coupon.issued': coupon,
  'coupon.used': coupon,
  'coupon.reclaimed': coupon,
  'coupon.expired': coupon,
};

function bodyOf({ kind, subject_id: subjectId, payload, timestamp, amount, balance, version }: Found): string {
  const told = Object.entries(members[kind] ?? {}).flatMap(([name, source]) => {
    const value =
      { [subject]: subjectId, [rechargeKind]: payload['kind'] ?? 'bank_transfer' }[source] ?? payload[source];
    if (value === null || value === undefined) return [];
    return [[name, name.endsWith('_id') && /^[a-z]{3}_/.test(value) ? wireIdOf(value as Id<Kind>) : value]];
  });
  const yuan = (minor: string) => formatMoney(money(BigInt(minor), 'CNY'));
  const moved =
    amount === null || balance === null || version === null
      ? {}
      : { amount: yuan(amount), currency: 'CNY', balance_after: yuan(balance), balance_version: version };
  return JSON.stringify({ type: kind, timestamp, data: { ...Object.fromEntries(told), ...moved } });
}
