import { and, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { KeyRights } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type CredentialState, credentialsMax } from './credential-model';

const { apiKeys } = schema;

/** A key of the reader's own organization, without its secret, which nobody can read again. */
export interface Credential {
  readonly id: Id<'apiKey'>;
  readonly name: string;
  readonly accessKey: string;
  readonly rights: Exclude<KeyRights, 'sandbox'>;
  /** What it is narrowed to, and from where it may be used; null narrows nothing. */
  readonly permissions: readonly string[] | null;
  readonly allowedAddresses: readonly string[] | null;
  readonly ratePerSecond: number;
  readonly state: CredentialState;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly disabledAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
  /** The member who made it; null where the platform did. */
  readonly createdBy: string | null;
  /** The key whose place it takes, and the one that takes its own. */
  readonly replacesId: Id<'apiKey'> | null;
  readonly replacedById: Id<'apiKey'> | null;
}

/** The reader's keys, the newest first. Sandbox keys are not among them. */
export async function listCredentials(
  scope: ReadScope,
  filter: { readonly state?: CredentialState | undefined },
  page: PageRequest<'apiKey'>,
): Promise<Page<Credential>> {
  const where = filter.state ? sql`${stateOf} = ${filter.state}` : sql`true`;
  const { rows, before, after } = await readPage(page, {
    read: (position) => readCredentials(scope, where, position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('apiKey', row.id) }),
  });
  return { rows: rows.map(credentialOf), before, after };
}

/** One of them; undefined for any other, just as for an id that names nothing. */
export async function findCredential(scope: ReadScope, id: Id<'apiKey'>): Promise<Credential | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readCredentials(scope, sql`k.id = ${uuidOf(id)}::uuid`, first);
  return row && credentialOf(row);
}

/** How many of the reader's keys are in use, against how many may be. */
export async function countCredentials(scope: ReadScope): Promise<{ readonly inUse: number; readonly max: number }> {
  const { rows } = await database().execute<{ count: number }>(
    sql`select count(*)::int as count from api_keys k
      where k.organization_id = ${uuidOf(scope.organizationId)}::uuid and k.rights <> 'sandbox' and ${stateOf} in ('active', 'ending')`,
  );
  return { inUse: rows[0]?.count ?? 0, max: credentialsMax };
}

/** The sandbox key of the person who looks, while it works. Its secret was shown when it was asked for. */
export async function findSandboxKey(
  scope: ReadScope,
): Promise<{ readonly id: Id<'apiKey'>; readonly accessKey: string; readonly expiresAt: Date | null } | undefined> {
  if (!scope.userId) return undefined;
  const [key] = await database()
    .select({ id: apiKeys.id, accessKey: apiKeys.accessKey, expiresAt: apiKeys.expiresAt })
    .from(apiKeys)
    .where(
      and(
        eq(apiKeys.organizationId, scope.organizationId),
        eq(apiKeys.createdBy, scope.userId),
        eq(apiKeys.rights, 'sandbox'),
        sql`${apiKeys.expiresAt} > clock_timestamp()`,
      ),
    );
  return key;
}

const stateOf = sql`case when k.state = 'disabled' then 'disabled' when k.expires_at <= clock_timestamp() then 'ended'
  when exists (select from api_keys later where later.replaces_id = k.id) then 'ending' else 'active' end`;

type Row = {
  id: string;
  key: string;
  name: string;
  access_key: string;
  rights: Exclude<KeyRights, 'sandbox'>;
  permissions: string[] | null;
  allowed_addresses: string[] | null;
  rate_per_second: number;
  state: CredentialState;
  created_at: string;
  expires_at: string | null;
  disabled_at: string | null;
  last_used_at: string | null;
  last_used_address: string | null;
  created_by: string | null;
  replaces_id: string | null;
  replaced_by_id: string | null;
};

async function readCredentials(scope: ReadScope, where: SQL, position: Position<'apiKey'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`k.created_at`, sort: 'instant', id: sql`k.id` });
  const { rows } = await database().execute<Row>(
    sql`select k.id, ${instantKey(sql`k.created_at`)} as key, k.name, k.access_key, k.rights, k.permissions, k.allowed_addresses, k.rate_per_second,
        ${stateOf} as state, k.created_at, k.expires_at, k.disabled_at, k.last_used_at, k.last_used_address, u.name as created_by, k.replaces_id,
        (select later.id from api_keys later where later.replaces_id = k.id) as replaced_by_id
      from api_keys k left join users u on u.id = k.created_by and u.organization_id = k.organization_id
     where k.organization_id = ${uuidOf(scope.organizationId)}::uuid and k.rights <> 'sandbox' and ${where} and ${page.where}
     order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function credentialOf(row: Row): Credential {
  const instant = (text: string | null) => (text === null ? null : new Date(text));
  const key = (uuid: string | null) => (uuid === null ? null : idFromUuid('apiKey', uuid));
  return {
    id: idFromUuid('apiKey', row.id),
    name: row.name,
    accessKey: row.access_key,
    rights: row.rights,
    permissions: row.permissions,
    allowedAddresses: row.allowed_addresses,
    ratePerSecond: row.rate_per_second,
    state: row.state,
    createdAt: new Date(row.created_at),
    expiresAt: instant(row.expires_at),
    disabledAt: instant(row.disabled_at),
    lastUsedAt: instant(row.last_used_at),
    lastUsedAddress: row.last_used_address,
    createdBy: row.created_by,
    replacesId: key(row.replaces_id),
    replacedById: key(row.replaced_by_id),
  };
}
