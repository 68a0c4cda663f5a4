import { and, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { KeyRights } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { containsPattern, searchText } from '@/lib/search-text';

const { apiKeys, organizations } = schema;

/** Which API keys are wanted. `q` is a whole access key, or part of a key's or its owner's name. */
export interface ApiKeyFilter {
  readonly q?: string | undefined;
  readonly state?: 'active' | 'disabled' | undefined;
  readonly organizationId?: Id<'organization'> | undefined;
}

/** An API key without its secret, which nobody can read again. */
export interface ApiKeyRow {
  readonly id: Id<'apiKey'>;
  readonly name: string;
  readonly accessKey: string;
  readonly rights: Exclude<KeyRights, 'sandbox'>;
  /** What it is narrowed to, and from where it may be used; null narrows nothing. */
  readonly permissions: readonly string[] | null;
  readonly allowedAddresses: readonly string[] | null;
  readonly ratePerSecond: number;
  readonly state: 'active' | 'disabled';
  readonly expiresAt: Date | null;
  /** Its last moment has come. */
  readonly hasEnded: boolean;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
  readonly owner: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
}

/** A page of API keys, the newest first. The operator's list: for anybody else it is empty. */
export async function listApiKeys(
  scope: ReadScope,
  filter: ApiKeyFilter,
  page: PageRequest<'apiKey'>,
): Promise<Page<ApiKeyRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readApiKeys(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(({ key: _key, ...row }) => row), before, after };
}

/** One API key. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findApiKey(scope: ReadScope, id: Id<'apiKey'>): Promise<ApiKeyRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readApiKeys([...conditionsOf(scope, {}), eq(apiKeys.id, id)], first);
  if (!row) return undefined;
  const { key: _key, ...shown } = row;
  return shown;
}

function conditionsOf(scope: ReadScope, { q, state, organizationId }: ApiKeyFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    scope.everyOrganization ? undefined : sql`false`,
    sql`${apiKeys.rights} <> 'sandbox'`,
    state && eq(apiKeys.state, state),
    organizationId && eq(apiKeys.organizationId, organizationId),
    text === undefined ? undefined : matches(text),
  ];
}

const matches = (text: string): SQL =>
  sql`(${apiKeys.accessKey} = upper(${text}) or lower(${apiKeys.name}) like lower(${containsPattern(text)})
    or ${organizations.searchText} like lower(${containsPattern(text)}))`;

async function readApiKeys(conditions: readonly (SQL | undefined)[], position: Position<'apiKey'>) {
  const page = keyset(position, { key: sql`${apiKeys.createdAt}`, sort: 'instant', id: sql`${apiKeys.id}` });
  return database()
    .select({
      id: apiKeys.id,
      key: instantKey(sql`${apiKeys.createdAt}`),
      name: apiKeys.name,
      accessKey: apiKeys.accessKey,
      rights: sql<Exclude<KeyRights, 'sandbox'>>`${apiKeys.rights}`,
      permissions: apiKeys.permissions,
      allowedAddresses: apiKeys.allowedAddresses,
      ratePerSecond: apiKeys.ratePerSecond,
      state: apiKeys.state,
      expiresAt: apiKeys.expiresAt,
      hasEnded: sql<boolean>`coalesce(${apiKeys.expiresAt} <= clock_timestamp(), false)`,
      createdAt: apiKeys.createdAt,
      disabledAt: apiKeys.disabledAt,
      lastUsedAt: apiKeys.lastUsedAt,
      lastUsedAddress: apiKeys.lastUsedAddress,
      owner: { id: organizations.id, name: organizations.name, nameEn: organizations.nameEn },
    })
    .from(apiKeys)
    .innerJoin(organizations, eq(organizations.id, apiKeys.organizationId))
    .where(and(...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}
