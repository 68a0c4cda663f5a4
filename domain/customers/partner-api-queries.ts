import { and, asc, desc, eq, gte, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';

const { associations, customers, ledgerAccounts, ledgerBalances, organizations, users } = schema;

/** A page by offset: how many matching rows to pass over, and how many to give. */
export interface OffsetPaging {
  readonly offset: number;
  readonly limit: number;
}

/** Texts match anywhere in the name, whatever the case; only a label's case counts. Both ends of the time range belong to it. */
export interface CustomerFilter extends OffsetPaging {
  readonly accountName?: string | undefined;
  readonly name?: string | undefined;
  readonly label?: string | undefined;
  readonly type?: AssociationType | undefined;
  readonly associatedFrom?: Date | undefined;
  readonly associatedTo?: Date | undefined;
  readonly customerId?: Id<'customer'> | undefined;
}

export type PartnerCustomer = Awaited<ReturnType<typeof listPartnerCustomers>>['rows'][number];

/**
 * The customers associated with the scope's organization now, newest association first. `count` is of all that match.
 *
 * Personal data is in clear: whoever shows it masks it.
 *
 * @source spec/02, api/bss-api.md ListSubCustomers
 */
export async function listPartnerCustomers(scope: ReadScope, filter: CustomerFilter) {
  const where = and(
    ofScope(scope),
    filter.type && eq(associations.type, filter.type),
    filter.customerId && eq(associations.customerId, filter.customerId),
    filter.label === undefined ? undefined : sql`${associations.label} like ${containing(filter.label)}`,
    filter.accountName === undefined ? undefined : contains(organizations.accountName, filter.accountName),
    filter.name === undefined
      ? undefined
      : sql`(${contains(organizations.name, filter.name)} or ${contains(organizations.nameEn, filter.name)})`,
    ...between(associations.associatedAt, filter.associatedFrom, filter.associatedTo),
  );
  const rows = await database()
    .select({
      customerId: associations.customerId,
      name: organizations.name,
      accountName: organizations.accountName,
      associatedAt: associations.associatedAt,
      type: associations.type,
      label: associations.label,
      mobile: organizations.mobile,
      countryCode: organizations.countryCode,
      email: organizations.email,
      state: organizations.state,
      freezeLevel: associations.freezeLevel,
      customerType: customers.customerType,
      verifiedStatus: customers.verifiedStatus,
      customerLevel: customers.customerLevel,
      platformUserId: ofOwnPlatform(scope, customers.platformUserId),
      platformType: ofOwnPlatform(scope, customers.platformType),
      managerEmail: users.email,
    })
    .from(associations)
    .innerJoin(organizations, isOrganizationOfAssociation)
    .innerJoin(customers, eq(customers.id, associations.customerId))
    .leftJoin(users, eq(users.id, associations.accountManagerId))
    .where(where)
    .orderBy(desc(associations.associatedAt), desc(associations.id))
    .offset(filter.offset)
    .limit(filter.limit);
  const isByName = filter.accountName !== undefined || filter.name !== undefined;
  return { count: await countCustomers(where, isByName), rows };
}

/** Names stand in another table, which is left alone where they do not matter: it would be read as a whole. */
async function countCustomers(where: SQL | undefined, isByName: boolean): Promise<number> {
  if (!isByName) return database().$count(associations, where);
  const [total] = await database()
    .select({ count: sql<number>`count(*)::integer` })
    .from(associations)
    .innerJoin(organizations, isOrganizationOfAssociation)
    .where(where);
  return total?.count ?? 0;
}

/**
 * The balances of those of `customerIds` that are resale customers of the scope's organization, in the order asked for, each once.
 *
 * @source api/bss-api.md ListCustomersBalancesDetail
 */
export async function listCustomerBalances(
  scope: ReadScope,
  customerIds: readonly Id<'customer'>[],
): Promise<{ customerId: Id<'customer'>; balance: Money }[]> {
  const rows = await database()
    .select({
      customerId: associations.customerId,
      minor: sql<string>`${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}`,
    })
    .from(associations)
    .innerJoin(
      ledgerAccounts,
      and(
        sql`${ledgerAccounts.ownerId} = ${associations.customerId}`,
        eq(ledgerAccounts.purpose, 'funds'),
        eq(ledgerAccounts.unitCode, scope.currency),
      ),
    )
    .innerJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(and(ofScope(scope), eq(associations.type, 'resale'), inArray(associations.customerId, [...customerIds])));
  const balances = new Map(rows.map((row) => [row.customerId, money(BigInt(row.minor), scope.currency)]));
  return [...new Set(customerIds)].flatMap((customerId) => {
    const balance = balances.get(customerId);
    return balance ? [{ customerId, balance }] : [];
  });
}

export interface ResellerFilter extends OffsetPaging {
  readonly accountName?: string | undefined;
  readonly associatedFrom?: Date | undefined;
  readonly associatedTo?: Date | undefined;
  readonly resellerId?: Id<'organization'> | undefined;
}

/** The resellers of the scope's distributor, oldest first. @source spec/04, api/bss-api.md ListIndirectPartners */
export async function listResellers(scope: ReadScope, filter: ResellerFilter) {
  const where = and(
    ...isResellerOf(scope),
    filter.resellerId && eq(organizations.id, filter.resellerId),
    filter.accountName === undefined ? undefined : contains(organizations.accountName, filter.accountName),
    ...between(organizations.createdAt, filter.associatedFrom, filter.associatedTo),
  );
  const [total] = await database().select({ count: sql<number>`count(*)::integer` }).from(organizations).where(where);
  const rows = await database()
    .select({
      id: organizations.id,
      name: organizations.name,
      accountName: organizations.accountName,
      mobile: organizations.mobile,
      email: organizations.email,
      associatedAt: organizations.createdAt,
    })
    .from(organizations)
    .where(where)
    .orderBy(asc(organizations.createdAt), asc(organizations.id))
    .offset(filter.offset)
    .limit(filter.limit);
  return { count: total?.count ?? 0, rows };
}

/** Whether `resellerId` is a reseller directly below the scope's organization. */
export async function isOwnReseller(scope: ReadScope, resellerId: Id<'organization'>): Promise<boolean> {
  const rows = await database()
    .select({ id: organizations.id })
    .from(organizations)
    .where(and(...isResellerOf(scope), eq(organizations.id, resellerId)));
  return rows.length > 0;
}

const isOrganizationOfAssociation = sql`${organizations.id} = ${associations.customerId}`;

/** Open associations of the scope's organization; for people in sales, of the customers they look after. */
const ofScope = (scope: ReadScope): SQL | undefined =>
  and(
    eq(associations.organizationId, scope.organizationId),
    isNull(associations.endedAt),
    scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,
  );

/** A partner's platform knows its own users; those of another partner's are not its to read. What was noted before there was an owner is everybody's. */
const ofOwnPlatform = (scope: ReadScope, column: PgColumn): SQL<string | null> =>
  sql<
    string | null
  >`case when coalesce(${customers.platformPartnerId}, ${uuidOf(scope.organizationId)}::uuid) = ${uuidOf(scope.organizationId)}::uuid then ${column} end`;

const isResellerOf = (scope: ReadScope): SQL[] => [
  eq(organizations.parentId, scope.organizationId),
  eq(organizations.kind, 'reseller'),
];

/** Clients read and write times in whole seconds, so the last second belongs to the range as a whole. */
const between = (column: PgColumn, from: Date | undefined, to: Date | undefined): (SQL | undefined)[] => [
  from && gte(column, from),
  // Added by the database: the last second of the year 9999 has a successor there.
  to && sql`${column} < ${to.toISOString()}::timestamptz + interval '1 second'`,
];

const contains = (column: PgColumn, text: string): SQL => sql`lower(${column}) like lower(${containing(text)})`;

/** A pattern for `text` anywhere, in which nothing of it has a meaning of its own. */
const containing = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;
