import { sql } from 'drizzle-orm';
import { database, executePrepared, sqlState, type Transaction } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';
import { Refusal } from './refusal';

/** What a request wants to do once: `resultId` is the id it will give to what it makes. */
export interface Claim {
  readonly organizationId: Id<'organization'>;
  readonly requestKey: string;
  readonly fingerprint: Buffer;
  /** UUID text. */
  readonly resultId: string;
}

/** `taken`: go on. Otherwise the same key acted before: with the same content, `resultId` is what it made then. */
export type ClaimResult =
  | { readonly state: 'taken' }
  | { readonly state: 'replayed'; readonly resultId: string }
  | { readonly state: 'reused' };

/** The form of a request key, wherever it comes from. */
export const isRequestKey = (key: unknown): key is string =>
  typeof key === 'string' && /^[\x21-\x7e]{8,160}$/.test(key);

/**
 * Claims request keys for a command, in key order, in one statement. A twin still running elsewhere is waited for up to two seconds.
 *
 * Keys of one call are distinct. Rolled back with the transaction, so a request that was declined keeps its key free.
 *
 * @refuses request_running when the twin takes longer
 * @source design/decisions.md 10, 31
 */
export async function claimRequests(
  tx: Transaction,
  command: string,
  claims: readonly Claim[],
): Promise<ClaimResult[]> {
  const organizations = claims.map((claim) => uuidOf(claim.organizationId));
  const keys = claims.map((claim) => claim.requestKey);
  const made = await executePrepared<{ organization_id: string; request_key: string }>(
    tx,
    sql`insert into command_receipts (organization_id, command, request_key, fingerprint, result_id)
        select o, ${command}, k, f, r from unnest(${sql.param(organizations)}::uuid[], ${sql.param(keys)}::text[],
          ${sql.param(claims.map((claim) => claim.fingerprint))}::bytea[], ${sql.param(claims.map((claim) => claim.resultId))}::uuid[]) u (o, k, f, r)
        order by o, k on conflict do nothing returning organization_id, request_key`,
  ).catch((error: unknown) => {
    throw sqlState(error) === '55P03' ? new Refusal('request_running') : error;
  });
  if (made.rows.length === claims.length) return claims.map(() => ({ state: 'taken' }));
  const taken = new Set(made.rows.map((row) => `${row.organization_id} ${row.request_key}`));
  const before = await readReceipts(tx, command, organizations, keys);
  return claims.map((claim) => {
    const key = `${uuidOf(claim.organizationId)} ${claim.requestKey}`;
    if (taken.has(key)) return { state: 'taken' };
    const receipt = before.get(key);
    if (!receipt) throw new Refusal('request_running');
    return receipt.fingerprint.equals(claim.fingerprint)
      ? { state: 'replayed', resultId: receipt.result_id }
      : { state: 'reused' };
  });
}

async function readReceipts(tx: Transaction, command: string, organizations: string[], keys: string[]) {
  type Row = { organization_id: string; request_key: string; fingerprint: Buffer; result_id: string };
  const { rows } = await executePrepared<Row>(
    tx,
    sql`select organization_id, request_key, fingerprint, result_id from command_receipts
      where command = ${command} and (organization_id, request_key) in (select * from unnest(${sql.param(organizations)}::uuid[], ${sql.param(keys)}::text[]))`,
  );
  return new Map(rows.map((row) => [`${row.organization_id} ${row.request_key}`, row]));
}

/** Whether a request key has acted before: for what is checked before the transaction and cannot be checked twice, such as a code. */
export async function hasActed(
  organizationId: Id<'organization'>,
  command: string,
  requestKey: string,
): Promise<boolean> {
  const { rows } = await database().execute(
    sql`select 1 from command_receipts where organization_id = ${uuidOf(organizationId)}::uuid and command = ${command} and request_key = ${requestKey}`,
  );
  return rows.length > 0;
}

/**
 * What a request has to show before its transaction begins, such as a code; null when the request has acted before and is only answered
 * again. A twin may act while this one looks, and use up what both show: that is no refusal but the same answer once more.
 */
export async function unlessActed<T>(
  request: { organizationId: Id<'organization'>; command: string; requestKey: string },
  look: () => Promise<T>,
): Promise<T | null> {
  const acted = () => hasActed(request.organizationId, request.command, request.requestKey);
  if (await acted()) return null;
  try {
    return await look();
  } catch (error) {
    if (error instanceof Refusal && (await acted())) return null;
    throw error;
  }
}

/** Frees the keys of items that were declined while others of their batch were accepted. */
export async function freeRequests(
  tx: Transaction,
  command: string,
  claims: readonly Pick<Claim, 'organizationId' | 'requestKey'>[],
): Promise<void> {
  if (claims.length === 0) return;
  const organizations = claims.map((claim) => uuidOf(claim.organizationId));
  const keys = claims.map((claim) => claim.requestKey);
  await executePrepared(
    tx,
    sql`delete from command_receipts where command = ${command}
      and (organization_id, request_key) in (select * from unnest(${sql.param(organizations)}::uuid[], ${sql.param(keys)}::text[]))`,
  );
}

/** Sets what a request made, for commands that learn it only while they run: those that change a thing that exists. */
export async function keepResult(tx: Transaction, command: string, claim: Claim, resultId: string): Promise<void> {
  await executePrepared(
    tx,
    sql`update command_receipts set result_id = ${resultId}
    where organization_id = ${uuidOf(claim.organizationId)} and command = ${command} and request_key = ${claim.requestKey}`,
  );
}
