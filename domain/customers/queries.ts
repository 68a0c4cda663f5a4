import { and, count, desc, eq, isNull, or, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromWire, isId } from '@/lib/id';
import { maskMobile } from '@/lib/mask';
import { type Money, money } from '@/lib/money';
import { containsPattern, mobileDigits, searchText } from '@/lib/search-text';

const { organizations, associations, users, ledgerAccounts, ledgerBalances } = schema;
const partners = alias(organizations, 'partners');

/** Which customers of those in reach are wanted. Everything absent is no restriction. */
export interface CustomerFilter {
  /** Part of a name or account name, a whole id (`cus_…` or 32 hex digits), or a whole mobile number. */
  readonly q?: string | undefined;
  readonly type?: AssociationType | undefined;
  readonly state?: 'active' | 'frozen' | undefined;
  readonly balance?: 'zero' | 'positive' | undefined;
  readonly managerId?: Id<'user'> | 'none' | undefined;
  /** The operator's question: the customers of one partner. Never widens what the scope allows. */
  readonly partnerId?: Id<'organization'> | undefined;
}

/** A customer in a list. Personal data are masked. */
export interface CustomerRow {
  readonly id: Id<'customer'>;
  readonly associationId: Id<'association'>;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly type: AssociationType;
  readonly associatedAt: Date;
  readonly mobile: string | null;
  readonly manager: { readonly id: Id<'user'>; readonly name: string } | null;
  readonly label: string | null;
  readonly balance: Money;
  readonly state: 'active' | 'frozen';
  readonly partner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
}

/** A list is counted exactly up to here; beyond it, it has "10,000+". */
export const countMax = 10_000;

/**
 * The open associations a reader sees: the operator all, a partner its own, people in sales those assigned to them.
 *
 * @source spec/11 §11.1, design/decisions.md 14
 */
const customersInScope = (scope: ReadScope): SQL | undefined =>
  and(
    isNull(associations.endedAt),
    scope.everyOrganization ? undefined : eq(associations.organizationId, scope.organizationId),
    scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,
  );

/** The condition a filter comes to within a reader's reach, for others who read the same list. */
export const customersWhere = (scope: ReadScope, filter: CustomerFilter): SQL | undefined =>
  and(customersInScope(scope), ...conditionsOf(filter));

/** A page of customers, the most recently associated first. @source spec/02 §2.1 */
export async function listCustomers(
  scope: ReadScope,
  filter: CustomerFilter,
  page: PageRequest<'association'>,
): Promise<Page<CustomerRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readCustomers(scope, filter, position),
    cursorOf: (row) => ({ key: row.key, id: row.associationId }),
  });
  return { rows: rows.map(presentRow), before, after };
}

/** How many customers the filter leaves, counted up to `countMax` + 1. Looks at customers themselves only where the filter does. */
export async function countCustomers(scope: ReadScope, filter: CustomerFilter): Promise<number> {
  const where = and(customersInScope(scope), ...conditionsOf(filter));
  const asksCustomers = Boolean(searchText(filter.q) || filter.state || filter.balance);
  const some = database().select({ id: associations.id }).from(associations);
  const found = asksCustomers
    ? some
        .innerJoin(organizations, isCustomer)
        .where(where)
        .limit(countMax + 1)
    : some.where(where).limit(countMax + 1);
  const [row] = await database().select({ count: count() }).from(found.as('found'));
  return row?.count ?? 0;
}

/** The customers a few typed letters may mean, for the command palette. */
export async function searchCustomers(
  scope: ReadScope,
  text: string,
  limit = 8,
): Promise<{ id: Id<'customer'>; name: string; nameEn: string | null }[]> {
  const q = searchText(text);
  if (q === undefined) return [];
  return database()
    .select({ id: associations.customerId, name: organizations.name, nameEn: organizations.nameEn })
    .from(associations)
    .innerJoin(organizations, isCustomer)
    .where(and(customersInScope(scope), matches(q)))
    .orderBy(desc(associations.associatedAt), desc(associations.id))
    .limit(limit);
}

/** People who may look after customers of a partner: active, in sales or administrators. The operator may ask for any partner. */
export async function listAccountManagers(
  scope: ReadScope,
  partnerId: Id<'organization'>,
): Promise<{ id: Id<'user'>; name: string }[]> {
  if (!scope.everyOrganization && partnerId !== scope.organizationId) return [];
  return database()
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(
      and(
        eq(users.organizationId, partnerId),
        eq(users.state, 'active'),
        sql`${users.roles} && array['sales', 'admin']`,
      ),
    )
    .orderBy(users.name, users.id)
    .limit(500);
}

const isCustomer = sql`${organizations.id} = ${associations.customerId}`;
const isItsAccount = sql`${ledgerAccounts.ownerId} = ${organizations.id} and ${ledgerAccounts.purpose} = 'funds'
  and ${ledgerAccounts.unitCode} = ${organizations.currency}`;
const balanceMinor = sql<string>`coalesce(${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}, 0)`;

/**
 * The same figure as a question about one customer at a time: the list is then read in its order until the page is full. As a join it
 * was worked out for every customer first (1.7 s of 50,000, against 20 ms). Asked with `<=`, since the planner takes `=` for something rare.
 */
const heldMinor = sql`coalesce((select b.credits_minor - b.debits_minor from ledger_accounts l join ledger_balances b on b.account_id = l.id
  where l.owner_id = ${associations.customerId} and l.purpose = 'funds' and l.unit_code = ${organizations.currency}), 0)`;

function conditionsOf({ q, type, state, balance, managerId, partnerId }: CustomerFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    text === undefined ? undefined : matches(text),
    type && eq(associations.type, type),
    state && eq(organizations.state, state),
    balance &&
      and(eq(associations.type, 'resale'), balance === 'zero' ? sql`${heldMinor} <= 0` : sql`${heldMinor} > 0`),
    managerId === 'none' ? isNull(associations.accountManagerId) : undefined,
    managerId && managerId !== 'none' ? eq(associations.accountManagerId, managerId) : undefined,
    partnerId && eq(associations.organizationId, partnerId),
  ];
}

function matches(q: string): SQL | undefined {
  const id = customerIdIn(q);
  if (id) return eq(associations.customerId, id);
  const contains = sql`${organizations.searchText} like lower(${containsPattern(q)})`;
  const mobile = mobileDigits(q);
  return mobile === undefined ? contains : or(contains, eq(organizations.mobile, mobile));
}

function customerIdIn(text: string): Id<'customer'> | undefined {
  const lower = text.toLowerCase();
  return isId('customer', lower) ? lower : idFromWire('customer', lower);
}

async function readCustomers(scope: ReadScope, filter: CustomerFilter, position: Position<'association'>) {
  const page = keyset(position, {
    key: sql`${associations.associatedAt}`,
    sort: 'instant',
    id: sql`${associations.id}`,
  });
  return database()
    .select({
      id: associations.customerId,
      associationId: associations.id,
      key: instantKey(sql`${associations.associatedAt}`),
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
      type: associations.type,
      associatedAt: associations.associatedAt,
      mobile: organizations.mobile,
      managerId: users.id,
      managerName: users.name,
      label: associations.label,
      currency: organizations.currency,
      balanceMinor,
      state: organizations.state,
      partner: { id: partners.id, name: partners.name, nameEn: partners.nameEn },
    })
    .from(associations)
    .innerJoin(organizations, isCustomer)
    .innerJoin(partners, eq(partners.id, associations.organizationId))
    .leftJoin(users, eq(users.id, associations.accountManagerId))
    .leftJoin(ledgerAccounts, isItsAccount)
    .leftJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(and(customersInScope(scope), ...conditionsOf(filter), page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(row: Awaited<ReturnType<typeof readCustomers>>[number]): CustomerRow {
  const { key: _key, managerId, managerName, currency, balanceMinor: minor, mobile, ...rest } = row;
  return {
    ...rest,
    mobile: maskMobile(mobile),
    manager: managerId === null || managerName === null ? null : { id: managerId, name: managerName },
    balance: money(BigInt(minor), currency),
  };
}
