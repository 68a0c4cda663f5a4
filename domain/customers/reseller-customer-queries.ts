import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AssociationType, FreezeLevel } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromWire, isId } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { containsPattern, searchText, searchWords } from '@/lib/search-text';

const { organizations, associations, customers } = schema;
const resellers = alias(organizations, 'resellers');

/** Which customers of a distributor's resellers are wanted. `q` is a whole id, or words of a name or account name. */
export interface ResellerCustomerFilter {
  readonly q?: string | undefined;
  readonly resellerId?: Id<'organization'> | undefined;
}

/** A reseller's customer, as far as the distributor above may look: no money, nobody's remarks, personal data masked. */
export interface ResellerCustomerRow {
  readonly id: Id<'customer'>;
  readonly associationId: Id<'association'>;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly type: AssociationType;
  readonly associatedAt: Date;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly state: 'active' | 'frozen';
  readonly freezeLevel: FreezeLevel | null;
  readonly level: string;
  readonly verifiedStatus: string;
  readonly reseller: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
}

/** A page of the customers of the distributor's own resellers, the most recently associated first. Nobody else has any. @source spec/02 §2.1 */
export async function listResellerCustomers(
  scope: ReadScope,
  filter: ResellerCustomerFilter,
  page: PageRequest<'association'>,
): Promise<Page<ResellerCustomerRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readRows(scope, conditionsOf(filter), position),
    cursorOf: (row) => ({ key: row.key, id: row.associationId }),
  });
  return { rows: rows.map(presentRow), before, after };
}

/** One of them. Undefined for any other id, whether it exists or not. */
export async function findResellerCustomer(
  scope: ReadScope,
  id: Id<'customer'>,
): Promise<ResellerCustomerRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readRows(scope, [eq(associations.customerId, id)], first);
  return row && presentRow(row);
}

/** The distributor's resellers, to filter by: at most 500. */
export async function listResellerOptions(
  scope: ReadScope,
): Promise<{ id: Id<'organization'>; name: string; nameEn: string | null }[]> {
  return database()
    .select({ id: organizations.id, name: organizations.name, nameEn: organizations.nameEn })
    .from(organizations)
    .where(and(eq(organizations.parentId, scope.organizationId), eq(organizations.kind, 'reseller')))
    .orderBy(organizations.name, organizations.id)
    .limit(500);
}

function conditionsOf({ q, resellerId }: ResellerCustomerFilter): (SQL | undefined)[] {
  return [resellerId && eq(associations.organizationId, resellerId), matches(q)];
}

function matches(text: string | undefined): SQL | undefined {
  const q = searchText(text)?.toLowerCase();
  if (q === undefined) return undefined;
  const id = isId('customer', q) ? q : idFromWire('customer', q);
  if (id) return eq(associations.customerId, id);
  return and(
    ...searchWords(text).map(
      (forms) =>
        sql`(${sql.join(
          forms.map((form) => sql`${organizations.searchText} like lower(${containsPattern(form)})`),
          sql` or `,
        )})`,
    ),
  );
}

async function readRows(scope: ReadScope, conditions: readonly (SQL | undefined)[], position: Position<'association'>) {
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
      email: organizations.email,
      state: organizations.state,
      freezeLevel: associations.freezeLevel,
      level: customers.customerLevel,
      verifiedStatus: customers.verifiedStatus,
      reseller: { id: resellers.id, name: resellers.name, nameEn: resellers.nameEn },
    })
    .from(associations)
    .innerJoin(
      resellers,
      and(
        eq(resellers.id, associations.organizationId),
        eq(resellers.parentId, scope.organizationId),
        eq(resellers.kind, 'reseller'),
      ),
    )
    .innerJoin(organizations, sql`${organizations.id} = ${associations.customerId}`)
    .innerJoin(customers, eq(customers.id, associations.customerId))
    .where(and(isNull(associations.endedAt), ...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

const presentRow = ({ key: _key, ...row }: Awaited<ReturnType<typeof readRows>>[number]): ResellerCustomerRow => ({
  ...row,
  mobile: maskMobile(row.mobile),
  email: maskEmail(row.email),
});
