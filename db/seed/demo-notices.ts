import type pg from 'pg';
import { idFromUuid, uuidOf } from '@/lib/id';
import { type DemoCustomer, demoEmail, demoId, demoOrganizations } from './demo-organizations';
import type { DemoEvent } from './demo-relations';
import type { Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

/** What of an event its readers may see, as domain/notices/audience.ts picks it. */
const shown = [
  'amount',
  'currency',
  'cause',
  'decision',
  'kind',
  'toType',
  'startedBy',
  'adjustmentId',
  'route',
] as const;
const dayMs = 86_400_000;

/** The notices of these events and of the latest money of acme and qiming, for those domain/notices/rules.ts names. What is older has been read. */
export async function demoNotices(
  client: pg.Client,
  events: readonly DemoEvent[],
  customers: readonly DemoCustomer[],
  random: SeededRandom,
): Promise<Row[]> {
  // Of recharges only the latest one: older ones are long known.
  const all = [...events.filter(({ kind }) => kind !== 'recharge.credited'), ...(await latestMoney(client))];
  const latest = Math.max(...all.map(({ at }) => at.getTime()));
  return all.flatMap((event) => {
    const facts = factsOf(event, customers);
    return readersOf(event, customers).map(
      (email): Row => ({
        id: uuidOf(random.idAt('notice', event.at)),
        ...ownerOf(email),
        user_id: uuidOf(demoId('user', email)),
        ...{ event_id: uuidOf(event.id), kind: event.kind, subject_id: event.subjectId, payload: facts },
        created_at: new Date(event.at.getTime() + 2000).toISOString(),
        read_at: latest - event.at.getTime() > 3 * dayMs ? new Date(event.at.getTime() + dayMs).toISOString() : null,
      }),
    );
  });
}

/** The latest recharge of qiming and its latest allocation to acme, as the history has written them. */
async function latestMoney(client: pg.Client): Promise<DemoEvent[]> {
  type Found = { id: string; kind: string; subject_id: string; payload: DemoEvent['payload']; created_at: Date };
  const { rows } = await client.query<Found>(
    `select distinct on (kind) id, kind, subject_id, payload, created_at from outbox_events
      where organization_id = $1 and (kind = 'recharge.credited' or kind = 'funds.allocated' and payload->>'counterpartyId' = $2)
      order by kind, created_at desc, id desc`,
    [uuidOf(demoId('organization', 'qiming')), demoId('customer', 'acme')],
  );
  return rows.map((row) => ({
    ...{ id: idFromUuid('event', row.id), kind: row.kind, partner: 'qiming', subjectId: row.subject_id },
    ...{ payload: row.payload, at: row.created_at },
  }));
}

const customerOf = ({ payload }: DemoEvent, customers: readonly DemoCustomer[]): DemoCustomer | undefined => {
  const id = payload['customerId'] ?? payload['counterpartyId'];
  return customers.find((one) => demoId('customer', one.code) === id);
};

function factsOf(event: DemoEvent, customers: readonly DemoCustomer[]): Row {
  const { payload, partner } = event;
  const kept = Object.fromEntries(shown.flatMap((name) => (payload[name] ? [[name, payload[name]]] : [])));
  const customer = customerOf(event, customers);
  const organization = demoOrganizations.find((one) => one.code === partner);
  return {
    ...kept,
    ...(customer ? { customerId: demoId('customer', customer.code) } : {}),
    customer: customer?.name ?? payload['customerName'] ?? event.attempter ?? null,
    customerEn: customer?.nameEn ?? null,
    partner: organization?.name ?? null,
    partnerEn: organization?.nameEn ?? null,
  };
}

/** The e-mails of whom an event concerns. */
function readersOf(event: DemoEvent, customers: readonly DemoCustomer[]): string[] {
  const customer = customerOf(event, customers);
  const [admin, finance, sales] = ['admin', 'finance', 'sales'].map((role) => demoEmail(role, event.partner));
  const operators = [demoEmail('admin', 'cloud'), demoEmail('finance', 'cloud')];
  const ofCustomer = customer && customer.nameEn === null ? [demoEmail('admin', customer.code)] : [];
  const concerned = {
    'report.submitted': [demoEmail('admin', 'cloud')],
    'report.reviewed': [admin, sales],
    'association.failed': [admin, sales],
    'association_change.requested': [admin, customer?.isManaged && sales],
    'funds.allocated': [admin, finance, sales, ...ofCustomer],
    'recharge.credited': [admin, finance],
    'balance.low': [admin, finance],
    'credit.terms_set': [admin, finance],
    'claim.submitted': operators,
    'claim.decided': [admin, finance],
    'bank_transfer.proposed': operators,
    'posting.proposed': operators,
    'suspense.overdue': operators,
    'withdrawal.requested': operators,
    'withdrawal.decided': [admin, finance],
    'withdrawal.settled': [admin, finance],
    'withdrawal.returned': [admin, finance],
  } as const satisfies Record<string, readonly (string | false | undefined)[]>;
  const emails = Object.entries(concerned).find(([kind]) => kind === event.kind)?.[1] ?? [];
  return emails.flatMap((email) => email || []);
}

function ownerOf(email: string) {
  const code = /@(.+)\.example$/.exec(email)?.[1] ?? '';
  const above = demoOrganizations.find((one) => one.code === code)?.under ?? code;
  return { organization_id: uuidOf(demoId('organization', code)), root_id: uuidOf(demoId('organization', above)) };
}
