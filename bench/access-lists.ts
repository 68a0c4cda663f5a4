import type { DatabaseHandle } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { listAssociationResults } from '@/domain/open-access/association-result-queries';
import { listAccessChanges } from '@/domain/open-access/change-queries';
import { readScope } from '@/domain/read-scope';
import { listDeliveries } from '@/domain/webhooks/delivery-queries';
import { listEndpoints } from '@/domain/webhooks/endpoint-queries';
import { listFeed } from '@/domain/webhooks/feed-queries';
import { type Id, idFromUuid, newId, uuidOf } from '@/lib/id';
import { fillAccess } from './access-rows';
import { measureReadings, type Reading } from './bare-sql';
import { of } from './record-lists';
import type { Measured, Settings } from './rounds';
import { makePartner } from './world';

/** A partner with `count` events, deliveries, results and changes. */
interface AccessWorld {
  readonly count: number;
  readonly partner: Actor;
  readonly endpoint: Id<'webhookEndpoint'>;
  /** Deep in the feed, and of one delivery. */
  readonly event: Id<'publishedEvent'>;
}

/** A page of every list of open access with each filter it offers, at its beginning and deep down, with 10,000 rows of each kind and with 100,000. */
export async function measureAccessLists(handle: DatabaseHandle, settings: Settings): Promise<Measured[]> {
  const readings: Reading[] = [];
  for (const count of [10_000, 100_000]) {
    settings.tell(`making ${count} of everything about open access`);
    const world = await makeAccess(settings, count);
    readings.push(...ofDeliveries(world), ...ofConfiguration(world), ...ofFeed(world));
  }
  await settings.owner.query('vacuum analyze');
  return measureReadings(handle, settings, readings);
}

async function makeAccess({ owner }: Settings, count: number): Promise<AccessWorld> {
  const { actor, customers } = await makePartner(owner, `access-${count}`, 50);
  const userId = newId('user');
  await owner.query(
    `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, $3, 'admin', array['admin'])`,
    [uuidOf(userId), uuidOf(actor.organizationId), `admin-${count}@access.example`],
  );
  const endpoint = await fillAccess(owner, { partner: actor.organizationId, admin: userId, customers, count });
  const { rows } = await owner.query<{ id: string }>(
    'select id from published_events where organization_id = $1 order by position offset $2 limit 1',
    [uuidOf(actor.organizationId), Math.floor(count * 0.4)],
  );
  const event = idFromUuid('publishedEvent', rows[0]?.id ?? '');
  return { count, partner: { ...actor, roles: ['admin'], userId }, endpoint, event };
}

const days = [
  ['days, all', { from: '2020-01-01', to: '2029-12-31' }],
  ['days, before all', { to: '2020-01-01' }],
] as const;

function ofDeliveries({ count, partner, endpoint, event }: AccessWorld): Reading[] {
  const scope = readScope(partner, 'webhooks.read');
  const deep = count * 0.6;
  const deliveries = of('webhookDelivery', (own, filter: Parameters<typeof listDeliveries>[2], page) =>
    listDeliveries(own, endpoint, filter, page),
  );
  return [
    ...deliveries(
      `deliveries ${count / 1000} k`,
      scope,
      [
        ['page', {}],
        ['delivered', { state: 'delivered' }],
        ['failed', { state: 'failed' }],
        ['waiting', { state: 'waiting' }],
        ['cancelled, few', { state: 'cancelled' }],
        ['type', { type: 'funds.allocated' }],
        ['type, rare', { type: 'customer.left' }],
        ['type, nothing', { type: 'quota.granted' }],
        ['failed of a type, rare', { state: 'failed', type: 'customer.associated' }],
        ['event', { eventId: event }],
        ['event, nothing', { eventId: newId('publishedEvent') }],
        ...days,
      ],
      deep,
    ),
    ...of('webhookEndpoint', listEndpoints)(`endpoints ${count / 1000} k`, scope, [
      ['page', {}],
      ['active', { state: 'active' }],
      ['disabled, nothing', { state: 'disabled' }],
    ]),
  ];
}

function ofConfiguration({ count, partner }: AccessWorld): Reading[] {
  const scope = readScope(partner, 'open_access.read');
  const deep = count * 0.6;
  return [
    ...of('accessChange', listAccessChanges)(
      `access changes ${count / 1000} k`,
      scope,
      [
        ['page', {}],
        ['callbacks', { part: 'callbacks' }],
        ['notification address', { part: 'notification_url' }],
        ['contacts, few', { part: 'contacts' }],
        ['attachments, nothing', { part: 'attachments' }],
      ],
      deep,
    ),
    ...of('associationResult', listAssociationResults)(
      `association results ${count / 1000} k`,
      scope,
      [
        ['page', {}],
        ['delivered', { state: 'delivered' }],
        ['failed', { state: 'failed' }],
        ['cancelled, few', { state: 'cancelled' }],
        ['unbound', { bindAction: 1 }],
        ['waiting, unbound', { state: 'waiting', bindAction: 1 }],
        ...days,
      ],
      deep,
    ),
  ];
}

/** Where it goes on and what follows are two statements. */
function ofFeed({ count, partner, event }: AccessWorld): Reading[] {
  const scope = readScope(partner, 'events.read');
  const filters = [
    ['page', {}],
    ['type', { types: ['funds.allocated'] }],
    ['type, rare', { types: ['customer.left'] }],
    ['types, nothing', { types: ['quota.granted', 'quota.expired'] }],
  ] as const;
  return filters.flatMap(([load, filter]): Reading[] => {
    const read = (more: object) => listFeed(scope, { ...filter, ...more, limit: 100 });
    const name = `feed ${count / 1000} k`;
    return [
      { name, load, read: () => read({}) },
      { name, load: `${load}, deep`, read: () => read({ after: event }), isOfSeveral: true },
    ];
  });
}
