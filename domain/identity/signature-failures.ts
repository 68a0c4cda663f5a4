import { eq, sql } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import { jobActor } from '@/domain/job';
import { insertAudit, insertEvents } from '@/domain/trail';
import { log } from '@/lib/log';
import { credentialEvent } from './own-credentials';
import { networkOf } from './throttle';

const { apiKeys, organizations } = schema;

/**
 * How many signatures that are not accepted an address may send within five minutes: in the name of one access key, and in all. Then it waits
 * for five minutes. An office may have many programs behind one address, and one of them a wrong clock.
 */
export const signatureLimits = { ofKey: 50, ofAddress: 500, seconds: 300 } as const;

/** A signature that was not accepted: the access key it named, if it named one, and where it came from. */
export interface SignatureFailure {
  readonly accessKey: string | undefined;
  readonly address: string | null;
  readonly requestId: string;
}

/**
 * Counts a signature that was not accepted. Keys are never locked by it: right signatures are accepted from every address, so that nobody can
 * keep a partner's programs out by naming their key. The owner of a key is told once of each wait that begins in its name.
 *
 * An address that waits adds no rows, whatever access keys it invents; and known keys are counted like invented ones.
 *
 * @returns the seconds for which the address has to wait; undefined when it does not
 * @source quality/acceptance.md X10, api/aksk.md §4.8
 */
export async function countSignatureFailure({
  accessKey = '',
  address,
  requestId,
}: SignatureFailure): Promise<number | undefined> {
  if (address === null) return undefined;
  const network = networkOf(address);
  const named = /^[A-Z0-9]{20}$/.test(accessKey) ? [accessKey, ''] : [''];
  const { ofKey, ofAddress, seconds } = signatureLimits;
  const isOver = sql`f.since < clock_timestamp() - make_interval(secs => ${seconds}) or f.blocked_until <= clock_timestamp()`;
  const limit = sql`case when f.access_key = '' then ${ofAddress}::int else ${ofKey}::int end`;
  const { rows } = await database().execute<{ access_key: string; failures: number; is_blocked: boolean }>(sql`
    insert into signature_failures as f (access_key, address, failures, since)
    select n.access_key, ${network}, 1, clock_timestamp() from unnest(${sql.param(named)}::text[]) n (access_key)
     where not exists (select from signature_failures b where b.access_key = '' and b.address = ${network} and b.blocked_until > clock_timestamp())
     order by n.access_key
    on conflict (access_key, address) do update set
      failures = case when ${isOver} then 1 else f.failures + 1 end,
      since = case when ${isOver} then clock_timestamp() else f.since end,
      blocked_until = case when not coalesce(${isOver}, false) and f.failures + 1 >= ${limit}
        then clock_timestamp() + make_interval(secs => ${seconds}) end
    where f.blocked_until is null or f.blocked_until <= clock_timestamp()
    returning access_key, failures, blocked_until is not null as is_blocked`);
  if (rows.some(({ failures }) => failures === 1)) await removeOldFailures();
  const began = rows.find((row) => row.is_blocked);
  if (began) await raiseAlarm(began.access_key, { address, requestId });
  return rows.length === named.length ? undefined : secondsLeft(network, named);
}

async function secondsLeft(network: string, named: readonly string[]): Promise<number> {
  const { rows } = await database().execute<{ seconds: number }>(sql`
    select greatest(1, ceil(extract(epoch from max(blocked_until) - clock_timestamp())))::int as seconds from signature_failures
     where address = ${network} and access_key = any(${sql.param([...named])}::text[])`);
  return rows[0]?.seconds ?? 1;
}

/** Whoever adds rows also takes old ones away. */
async function removeOldFailures(): Promise<void> {
  await database().execute(sql`delete from signature_failures where (access_key, address) in (
    select access_key, address from signature_failures where since < clock_timestamp() - interval '1 hour' limit 20 for update skip locked)`);
}

/** Of a key that exists its owner is told; the log has every wait. */
async function raiseAlarm(
  accessKey: string,
  { address, requestId }: Pick<SignatureFailure, 'requestId'> & { address: string },
): Promise<void> {
  log.warn({ requestId, accessKey, address }, 'too many signatures not accepted');
  const [key] = await database()
    .select({
      id: apiKeys.id,
      organization: {
        id: organizations.id,
        rootId: organizations.rootId,
        kind: organizations.kind,
        currency: organizations.currency,
        timeZone: organizations.timeZone,
      },
    })
    .from(apiKeys)
    .innerJoin(organizations, eq(organizations.id, apiKeys.organizationId))
    .where(eq(apiKeys.accessKey, accessKey));
  if (!key) return;
  const { id, organization } = key;
  const actor = { ...jobActor(organization), via: 'system', address, requestId } as const;
  const owner = { organizationId: organization.id, rootId: organization.rootId };
  await inTransaction(async (tx) => {
    const fact = { action: 'credentials.block_address', subjectId: id, detail: { accessKey } };
    await tx.execute(insertAudit([{ actor, fact }]));
    await tx.execute(insertEvents([credentialEvent('credential.attacked', owner, id)]));
  });
}
