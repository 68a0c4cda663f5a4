import { and, asc, desc, eq, inArray, ne, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { OrganizationKind, Role } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromWire, isId } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { type Money, money } from '@/lib/money';
import { containsPattern, mobileDigits, searchText } from '@/lib/search-text';
import { type PartnerKind, partnerKinds } from './organization-input';

const { organizations, users, ledgerAccounts, ledgerBalances } = schema;
const parents = alias(organizations, 'parents');

/** Which organizations are wanted. `q` is part of a name or account name, a whole id, or a whole mobile number. */
export interface OrganizationFilter {
  readonly q?: string | undefined;
  readonly kind?: PartnerKind | undefined;
  readonly state?: 'active' | 'frozen' | undefined;
}

/** A partner as the operator sees it. Personal data are masked; `frozenReason` is the operator's own words. */
export interface OrganizationRow {
  readonly id: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly state: 'active' | 'frozen';
  readonly frozenAt: Date | null;
  readonly frozenReason: string | null;
  readonly createdAt: Date;
  readonly balance: Money;
  /** The distributor of a reseller. */
  readonly parent: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null } | null;
}

/** A name and what it stands for, for a choice in a form. */
export interface OrganizationOption {
  readonly id: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
}

/** Every partner, the newest first. The operator's list: for anybody else it is empty. */
export async function listOrganizations(
  scope: ReadScope,
  filter: OrganizationFilter,
  page: PageRequest<'organization'>,
): Promise<Page<OrganizationRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readOrganizations(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(presentRow), before, after };
}

/** One partner. Undefined for customers, the operator itself and ids that name nothing. */
export async function findOrganization(scope: ReadScope, id: Id<'organization'>): Promise<OrganizationRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readOrganizations([...conditionsOf(scope, {}), eq(organizations.id, id)], first);
  return row && presentRow(row);
}

/** Partners of the given kinds by account name, for a choice in a form: at most 1,000. */
export async function listOrganizationOptions(
  scope: ReadScope,
  kinds: readonly OrganizationKind[],
): Promise<OrganizationOption[]> {
  if (!scope.everyOrganization) return [];
  return database()
    .select({
      id: organizations.id,
      kind: organizations.kind,
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
    })
    .from(organizations)
    .where(inArray(organizations.kind, [...kinds]))
    .orderBy(asc(organizations.accountName), asc(organizations.id))
    .limit(1000);
}

/** One organization or customer as a choice, for the operator. Undefined for ids that name nothing. */
export async function findOption(scope: ReadScope, id: Id<'organization'>): Promise<OrganizationOption | undefined> {
  if (!scope.everyOrganization) return undefined;
  const { kind, name, nameEn, accountName } = organizations;
  const [row] = await database()
    .select({ id: organizations.id, kind, name, nameEn, accountName })
    .from(organizations)
    .where(and(eq(organizations.id, id), ne(organizations.kind, 'operator')));
  return row;
}

/** A member of an organization as the operator sees it, with the address masked. */
export interface OrganizationUser {
  readonly id: Id<'user'>;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly Role[];
  readonly state: 'active' | 'disabled';
  readonly createdAt: Date;
  readonly organization: {
    readonly id: Id<'organization'>;
    readonly kind: OrganizationKind;
    readonly name: string;
    readonly nameEn: string | null;
  };
}

/** The members of a partner or customer, newest first: at most 200. The operator's list. */
export const listUsersOfOrganization = (
  scope: ReadScope,
  organizationId: Id<'organization'>,
): Promise<OrganizationUser[]> => readUsers(scope, eq(users.organizationId, organizationId));

/** One member of any organization, for the operator. Undefined for ids that name nothing, and for everybody else. */
export async function findUserOfOrganization(scope: ReadScope, id: Id<'user'>): Promise<OrganizationUser | undefined> {
  const [user] = await readUsers(scope, eq(users.id, id));
  return user;
}

async function readUsers(scope: ReadScope, which: SQL): Promise<OrganizationUser[]> {
  if (!scope.everyOrganization) return [];
  const { id, kind, name, nameEn } = organizations;
  const rows = await database()
    .select({
      id: users.id,
      name: users.name,
      email: users.email,
      roles: users.roles,
      state: users.state,
      createdAt: users.createdAt,
      organization: { id, kind, name, nameEn },
    })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(which)
    .orderBy(desc(users.createdAt), desc(users.id))
    .limit(200);
  return rows.map((row) => ({ ...row, email: maskEmail(row.email) }));
}

function conditionsOf(scope: ReadScope, { q, kind, state }: OrganizationFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    scope.everyOrganization ? undefined : sql`false`,
    sql`${organizations.kind} <> 'customer'`,
    kind ? eq(organizations.kind, kind) : inArray(organizations.kind, [...partnerKinds]),
    state && eq(organizations.state, state),
    text === undefined ? undefined : matches(text),
  ];
}

function matches(q: string): SQL {
  const lower = q.toLowerCase();
  const id = isId('organization', lower) ? lower : idFromWire('organization', lower);
  if (id) return eq(organizations.id, id);
  const mobile = mobileDigits(q);
  return sql`(${organizations.searchText} like lower(${containsPattern(q)}) or ${organizations.mobile} = ${mobile ?? null})`;
}

async function readOrganizations(conditions: readonly (SQL | undefined)[], position: Position<'organization'>) {
  const page = keyset(position, {
    key: sql`${organizations.createdAt}`,
    sort: 'instant',
    id: sql`${organizations.id}`,
  });
  return database()
    .select({
      id: organizations.id,
      key: instantKey(sql`${organizations.createdAt}`),
      kind: organizations.kind,
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
      mobile: organizations.mobile,
      email: organizations.email,
      state: organizations.state,
      frozenAt: organizations.frozenAt,
      frozenReason: organizations.frozenReason,
      createdAt: organizations.createdAt,
      currency: organizations.currency,
      balanceMinor: sql<string>`coalesce(${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}, 0)`,
      parent: { id: parents.id, name: parents.name, nameEn: parents.nameEn },
    })
    .from(organizations)
    .leftJoin(parents, eq(parents.id, organizations.parentId))
    .leftJoin(
      ledgerAccounts,
      sql`${ledgerAccounts.ownerId} = ${organizations.id} and ${ledgerAccounts.purpose} = 'funds'
        and ${ledgerAccounts.unitCode} = ${organizations.currency}`,
    )
    .leftJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(and(...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(row: Awaited<ReturnType<typeof readOrganizations>>[number]): OrganizationRow {
  const { key: _key, currency, balanceMinor, ...rest } = row;
  return {
    ...rest,
    mobile: maskMobile(rest.mobile),
    email: maskEmail(rest.email),
    balance: money(BigInt(balanceMinor), currency),
  };
}
