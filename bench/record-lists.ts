import type { DatabaseHandle } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { listChanges } from '@/domain/associations/queries';
import { listResellerCustomers } from '@/domain/customers/reseller-customer-queries';
import { listTimeline } from '@/domain/customers/timeline-queries';
import { listExports } from '@/domain/exports/queries';
import { listNotices } from '@/domain/notices/queries';
import { listAttempts } from '@/domain/onboarding/history-queries';
import { listInvitations } from '@/domain/onboarding/invitation-queries';
import { listProspects } from '@/domain/onboarding/prospect-queries';
import { listReports } from '@/domain/onboarding/report-queries';
import { listMessages } from '@/domain/outgoing/queries';
import { type ReadScope, readScope } from '@/domain/read-scope';
import type { PageRequest } from '@/lib/cursor';
import type { Kind } from '@/lib/id';
import { newId } from '@/lib/id';
import { measureReadings, type Reading } from './bare-sql';
import { makeRecords, type RecordWorld, rowCount } from './record-world';
import type { Measured, Settings } from './rounds';

/** What is asked of a list, and with which filter. */
export type Questions<Filter> = readonly (readonly [load: string, filter: Filter])[];

const words = [
  ['search, rare', { q: 'needle' }],
  ['search, frequent', { q: 'trading' }],
  ['search, two letters', { q: 'ab' }],
  ['search, two letters, nothing', { q: '无所' }],
  ['search, only elsewhere', { q: 'elsewhere' }],
  ['search, nothing', { q: 'no such company' }],
] as const;

const days = [
  ['days, all', { from: '2020-01-01', to: '2029-12-31' }],
  ['days, before all', { to: '2020-01-01' }],
  ['days, after all', { from: '2029-12-31' }],
] as const;

/**
 * A page of every list of records, with each filter it offers, of what there is much, little and nothing of, at the beginning of the list
 * and 60,000 rows down: of an organization with 100,000 rows among others with fewer.
 */
export async function measureRecordLists(handle: DatabaseHandle, settings: Settings): Promise<Measured[]> {
  // A list of invitations shows addresses.
  process.env['NEXTAUTH_URL'] ??= 'https://partners.example';
  settings.tell(`making ${rowCount} records of each kind`);
  const world = await makeRecords(settings.owner);
  await settings.owner.query('vacuum analyze');
  return measureReadings(handle, settings, readingsOf(world));
}

const readingsOf = (world: RecordWorld): Reading[] => [
  ...ofOnboarding(world),
  ...ofChanges(world),
  ...ofOperations(world),
  ...ofCustomers(world),
];

function ofOnboarding(world: RecordWorld): Reading[] {
  const { partner, operator, busy, idle, newcomer, report, otherPartner } = world;
  const reports = of('report', listReports);
  const everyReport = [
    ['page', {}],
    ...words,
    ['search, mobile', { q: '13900000099' }],
    ['search, label', { q: 'north 99' }],
    ['reported', { state: 'reported' }],
    ['pending', { state: 'pending' }],
    ['failed', { state: 'failed' }],
    ['rejected, nothing', { state: 'rejected' }],
    ...days,
    ['failed, frequent word', { state: 'failed', q: 'trading' }],
    ['reported, rare word', { state: 'reported', q: 'needle' }],
  ] as const;
  const ofReview = [
    ['partner, large', { partnerId: partner.organizationId }],
    ['partner, small', { partnerId: otherPartner }],
    ['partner, nothing', { partnerId: newId('organization') }],
    ['partner, pending', { partnerId: otherPartner, state: 'pending' }],
    ['partner, word elsewhere', { partnerId: partner.organizationId, q: 'elsewhere' }],
  ] as const;
  const everyInvitation = [
    ['page', {}],
    ['email', { kind: 'email' }],
    ['custom link', { kind: 'custom_link' }],
    ['link, nothing', { kind: 'link' }],
    ['open', { state: 'open' }],
    ['used', { state: 'used' }],
    ['expired', { state: 'expired' }],
    ['withdrawn', { state: 'withdrawn' }],
    ['custom link, used', { kind: 'custom_link', state: 'used' }],
    ['email, withdrawn', { kind: 'email', state: 'withdrawn' }],
    ['report', { reportId: report }],
    ['report, nothing', { reportId: newId('report') }],
  ] as const;
  const everyAttempt = [
    ['page', {}],
    ...words,
    ['associated', { outcome: 'associated' }],
    ['failed', { outcome: 'failed' }],
    ['failed, frequent word', { outcome: 'failed', q: 'trading' }],
    ['failed, rare word', { outcome: 'failed', q: 'needle' }],
  ] as const;
  const invitations = of('invitation', listInvitations);
  const attempts = of('associationAttempt', listAttempts);
  const sales = [
    ['sales, much', busy],
    ['sales, little', idle],
    ['sales, nothing', newcomer],
  ] as const;
  return [
    ...reports('reports', readScope(partner, 'onboarding.read'), everyReport),
    ...reports('reports, review', readScope(operator, 'onboarding.review'), [...everyReport, ...ofReview]),
    ...invitations('invitations', readScope(partner, 'onboarding.read'), everyInvitation),
    ...attempts('attempts', readScope(partner, 'onboarding.read'), everyAttempt),
    ...sales.flatMap(([load, actor]) => {
      const scope = readScope(actor, 'onboarding.read');
      return [
        ...reports('reports', scope, [
          [load, {}],
          [`${load}, failed`, { state: 'failed' }],
          [`${load}, rare word`, { q: 'needle' }],
        ]),
        ...invitations('invitations', scope, [
          [load, {}],
          [`${load}, withdrawn`, { state: 'withdrawn' }],
        ]),
        ...attempts('attempts', scope, [
          [load, {}],
          [`${load}, failed`, { outcome: 'failed' }],
        ]),
      ];
    }),
  ];
}

function ofChanges({ partner, busy, idle, newcomer, restless, customer }: RecordWorld): Reading[] {
  const changes = of('associationChange', listChanges);
  const every = [
    ['page', {}],
    ['completed', { state: 'completed' }],
    ['submitted', { state: 'submitted' }],
    ['withdrawn', { state: 'withdrawn' }],
    ['rejected, nothing', { state: 'rejected' }],
    ['disassociate', { kind: 'disassociate' }],
    ['switch', { kind: 'switch' }],
    ['by the partner', { startedBy: 'partner' }],
    ['by the customer', { startedBy: 'customer' }],
    ['switch by the customer, nothing', { kind: 'switch', startedBy: 'customer' }],
    ...days,
    ['customer', { customer }],
    ['word, rare', { customer: 'customer abc1' }],
    ['word, frequent', { customer: 'customer' }],
    ['word, two letters', { customer: 'ab' }],
    ['word, nothing', { customer: 'no such customer' }],
    ['word, elsewhere', { customer: 'below' }],
    ['withdrawn, frequent word', { state: 'withdrawn', customer: 'customer' }],
  ] as const;
  const people = [
    ['sales, much', busy],
    ['sales, little', idle],
    ['sales, nothing', newcomer],
  ] as const;
  return [
    ...changes('changes, partner', readScope(partner, 'association_changes.read'), every),
    ...changes('changes, customer', readScope(restless, 'association_changes.read'), every),
    ...people.flatMap(([load, actor]) =>
      changes('changes, partner', readScope(actor, 'association_changes.read'), [[load, {}]]),
    ),
  ];
}

function ofOperations({ partner, operator }: RecordWorld): Reading[] {
  const notices = of('notice', listNotices)('notices', readScope(partner, 'notices.read'), [
    ['page', {}],
    ['unread', { isUnread: true }],
    ['kind', { kind: 'report.reviewed' }],
    ['kind, rare', { kind: 'recharge.credited' }],
    ['kind, nothing', { kind: 'export.finished' }],
    ['unread of a kind', { isUnread: true, kind: 'report.reviewed' }],
    ['unread of a kind, nothing', { isUnread: true, kind: 'customer.associated' }],
  ]);
  const messages = of('message', listMessages)('messages', readScope(operator, 'messages.read'), [
    ['page', {}],
    ['sent', { state: 'sent' }],
    ['failed', { state: 'failed' }],
    ['kept, nothing', { state: 'kept' }],
    ['email', { channel: 'email' }],
    ['sms', { channel: 'sms' }],
    ['template', { template: 'code' }],
    ['template, rare', { template: 'invitation' }],
    ['template, nothing', { template: 'export_finished' }],
    ['recipient', { recipient: 'often@records.example' }],
    ['recipient, rare', { recipient: '60001@records.example' }],
    ['recipient, nothing', { recipient: 'nobody@records.example' }],
    ['failed, template, nothing', { state: 'failed', template: 'invitation' }],
    ['sent, sms, nothing', { state: 'sent', channel: 'sms' }],
    ['often, template, nothing', { recipient: 'often@records.example', channel: 'sms' }],
    ...days,
  ]);
  const prospects = of('prospect', listProspects)('prospects', readScope(operator, 'onboarding.review'), [
    ['page', {}],
    ...words,
    ['search, mobile', { q: '13600060000' }],
    ['search, email', { q: '60000@prospects.example' }],
    ['owner', { owner: 'direct_sales' }],
    ['owner, rare', { owner: 'platform' }],
    ['owner, nothing', { owner: 'online_sales' }],
    ['owner, rare word', { owner: 'direct_sales', q: 'needle' }],
    ['owner, nothing, frequent word', { owner: 'online_sales', q: 'trading' }],
  ]);
  return [...notices, ...messages, ...prospects];
}

function ofCustomers({
  partner,
  operator,
  distributor,
  storied,
  largeReseller,
  smallReseller,
}: RecordWorld): Reading[] {
  const timeline = of('event', (scope: ReadScope, _filter: object, page: PageRequest<'event'>) =>
    listTimeline(scope, storied, page),
  );
  const exports = of('exportTask', (scope: ReadScope, _filter: object, page: PageRequest<'exportTask'>) =>
    listExports(scope, 'customers', page),
  );
  const scopeOf = (actor: Actor) => readScope(actor, 'customers.read');
  const yearBefore = 365 * 24 * 60;
  return [
    ...timeline('timeline', scopeOf(partner), [['page', {}]]),
    ...timeline('timeline', scopeOf(operator), [['operator', {}]]),
    ...exports('exports', readScope(partner, 'customers.export'), [['page', {}]], rowCount / 20),
    ...of('association', listResellerCustomers)(
      'of resellers',
      readScope(distributor, 'resellers.customers'),
      [
        ['page', {}],
        ['reseller, large', { resellerId: largeReseller }],
        ['reseller, small', { resellerId: smallReseller }],
        ['reseller, nothing', { resellerId: newId('organization') }],
        ['search, rare', { q: 'needle' }],
        ['search, frequent', { q: 'below' }],
        ['search, two letters', { q: 'ab' }],
        ['search, two letters, nothing', { q: '无所' }],
        ['search, elsewhere', { q: 'customer' }],
        ['search, nothing', { q: 'no such customer' }],
        ['small, frequent word', { resellerId: smallReseller, q: 'below' }],
        ['large, rare word', { resellerId: largeReseller, q: 'needle' }],
      ],
      yearBefore + rowCount * 0.6,
    ),
  ];
}

/** Every question to one list, at its beginning and `minutes` down. */
export const of =
  <K extends Kind, Filter>(
    kind: K,
    list: (scope: ReadScope, filter: Filter, page: PageRequest<K>) => Promise<unknown>,
  ) =>
  (name: string, scope: ReadScope, questions: Questions<Filter>, minutes = rowCount * 0.6): Reading[] =>
    questions.flatMap(([load, filter]) => {
      const key = new Date(Date.now() - minutes * 60_000).toISOString().replace('Z', '000Z');
      const after = { key, id: newId(kind) };
      return [
        { name, load, read: () => list(scope, filter, { limit: 50 }) },
        { name, load: `${load}, deep`, read: () => list(scope, filter, { limit: 50, after }) },
      ];
    });
