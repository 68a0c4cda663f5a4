import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AssociationType, FreezeLevel } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromWire, isId, uuidOf } from '@/lib/id';
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
    read: (position) => readRows(scope, inPage(scope, filter, position), position),
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
  const [row] = await readRows(scope, eq(associations.customerId, id), first);
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

/** Up to so many customers with a text are few: each is then looked up. */
const fewMax = 5000;

/**
 * The associations of one page. Every reseller's own list is read in its order, no further than the page could reach, and the page is the
 * first of these together: an index knows the order of one reseller's customers, none that of all of a distributor's.
 */
function inPage(scope: ReadScope, { q, resellerId }: ResellerCustomerFilter, position: Position<'association'>): SQL {
  const { where, orderBy } = keyset(position, { key: sql`a.associated_at`, sort: 'instant', id: sql`a.id` });
  const tail = sql`order by ${orderBy} limit ${position.limit}`;
  const own = sql`select r.id from organizations r where r.parent_id = ${uuidOf(scope.organizationId)}::uuid and r.kind = 'reseller'
    and ${resellerId ? sql`r.id = ${uuidOf(resellerId)}::uuid` : sql`true`}`;
  const inLists = (joined: SQL, condition: SQL) =>
    sql`select a.* from (${own}) r cross join lateral (select a.id, a.associated_at from associations a ${joined}
      where a.organization_id = r.id and a.ended_at is null and ${where} and ${condition} ${tail}) a`;
  const ofCustomers = (condition: SQL) =>
    sql`select a.id, a.associated_at from associations a where a.ended_at is null and a.organization_id = any(array(${own})) and ${where} and ${condition}`;
  const rows = matching(q, inLists, ofCustomers);
  return sql`${associations.id} = any(array(select a.id from (${rows}) a ${tail}))`;
}

/**
 * What a text leaves. It is looked for by itself first: when few customers of the platform have it, they are the ones to ask about; when many
 * have it, the resellers' lists come upon them soon. Only one of the two is carried out.
 */
function matching(
  text: string | undefined,
  inLists: (joined: SQL, condition: SQL) => SQL,
  ofCustomers: (condition: SQL) => SQL,
): SQL {
  const q = searchText(text)?.toLowerCase();
  if (q === undefined) return inLists(sql``, sql`true`);
  const id = isId('customer', q) ? q : idFromWire('customer', q);
  if (id) return ofCustomers(sql`a.customer_id = ${uuidOf(id)}::uuid`);
  const words = searchWords(text);
  const everyWord = (asked: (form: string) => SQL) =>
    sql.join(
      words.map((forms) => sql`(${sql.join(forms.map(asked), sql` or `)})`),
      sql` and `,
    );
  // The same question twice: `like` is answered by the index of texts, `strpos` by looking, which the planner expects to be soon done.
  const byIndex = everyWord((form) => sql`o.search_text like lower(${containsPattern(form)})`);
  const byLooking = everyWord((form) => sql`strpos(o.search_text, lower(${form})) > 0`);
  const few = ofCustomers(
    sql`a.customer_id = any(array(select id from found)) and (select count(*) from found) <= ${fewMax}`,
  );
  return sql`
    with found as materialized (select o.id from organizations o where o.kind = 'customer' and ${byIndex} limit ${fewMax + 1})
    ${few} union all
    select * from (${inLists(sql`join organizations o on o.id = a.customer_id`, byLooking)}) m where (select count(*) from found) > ${fewMax}`;
}

async function readRows(scope: ReadScope, condition: SQL, position: Position<'association'>) {
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
    .where(and(isNull(associations.endedAt), condition))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

const presentRow = ({ key: _key, ...row }: Awaited<ReturnType<typeof readRows>>[number]): ResellerCustomerRow => ({
  ...row,
  mobile: maskMobile(row.mobile),
  email: maskEmail(row.email),
});
