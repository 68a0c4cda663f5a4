import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { KeyRights, OrganizationKind } from '@/db/schema/identity';
import { type Id, newId, uuidOf } from '@/lib/id';
import type { Currency } from '@/lib/money';
import { openSecret, type SecretPlace, sealSecret } from '@/lib/secret-box';
import { keyRing } from './key-ring';

/** An API key that may be used now, and whose it is. Whether that organization is frozen is for the door to answer. */
export interface ApiCredential {
  readonly id: Id<'apiKey'>;
  readonly secret: string;
  readonly rights: KeyRights;
  /** The permissions it is narrowed to; null narrows nothing. */
  readonly permissions: readonly string[] | null;
  /** Calls per second and operation. */
  readonly ratePerSecond: number;
  readonly organization: {
    readonly id: Id<'organization'>;
    readonly rootId: Id<'organization'>;
    readonly kind: OrganizationKind;
    readonly currency: Currency;
    readonly timeZone: string;
    readonly state: 'active' | 'frozen';
  };
}

const { apiKeys, organizations } = schema;

/** Neither disabled nor ended; a sandbox key also ends with the person who tries the interface. */
const isUsable = sql<boolean>`${apiKeys.state} = 'active' and coalesce(${apiKeys.expiresAt} > clock_timestamp(), true)
  and (${apiKeys.rights} <> 'sandbox' or exists (select from users u where u.id = ${apiKeys.createdBy} and u.state = 'active'))`;

/** Where the secret of a key stands sealed. */
export const secretPlaceOf = (id: Id<'apiKey'>): SecretPlace => ({ table: 'api_keys', id, column: 'sealed_secret' });

let decoy: { place: SecretPlace; sealed: string } | undefined;

/**
 * The credential behind an access key, read now; undefined when there is none, or it is disabled or has ended.
 *
 * The same statement is run and a secret is opened for keys that do not exist, so that neither answer nor time tells them apart.
 *
 * @throws Error when the stored secret cannot be opened: the encryption key of this installation is not the one it was sealed with
 * @source api/aksk.md §4, quality/acceptance.md X7, X8
 */
export async function findApiCredential(accessKey: string): Promise<ApiCredential | undefined> {
  const { id, rootId, kind, currency, timeZone, state } = organizations;
  const [row] = await database()
    .select({
      id: apiKeys.id,
      sealedSecret: apiKeys.sealedSecret,
      rights: apiKeys.rights,
      permissions: apiKeys.permissions,
      ratePerSecond: apiKeys.ratePerSecond,
      isActive: isUsable,
      organization: { id, rootId, kind, currency, timeZone, state },
    })
    .from(apiKeys)
    .innerJoin(organizations, eq(organizations.id, apiKeys.organizationId))
    .where(eq(apiKeys.accessKey, accessKey));
  if (!row) {
    openDecoy();
    return undefined;
  }
  const secret = openSecret(row.sealedSecret, secretPlaceOf(row.id), keyRing());
  const { isActive, sealedSecret: _, ...credential } = row;
  return isActive ? { ...credential, secret } : undefined;
}

function openDecoy(): void {
  if (!decoy) {
    const place = secretPlaceOf(newId('apiKey'));
    decoy = { place, sealed: sealSecret('a secret nobody has, as long as a real one', place, keyRing()) };
  }
  openSecret(decoy.sealed, decoy.place, keyRing());
}

/**
 * Counts one call of a key and says whether it was still within its limit. Also keeps, at most once a minute, when the key was last used.
 *
 * The window is the current second of the database's clock, so two processes count together.
 *
 * @source design/decisions.md 32
 */
export async function countCall(
  { id, ratePerSecond }: Pick<ApiCredential, 'id' | 'ratePerSecond'>,
  operation: string,
): Promise<'within' | 'exceeded'> {
  const { rows } = await database().execute<{ calls: number }>(
    sql`with used as (
      update api_keys set last_used_at = clock_timestamp()
       where id = ${uuidOf(id)} and (last_used_at is null or last_used_at < clock_timestamp() - interval '1 minute'))
    insert into rate_windows as w (api_key_id, operation, second_at, calls)
      values (${uuidOf(id)}, ${operation}, date_trunc('second', clock_timestamp()), 1)
      on conflict (api_key_id, operation) do update
        set calls = case when excluded.second_at > w.second_at then 1 else w.calls + 1 end,
            second_at = greatest(excluded.second_at, w.second_at)
      returning calls`,
  );
  return (rows[0]?.calls ?? 1) <= ratePerSecond ? 'within' : 'exceeded';
}
