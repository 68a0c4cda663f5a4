import { and, count, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AssociationType, FreezeLevel } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { type Money, money } from '@/lib/money';
import { searchText } from '@/lib/search-text';
import { asksOrganizations, type CustomerFilter, customersWhere, isCustomer } from './customer-filter';
import type { CustomerSort, NewTag } from './model';

const { organizations, associations, customers, users, ledgerAccounts, ledgerBalances } = schema;
const partners = alias(organizations, 'partners');

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
  readonly email: string | null;
  readonly manager: { readonly id: Id<'user'>; readonly name: string } | null;
  readonly label: string | null;
  readonly balance: Money;
  /** The operator's freeze. */
  readonly state: 'active' | 'frozen';
  /** The partner's. */
  readonly freezeLevel: FreezeLevel | null;
  readonly level: string;
  readonly newTag: NewTag | null;
  readonly verifiedStatus: string;
  readonly partner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
}

/** A list is counted exactly up to here; beyond it, it has "10,000+". */
export const countMax = 10_000;

/** A page of customers, the most recently associated first unless `sort` says otherwise. @source spec/02 §2.1 */
export async function listCustomers(
  scope: ReadScope,
  filter: CustomerFilter,
  page: PageRequest<'association'>,
  sort: CustomerSort = 'newest',
): Promise<Page<CustomerRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readCustomers(scope, filter, position, sort),
    cursorOf: (row) => ({ key: row.key, id: row.associationId }),
  });
  return { rows: rows.map(presentRow), before, after };
}

/** How many customers the filter leaves, counted up to `countMax` + 1. Looks at customers themselves only where the filter does. */
export async function countCustomers(scope: ReadScope, filter: CustomerFilter): Promise<number> {
  const limit = countMax + 1;
  const where = customersWhere(scope, filter, { limit });
  const some = database().select({ id: associations.id }).from(associations);
  const found = asksOrganizations(filter)
    ? some.innerJoin(organizations, isCustomer).where(where).limit(limit)
    : some.where(where).limit(limit);
  const [row] = await database().select({ count: count() }).from(found.as('found'));
  return row?.count ?? 0;
}

/** The customers a few typed letters may mean, for the command palette. */
export async function searchCustomers(
  scope: ReadScope,
  text: string,
  limit = 8,
): Promise<{ id: Id<'customer'>; name: string; nameEn: string | null }[]> {
  if (searchText(text) === undefined) return [];
  const orderBy = sql`${associations.associatedAt} desc, ${associations.id} desc`;
  return database()
    .select({ id: associations.customerId, name: organizations.name, nameEn: organizations.nameEn })
    .from(associations)
    .innerJoin(organizations, isCustomer)
    .where(customersWhere(scope, { q: text }, { orderBy, limit }))
    .orderBy(orderBy)
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

const isItsAccount = sql`${ledgerAccounts.ownerId} = ${organizations.id} and ${ledgerAccounts.purpose} = 'funds'
  and ${ledgerAccounts.unitCode} = ${organizations.currency}`;
const balanceMinor = sql<string>`coalesce(${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}, 0)`;

/** How each order is read and how its place in a cursor is written. Collations are those of the indexes. */
const orders = {
  newest: byTime('desc'),
  oldest: byTime('asc'),
  name: byName(sql`${organizations.name}`, 'zh-x-icu'),
  name_en: byName(sql`coalesce(${organizations.nameEn}, ${organizations.name})`, 'en-x-icu'),
} as const satisfies Record<CustomerSort, unknown>;

function byTime(order: 'asc' | 'desc') {
  const column = sql`${associations.associatedAt}`;
  return { column, key: instantKey(column), sort: 'instant', order } as const;
}

function byName(name: SQL, collation: string) {
  const column = sql`(${name} collate ${sql.identifier(collation)})`;
  return { column, key: sql<string>`${name}`, sort: 'text', order: 'asc' } as const;
}

async function readCustomers(
  scope: ReadScope,
  filter: CustomerFilter,
  position: Position<'association'>,
  by: CustomerSort,
) {
  const { column, key, sort, order } = orders[by];
  const page = keyset(position, { key: column, sort, id: sql`${associations.id}`, order });
  return database()
    .select({
      id: associations.customerId,
      associationId: associations.id,
      key,
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
      type: associations.type,
      associatedAt: associations.associatedAt,
      mobile: organizations.mobile,
      email: organizations.email,
      managerId: users.id,
      managerName: users.name,
      label: associations.label,
      currency: organizations.currency,
      balanceMinor,
      state: organizations.state,
      freezeLevel: associations.freezeLevel,
      level: customers.customerLevel,
      newTag: customers.newTag,
      verifiedStatus: customers.verifiedStatus,
      partner: { id: partners.id, name: partners.name, nameEn: partners.nameEn },
    })
    .from(associations)
    .innerJoin(organizations, isCustomer)
    .innerJoin(customers, eq(customers.id, associations.customerId))
    .innerJoin(partners, eq(partners.id, associations.organizationId))
    .leftJoin(users, eq(users.id, associations.accountManagerId))
    .leftJoin(ledgerAccounts, isItsAccount)
    .leftJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(customersWhere(scope, filter, { ...page, limit: position.limit }))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(row: Awaited<ReturnType<typeof readCustomers>>[number]): CustomerRow {
  const { key: _key, managerId, managerName, currency, balanceMinor: minor, mobile, email, ...rest } = row;
  return {
    ...rest,
    mobile: maskMobile(mobile),
    email: maskEmail(email),
    manager: managerId === null || managerName === null ? null : { id: managerId, name: managerName },
    balance: money(BigInt(minor), currency),
  };
}
