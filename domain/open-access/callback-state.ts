import { createPrivateKey, randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { SignJWT } from 'jose';
import { database } from '@/db/client';
import { env } from '@/lib/env';
import { type Id, wireIdOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, type Money } from '@/lib/money';
import { currentSigningKey } from './signing-key';

/** How long a state may be believed, in seconds: a browser takes it from here to there at once. */
export const stateSeconds = 600;

/** What a partner's platform is told by the browser that comes to it. */
export interface CallbackFacts {
  /** The identifier of the platform it is for: no other may believe it. */
  readonly platformIdentifier: string;
  /** What was paid. Of a sample it names nothing. */
  readonly rechargeId: Id<'onlineRecharge'>;
  readonly status: 'paid' | 'sample';
  readonly amount: Money;
}

/**
 * The `state` of a callback: a JWT signed with the key of our metadata (RS256), which the browser carries and cannot change.
 *
 * A browser may also never arrive, or come twice: it is a courtesy to the person who waits. Events tell programs.
 *
 * @source docs/open-access.md
 */
export async function signCallbackState({
  platformIdentifier,
  rechargeId,
  status,
  amount,
}: CallbackFacts): Promise<string> {
  const [key, issuedAt] = await Promise.all([currentSigningKey(), secondsNow()]);
  // The id also in the form in which events and the API name it.
  const said = { status, recharge_id: wireIdOf(rechargeId), amount: formatMoney(amount), currency: amount.currency };
  return new SignJWT(said)
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: key.id })
    .setIssuer(new URL(env().NEXTAUTH_URL).origin)
    .setAudience(platformIdentifier)
    .setSubject(rechargeId)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + stateSeconds)
    .setJti(randomUUID())
    .sign(createPrivateKey(key.privateKey));
}

/** The address with the state behind whatever stands there, which stays as it is, character for character. */
export function withState(href: string, state: string): string {
  const join = !href.includes('?') ? '?' : /[?&]$/.test(href) ? '' : '&';
  return `${href}${join}state=${state}`;
}

async function secondsNow(): Promise<number> {
  const { rows } = await database().execute<{ now: number }>(
    sql`select floor(extract(epoch from clock_timestamp()))::float8 as now`,
  );
  const now = rows[0]?.now;
  invariant(now !== undefined, 'the database knows the time');
  return now;
}
