import { createHash } from 'node:crypto';
import type pg from 'pg';
import { type Id, uuidOf } from '@/lib/id';
import { demoNotices } from './demo-notices';
import { type DemoCustomer, demoEmail, demoId, demoOrganizations } from './demo-organizations';
import { insertRows, type Row } from './insert-rows';
import { SeededRandom } from './seeded-random';

const dayMs = 86_400_000;

/** Something that happened, for its event and for those who are told of it. */
export interface DemoEvent {
  readonly id: Id<'event'>;
  readonly kind: string;
  readonly partner: string;
  readonly subjectId: string;
  readonly payload: Readonly<Record<string, string | null>>;
  readonly at: Date;
  /** Who tried to join, which the event itself does not say. */
  readonly attempter?: string;
}

/** Somebody's deed, as the audit keeps it. */
interface Deed {
  readonly email: string;
  readonly organization: string;
  readonly action: string;
  readonly subjectId: string;
  readonly detail: object;
  readonly at: Date;
}

/**
 * What goes on between the partners and their customers, so that no list of the demo world is empty: reports, a link, attempts to join, open
 * requests, contacts, and the notices of it all. No money moves and no relation changes.
 *
 * @param ofMoney what is told of what has moved before
 * @source spec/01, 02
 */
export async function writeRelations(
  client: pg.Client,
  customers: readonly DemoCustomer[],
  ofMoney: readonly DemoEvent[],
  now: Date,
): Promise<void> {
  const random = new SeededRandom(31);
  const ago = (days: number) => new Date(now.getTime() - Math.round(days * dayMs));
  const reports = reportsOf(random, ago);
  const changes = changesOf(customers, random, ago);
  const link = linkOf(random, ago);
  const made = generatedOf(customers, 'qiming', 1);
  const attempts = attemptsOf({ ...made, joinedAt: await joinedAtOf(client, made) }, link, random, ago);
  await insertRows(client, 'customer_reports', reports.rows);
  await insertRows(client, 'invitations', [link.row]);
  await insertRows(client, 'association_attempts', attempts.rows);
  await insertRows(client, 'association_changes', changes.rows);
  await insertRows(client, 'customer_contacts', contactsOf(random, ago));
  const deeds = [...reports.deeds, ...link.deeds, ...changes.deeds];
  await insertRows(
    client,
    'audit_entries',
    deeds.map((deed) => auditRow(deed, random)),
  );
  const events = [...reports.events, ...attempts.events, ...changes.events];
  await insertRows(client, 'outbox_events', events.map(eventRow));
  await insertRows(client, 'notices', await demoNotices(client, [...events, ...ofMoney], customers, random));
}

const uuid = (code: string): string => uuidOf(demoId('organization', code));
const userUuid = (email: string): string => uuidOf(demoId('user', email));
const ownerOf = (code: string) => ({
  organization_id: uuid(code),
  root_id: uuid(demoOrganizations.find((one) => one.code === code)?.under ?? code),
});
const operator = demoEmail('admin', 'cloud');
const reporter = demoEmail('sales', 'qiming');

type Ago = (days: number) => Date;

const prospects = [
  { name: '江南精密制造', contact: '沈青', end: '0001', label: '制造业', state: 'pending', submitted: 0.3 },
  {
    name: '海岳冷链物流',
    contact: '顾岚',
    end: '0002',
    label: '华东',
    state: 'reported',
    submitted: 3.2,
    reviewed: 2.6,
  },
  {
    ...{ name: '星河在线教育', contact: '陆远', end: '0003', label: null, state: 'rejected', submitted: 6.1 },
    ...{ reviewed: 5.4, note: '该客户已由平台直销跟进。' },
  },
] as const;

/** Three reports by sales@qiming: one waits, one stands, one was rejected. */
function reportsOf(random: SeededRandom, ago: Ago) {
  const reports = prospects.map((prospect) => {
    const submittedAt = ago(prospect.submitted);
    const reviewedAt = 'reviewed' in prospect ? ago(prospect.reviewed) : null;
    return { ...prospect, submittedAt, reviewedAt, id: random.idAt('report', submittedAt) };
  });
  const rows = reports.map(
    (one): Row => ({
      ...{ id: uuidOf(one.id), ...ownerOf('qiming') },
      ...{ customer_name: one.name, contact_name: one.contact, label: one.label, state: one.state },
      ...{ mobile: `1391100${one.end}`, email: `it${one.end}@prospect.example` },
      reported_by: userUuid(reporter),
      submitted_at: one.submittedAt.toISOString(),
      reviewed_at: one.reviewedAt?.toISOString() ?? null,
      reviewed_by: one.reviewedAt && userUuid(operator),
      review_note: 'note' in one ? one.note : null,
      expires_at:
        one.reviewedAt && one.state === 'reported'
          ? new Date(one.reviewedAt.getTime() + 15 * dayMs).toISOString()
          : null,
      ended_at: one.reviewedAt && one.state === 'rejected' ? one.reviewedAt.toISOString() : null,
      created_at: one.submittedAt.toISOString(),
    }),
  );
  const steps = reports.flatMap((one) => {
    const decision = one.state === 'rejected' ? 'reject' : 'approve';
    const said = { id: one.id, customerName: one.name, reportedBy: demoId('user', reporter) };
    const submitted = {
      ...{ at: one.submittedAt, kind: 'report.submitted', payload: said, subjectId: one.id, email: reporter },
      ...{ action: 'reports.report', detail: { customerName: one.name, mobile: `139****${one.end}` } },
    };
    if (one.reviewedAt === null) return [submitted];
    const note = 'note' in one ? one.note : null;
    const reviewed = {
      ...{ at: one.reviewedAt, kind: 'report.reviewed', payload: { ...said, decision }, subjectId: one.id },
      ...{ email: operator, action: 'reports.review' },
      detail: { organizationId: demoId('organization', 'qiming'), decision, note },
    };
    return [submitted, reviewed];
  });
  const events = steps.map(
    ({ at, kind, subjectId, payload }): DemoEvent => ({
      ...{ id: random.idAt('event', at), partner: 'qiming', at, kind, subjectId, payload },
    }),
  );
  const deeds = steps.map(
    ({ at, email, action, subjectId, detail }): Deed => ({
      ...{ at, email, action, subjectId, detail, organization: email === operator ? 'cloud' : 'qiming' },
    }),
  );
  return { rows, events, deeds };
}

/** A link of sales@qiming with a label. Like the demo keys, its token is known to everybody and exists nowhere else. */
function linkOf(random: SeededRandom, ago: Ago) {
  const at = ago(20);
  const id = random.idAt('invitation', at);
  const token = createHash('sha256').update('demo custom link').digest('base64url');
  const label = '云上大会';
  const row: Row = {
    ...{ id: uuidOf(id), ...ownerOf('qiming'), kind: 'custom_link', type: 'resale', label, token },
    // As domain/onboarding/invitation-tokens.ts makes it.
    token_hash: `\\x${createHash('sha256').update(`invitation\0${token}`).digest('hex')}`,
    created_by: userUuid(reporter),
    created_at: at.toISOString(),
    joined_count: 0,
  };
  const detail = { kind: 'custom_link', association: 'resale', label };
  const deed: Deed = {
    ...{ email: reporter, organization: 'qiming', action: 'invitations.make_link', subjectId: id, detail, at },
  };
  return { id, row, deeds: [deed] };
}

/** Two that could not join by the link, and one customer that had been made by the partner's program. */
function attemptsOf(
  made: DemoCustomer & { readonly joinedAt: Date },
  link: { readonly id: Id<'invitation'> },
  random: SeededRandom,
  ago: Ago,
) {
  const failures = [
    { name: '东海食品贸易', cause: 'associated_with_another', at: ago(9.4) },
    { name: '明德医疗器械', cause: 'customer_registered_long_ago', at: ago(1.7) },
  ].map((one) => ({ ...one, id: random.idAt('associationAttempt', one.at) }));
  const common = { ...ownerOf('qiming'), type: 'resale' };
  const rows = failures.map(
    ({ id, name, cause, at }): Row => ({
      ...{ id: uuidOf(id), ...common, invitation_id: uuidOf(link.id), customer_id: null, customer_name: name },
      ...{ via: 'custom_link', outcome: 'failed', cause, account_manager_id: userUuid(reporter) },
      created_at: at.toISOString(),
    }),
  );
  const joined: Row = {
    ...{ id: uuidOf(random.idAt('associationAttempt', made.joinedAt)), ...common, invitation_id: null },
    ...{ customer_id: uuidOf(demoId('customer', made.code)), customer_name: made.name, via: 'api' },
    ...{ outcome: 'associated', cause: null, account_manager_id: null, created_at: made.joinedAt.toISOString() },
  };
  const events = failures.map(
    ({ id, name, cause, at }): DemoEvent => ({
      attempter: name,
      ...{ id: random.idAt('event', at), kind: 'association.failed', partner: 'qiming', subjectId: id, at },
      payload: { attemptId: id, customerId: null, invitationId: link.id, cause },
    }),
  );
  return { rows: [...rows, joined], events };
}

async function joinedAtOf(client: pg.Client, { code }: DemoCustomer): Promise<Date> {
  const { rows } = await client.query<{ at: Date }>('select associated_at as at from associations where id = $1', [
    uuidOf(demoId('association', code)),
  ]);
  if (!rows[0]) throw new Error(`${code} is associated with nobody`);
  return rows[0].at;
}

/** A generated customer of qiming asks to leave; yunhe asks one of its own to become a referral. */
function changesOf(customers: readonly DemoCustomer[], random: SeededRandom, ago: Ago) {
  const asked = [
    { partner: 'qiming', customer: generatedOf(customers, 'qiming', 0), by: 'customer', at: ago(0.8) } as const,
    { partner: 'yunhe', customer: generatedOf(customers, 'yunhe', 0), by: 'partner', at: ago(2.3) } as const,
  ].map((one) => ({ ...one, id: random.idAt('associationChange', one.at) }));
  const asker = demoEmail('admin', 'yunhe');
  const reasonOf = (by: 'customer' | 'partner') =>
    by === 'customer' ? '业务调整，改为自行采购。' : '客户希望直接与平台结算。';
  const factsOf = (one: (typeof asked)[number]) => ({
    customerId: demoId('customer', one.customer.code),
    kind: one.by === 'customer' ? 'disassociate' : 'switch',
    toType: one.by === 'customer' ? null : 'referral',
    startedBy: one.by,
  });
  const rows = asked.map((one): Row => {
    const { customerId, kind, toType, startedBy } = factsOf(one);
    return {
      ...{ id: uuidOf(one.id), ...ownerOf(one.partner), customer_id: uuidOf(customerId), kind, to_type: toType },
      ...{ association_id: uuidOf(demoId('association', one.customer.code)), from_type: 'resale' },
      ...{ started_by: startedBy, reason: reasonOf(one.by), state: 'submitted' },
      user_id: one.by === 'partner' ? userUuid(asker) : null,
      created_at: one.at.toISOString(),
    };
  });
  const events = asked.map(
    (one): DemoEvent => ({
      ...{ id: random.idAt('event', one.at), kind: 'association_change.requested', partner: one.partner, at: one.at },
      ...{ subjectId: one.id, payload: factsOf(one) },
    }),
  );
  const deeds = asked
    .filter((one) => one.by === 'partner')
    .map(
      (one): Deed => ({
        ...{
          email: asker,
          organization: one.partner,
          action: 'association_changes.request',
          subjectId: one.id,
          at: one.at,
        },
        detail: { ...factsOf(one), reason: reasonOf(one.by) },
      }),
    );
  return { rows, events, deeds };
}

const contactsOf = (random: SeededRandom, ago: Ago): Row[] =>
  [
    { name: '唐晓', position: '客户服务经理', mobile: '13911000011', email: 'service@qiming.example' },
    { name: '许诺', position: '技术支持', mobile: null, email: 'support@qiming.example' },
  ].map((contact, index) => ({
    id: uuidOf(random.idAt('customerContact', ago(60 - index))),
    ...{ ...ownerOf('qiming'), ...contact, created_at: ago(60 - index).toISOString() },
  }));

/** The generated resale customer at that place that may spend and has something: the named ones are left to their readers. */
function generatedOf(customers: readonly DemoCustomer[], partner: string, place: number): DemoCustomer {
  const found = customers.filter(
    (one) =>
      one.partner === partner && one.nameEn !== null && one.type === 'resale' && one.balance > 0n && !one.isFrozen,
  )[place];
  if (!found) throw new Error(`${partner} has no generated customer at ${place}`);
  return found;
}

const auditRow = ({ email, organization, action, subjectId, detail, at }: Deed, random: SeededRandom): Row => ({
  ...{ id: uuidOf(random.idAt('auditEntry', at)), ...ownerOf(organization), at: at.toISOString(), action },
  ...{ outcome: 'done', via: 'session', user_id: userUuid(email), subject_id: subjectId, detail },
  address: `203.0.113.${random.between(1, 254)}`,
});

/** Delivered already: who is told stands in the notices. */
const eventRow = ({ id, kind, partner, subjectId, payload, at }: DemoEvent): Row => ({
  ...{ id: uuidOf(id), ...ownerOf(partner), kind, subject_id: subjectId, payload, created_at: at.toISOString() },
  delivered_at: new Date(at.getTime() + 2000).toISOString(),
});
