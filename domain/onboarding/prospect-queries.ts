import { and, eq, isNull, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { containsPattern, mobileDigits, searchText } from '@/lib/search-text';

const { organizations, reservedProspects, users } = schema;
type Owner = typeof reservedProspects.$inferSelect.owner;

/** Which reserved prospects are wanted. `q` is part of the name, a whole mobile number or a whole address. */
export interface ProspectFilter {
  readonly q?: string | undefined;
  readonly owner?: Owner | undefined;
}

/** A prospect no partner may report. Personal data are masked. */
export interface ProspectRow {
  readonly id: Id<'prospect'>;
  readonly owner: Owner;
  readonly name: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly createdBy: string | null;
}

/** A page of the prospects that are reserved now, the newest first. The operator's list: for anybody else it is empty. */
export async function listProspects(
  scope: ReadScope,
  filter: ProspectFilter,
  page: PageRequest<'prospect'>,
): Promise<Page<ProspectRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readProspects(scope, filter, position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(presentRow), before, after };
}

/** Whether a partner may report and invite. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findDevelopment(
  scope: ReadScope,
  organizationId: Id<'organization'>,
): Promise<{ developsCustomers: boolean } | undefined> {
  if (!scope.everyOrganization) return undefined;
  const [row] = await database()
    .select({ developsCustomers: organizations.developsCustomers })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  return row;
}

function conditionsOf(scope: ReadScope, { q, owner }: ProspectFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    scope.everyOrganization ? isNull(reservedProspects.releasedAt) : sql`false`,
    owner && eq(reservedProspects.owner, owner),
    text === undefined ? undefined : matches(text),
  ];
}

function matches(q: string): SQL {
  const mobile = mobileDigits(q);
  return sql`(lower(${reservedProspects.name}) like lower(${containsPattern(q)}) or ${reservedProspects.email} = lower(${q})
    or ${reservedProspects.mobile} = ${mobile ?? null})`;
}

async function readProspects(scope: ReadScope, filter: ProspectFilter, position: Position<'prospect'>) {
  const page = keyset(position, {
    key: sql`${reservedProspects.createdAt}`,
    sort: 'instant',
    id: sql`${reservedProspects.id}`,
  });
  return database()
    .select({
      id: reservedProspects.id,
      key: instantKey(sql`${reservedProspects.createdAt}`),
      owner: reservedProspects.owner,
      name: reservedProspects.name,
      mobile: reservedProspects.mobile,
      email: reservedProspects.email,
      createdAt: reservedProspects.createdAt,
      createdBy: users.name,
    })
    .from(reservedProspects)
    .leftJoin(users, eq(users.id, reservedProspects.createdBy))
    .where(and(...conditionsOf(scope, filter), page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(row: Awaited<ReturnType<typeof readProspects>>[number]): ProspectRow {
  const { key: _key, ...rest } = row;
  return { ...rest, mobile: maskMobile(rest.mobile), email: maskEmail(rest.email) };
}
