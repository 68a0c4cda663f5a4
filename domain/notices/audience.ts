import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { Role } from '@/db/schema/identity';
import type { AuditDetail } from '@/db/schema/kernel';
import { asKind, type Id, idFromUuid, isId, uuidOf } from '@/lib/id';
import { isNoticeKind, type NoticeKind } from './model';
import { type OperationSide, sharesOf } from './operation-shares';
import { isToldTo, type NoticeRule, noticeRules } from './rules';

/** An event that waits in the outbox. */
export interface WaitingEvent {
  readonly id: Id<'event'>;
  readonly organizationId: Id<'organization'>;
  readonly kind: string;
  readonly subjectId: string;
  readonly transferId: Id<'transfer'> | null;
  readonly payload: AuditDetail;
  /** As the database writes it, to the microsecond. */
  readonly createdAt: string;
}

/** Somebody who is to be told, and of what: the names as they are now, since later the customer may be out of reach. */
export interface Told {
  readonly event: WaitingEvent;
  readonly kind: NoticeKind;
  readonly rule: NoticeRule;
  readonly user: Person;
  readonly facts: AuditDetail;
}

interface Person {
  readonly id: Id<'user'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly email: string;
  readonly language: 'zh-CN' | 'en';
  readonly roles: readonly Role[];
}

/** An event as far as it says itself whom it is about. */
interface About {
  readonly event: WaitingEvent;
  readonly kind: NoticeKind;
  readonly customerId: Id<'customer'> | undefined;
  readonly resellerId: Id<'organization'> | undefined;
}

/** Everybody the events concern, each once per event. What an event lacks or names wrongly concerns nobody: it never stops the others. */
export async function audienceOf(tx: Transaction, events: readonly WaitingEvent[]): Promise<Told[]> {
  const about = events.flatMap((event) => (isNoticeKind(event.kind) ? [aboutOf(event, event.kind)] : []));
  if (about.length === 0) return [];
  const [relations, attempts, operators] = [
    await relationsOf(tx, about),
    await attemptsOf(tx, about),
    about.some(({ kind }) => 'operator' in noticeRules[kind]) ? await operatorsOf(tx) : [],
  ];
  const shareOf = await sharesOf(tx, events);
  const concerned = about.map((each) => ({ ...each, ...partnerOf(each, relations, attempts) }));
  const everybody = concerned.flatMap(({ partnerId, customerId, resellerId }) => [
    ...(partnerId ? [partnerId] : []),
    ...(customerId ? [asKind('organization', customerId)] : []),
    ...(resellerId ? [resellerId] : []),
  ]);
  const organizations = await organizationsOf(tx, [...everybody, ...operators]);
  return concerned.flatMap((each) => {
    const { event, kind, partnerId, customerId, resellerId, managerId, attempt } = each;
    const rule: NoticeRule = noticeRules[kind];
    const partner = partnerId && organizations.get(partnerId);
    const customer = customerId && organizations.get(asKind('organization', customerId));
    const reseller = resellerId ? organizations.get(resellerId) : undefined;
    const withRole = (organization: Organization | '' | undefined, roles: readonly Role[] = []) =>
      (organization || { people: [] }).people.filter((person) => person.roles.some((role) => roles.includes(role)));
    const byId = (id: unknown) => (partner ? partner.people.filter((person) => person.id === id) : []);
    /** What is said to people of that side: undefined when they hear of it otherwise. */
    const saidTo = (side: OperationSide, id: Id<'organization' | 'customer'> | undefined) => {
      if (!id || !isToldTo(side, kind, event.payload)) return undefined;
      return rule.isOncePerOperation ? shareOf(event, side, uuidOf(id)) : {};
    };
    const told = (people: readonly Person[], said: AuditDetail | undefined = undefined) =>
      said ? people.map((user) => ({ user, said })) : [];
    const people = [
      ...told(withRole(partner, rule.partner), saidTo('partner', partnerId)),
      ...told(rule.manager ? byId(managerId) : [], {}),
      ...told(rule.person ? byId(event.payload[rule.person]) : [], {}),
      ...told(withRole(customer, rule.customer), saidTo('customer', customerId)),
      ...told(withRole(reseller, rule.reseller), saidTo('reseller', resellerId)),
      ...told(
        operators.flatMap((id) => withRole(organizations.get(id), rule.operator)),
        {},
      ),
    ];
    const named = customer || reseller;
    const attempted = event.payload['customerName'] ?? attempt?.customerName ?? null;
    const facts = {
      ...shownFacts(event.payload),
      ...(customerId && kind !== 'association.failed' ? { customerId } : {}),
      customer: kind === 'association.failed' ? attempted : (named?.name ?? attempted),
      customerEn: kind === 'association.failed' ? null : (named?.nameEn ?? null),
      partner: partner ? partner.name : null,
      partnerEn: partner ? partner.nameEn : null,
    };
    return [...new Map(people.map((each) => [each.user.id, each])).values()].map(({ user, said }) => {
      return { event, kind, rule, user, facts: { ...facts, ...said } };
    });
  });
}

function aboutOf(event: WaitingEvent, kind: NoticeKind): About {
  const { customerId, counterpartyId, resellerId = counterpartyId } = event.payload;
  const ids = [customerId, counterpartyId, event.subjectId];
  return {
    event,
    kind,
    customerId: ids.find((id) => isId('customer', id)),
    resellerId: isId('organization', resellerId) ? resellerId : undefined,
  };
}

/** Of an event's payload what its readers may see of it; ids of people and reasons stay behind. */
function shownFacts(payload: AuditDetail): AuditDetail {
  const shown = [
    'amount',
    'currency',
    'cause',
    'decision',
    'kind',
    'toType',
    'to',
    'startedBy',
    'level',
    'changeId',
    'adjustmentId',
    'route',
    'list',
    'taskId',
    'host',
  ];
  return Object.fromEntries(Object.entries(payload).filter(([name, value]) => shown.includes(name) && value !== null));
}

type Relations = Awaited<ReturnType<typeof relationsOf>>;
type Attempts = Awaited<ReturnType<typeof attemptsOf>>;

/** The partner an event belongs to, and who looks after the customer there. The operator's freeze belongs to the customer itself. */
function partnerOf({ event, customerId }: About, relations: Relations, attempts: Attempts) {
  const attempt = attempts.get(event.subjectId);
  const own = relations.filter((relation) => relation.customerId === customerId);
  const isCustomers = customerId !== undefined && asKind('organization', customerId) === event.organizationId;
  const relation = own.find(({ isOpen, partnerId }) => (isCustomers ? isOpen : partnerId === event.organizationId));
  const partnerId = isCustomers ? relation?.partnerId : event.organizationId;
  return { partnerId, attempt, managerId: attempt ? attempt.managerId : relation?.managerId };
}

/** The latest relation of each of these customers with each of its partners. */
async function relationsOf(tx: Transaction, about: readonly About[]) {
  const ids = about.flatMap(({ customerId }) => (customerId ? [uuidOf(customerId)] : []));
  type Row = { organization_id: string; customer_id: string; account_manager_id: string | null; is_open: boolean };
  const { rows } = await tx.execute<Row>(
    sql`select distinct on (customer_id, organization_id) customer_id, organization_id, account_manager_id, ended_at is null as is_open
      from associations where customer_id = any(${sql.param(ids)}::uuid[]) order by customer_id, organization_id, associated_at desc, id desc`,
  );
  return rows.map((row) => ({
    partnerId: idFromUuid('organization', row.organization_id),
    customerId: idFromUuid('customer', row.customer_id),
    managerId: row.account_manager_id === null ? null : idFromUuid('user', row.account_manager_id),
    isOpen: row.is_open,
  }));
}

/** Of attempts that failed: who tried, as the partner's history names them, and whose invitation it was. */
async function attemptsOf(tx: Transaction, about: readonly About[]) {
  const ids = about.flatMap(({ event }) =>
    isId('associationAttempt', event.subjectId) ? [uuidOf(event.subjectId)] : [],
  );
  type Row = { id: string; customer_name: string | null; account_manager_id: string | null };
  const { rows } = await tx.execute<Row>(
    sql`select id, customer_name, account_manager_id from association_attempts where id = any(${sql.param(ids)}::uuid[])`,
  );
  return new Map<string, { customerName: string | null; managerId: Id<'user'> | null }>(
    rows.map((row) => [
      idFromUuid('associationAttempt', row.id),
      {
        customerName: row.customer_name,
        managerId: row.account_manager_id === null ? null : idFromUuid('user', row.account_manager_id),
      },
    ]),
  );
}

async function operatorsOf(tx: Transaction): Promise<Id<'organization'>[]> {
  const { rows } = await tx.execute<{ id: string }>(sql`select id from organizations where kind = 'operator'`);
  return rows.map(({ id }) => idFromUuid('organization', id));
}

interface Organization {
  readonly name: string;
  readonly nameEn: string | null;
  readonly people: Person[];
}

/** Those organizations with their active members. */
async function organizationsOf(
  tx: Transaction,
  ids: readonly Id<'organization'>[],
): Promise<Map<Id<'organization'>, Organization>> {
  type Row = {
    id: string;
    name: string;
    name_en: string | null;
    root_id: string;
    user_id: string | null;
    email: string;
    language: 'zh-CN' | 'en';
    roles: Role[];
  };
  const wanted = [...new Set(ids)].map(uuidOf);
  const { rows } = await tx.execute<Row>(
    sql`select o.id, o.name, o.name_en, o.root_id, u.id as user_id, u.email, u.language, u.roles
      from organizations o left join users u on u.organization_id = o.id and u.state = 'active'
     where o.id = any(${sql.param(wanted)}::uuid[]) order by u.created_at, u.id`,
  );
  const found = new Map<Id<'organization'>, Organization>();
  for (const row of rows) {
    const id = idFromUuid('organization', row.id);
    const organization = found.get(id) ?? { name: row.name, nameEn: row.name_en, people: [] };
    found.set(id, organization);
    if (row.user_id === null) continue;
    const { email, language, roles } = row;
    const person = {
      id: idFromUuid('user', row.user_id),
      organizationId: id,
      rootId: idFromUuid('organization', row.root_id),
    };
    organization.people.push({ ...person, email, language, roles });
  }
  return found;
}
