import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { type Database, database, type Transaction } from '@/db/client';
import { env } from '@/lib/env';
import type { Id } from '@/lib/id';

/**
 * Attempts that cost no waiting, and the longest wait. One address may be a whole office; one account is one person.
 * After 24 hours of quiet counting starts anew, and nothing is ever locked for good.
 */
export const throttleLimits = { freeAttempts: 5, freeAttemptsOfAddress: 50, waitMaxSeconds: 900 } as const;

/** Whose failures are counted: an account (known or not), one person's known device, an address. Never a readable e-mail address. */
export type ThrottleSubject = string & { readonly throttle: unique symbol };

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 32);

/** The counter of an account, whether it exists or not. `email` is spelled as it is looked up. */
export const accountSubject = (email: string) => `account:${digest(email)}` as ThrottleSubject;

/** The counter of changing one's own password, where the present one could be guessed. */
export const passwordSubject = (userId: Id<'user'>) => `password:${userId}` as ThrottleSubject;

/**
 * The counter of registering with an e-mail address or a number by a partner's invitation, apart from signing in: nobody is kept out of an
 * account by it, nor out of registering by another partner's.
 */
export const registerSubject = (partnerId: Id<'organization'>, target: string) =>
  `register:${digest(`${partnerId} ${target}`)}` as ThrottleSubject;

/** The counter of an address; for IPv6 of its network of 64 bits, of which one subscriber has at least one. */
export const addressSubject = (address: string) => `address:${networkOf(address)}` as ThrottleSubject;

/** The same for registering: an office that registers many customers can still sign in. */
export const registerAddressSubject = (address: string) => `address:register:${networkOf(address)}` as ThrottleSubject;

/** The same for notifications of payments that nobody has signed. */
export const paymentAddressSubject = (address: string) => `address:payments:${networkOf(address)}` as ThrottleSubject;

/** What is counted of an address: IPv4 whole, of IPv6 the first 64 bits. */
export const networkOf = (address: string): string =>
  address.includes(':') ? address.split(':').slice(0, 4).join(':') : address;

/** The counter of a device that has signed in as this person before. */
export const deviceSubject = (device: string) => `device:${digest(device)}` as ThrottleSubject;

/** What a browser keeps after signing in, to be told from a stranger's next time: random characters and our seal over them and the person. */
export const deviceProof = (userId: Id<'user'>, random: string): string => `${random}.${seal(userId, random)}`;

/** Whether `device` is what this person's browser was given. */
export function isKnownDevice(userId: Id<'user'>, device: string | null): device is string {
  const [random = '', mark = ''] = device?.split('.') ?? [];
  const expected = seal(userId, random);
  return mark.length === expected.length && timingSafeEqual(Buffer.from(mark), Buffer.from(expected));
}

const seal = (userId: Id<'user'>, random: string): string =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`device\0${userId}\0${random}`).digest('hex');

/** How long an attempt has to wait, and whether it is the first that is told so since the wait began: only that one is worth keeping. */
export interface Delay {
  /** At least one. */
  readonly seconds: number;
  readonly isFirst: boolean;
}

/**
 * Counts one attempt for every subject before it is made, so that a hundred at once are a hundred; `forgive` takes it back.
 *
 * From the sixth in a row each attempt makes the next one wait: 2, 4, 8 … seconds, at most 15 minutes. An address that has to wait adds
 * no rows for the accounts it invents.
 *
 * @returns the delay when the attempt must not be made; undefined when it may
 * @source quality/acceptance.md A1, A2
 */
export async function countAttempt(subjects: readonly ThrottleSubject[]): Promise<Delay | undefined> {
  const { freeAttempts, freeAttemptsOfAddress, waitMaxSeconds } = throttleLimits;
  const names = sql.param([...subjects]);
  const free = sql`case when t.subject like 'address:%' then ${freeAttemptsOfAddress}::int else ${freeAttempts}::int end`;
  const { rows } = await database().execute<{ subject: string }>(sql`
    insert into sign_in_throttles as t (subject, failures, updated_at)
    select subject, 1, clock_timestamp() from unnest(${names}::text[]) s (subject)
      where not exists (select from sign_in_throttles a
        where a.subject = any(${names}::text[]) and a.subject like 'address:%' and a.blocked_until > clock_timestamp())
      order by subject
    on conflict (subject) do update set
      failures = case when t.updated_at < clock_timestamp() - interval '24 hours' then 1 else least(t.failures, 1000000) + 1 end,
      blocked_until = case when t.updated_at < clock_timestamp() - interval '24 hours' or t.failures < ${free} then null
        else clock_timestamp() + make_interval(secs => least(${waitMaxSeconds}::int, 2 ^ least(20, t.failures + 1 - ${free}))) end,
      updated_at = clock_timestamp()
    where t.blocked_until is null or t.blocked_until <= clock_timestamp()
    returning subject`);
  return rows.length === subjects.length ? undefined : delayOf(subjects);
}

/** A wait begins with `updated_at` before its end; who is first told of it moves `updated_at` there, and so the mark ends with the wait. */
async function delayOf(subjects: readonly ThrottleSubject[]): Promise<Delay> {
  const names = sql.param([...subjects]);
  const { rows } = await database().execute<{ seconds: number; is_first: boolean }>(sql`
    with told as (update sign_in_throttles set updated_at = blocked_until
      where subject = any(${names}::text[]) and blocked_until > clock_timestamp() and updated_at < blocked_until returning subject)
    select greatest(1, ceil(extract(epoch from max(blocked_until) - clock_timestamp())))::int as seconds,
        exists (select from told) as is_first
      from sign_in_throttles where subject = any(${names}::text[]) and blocked_until is not null`);
  return { seconds: rows[0]?.seconds ?? 1, isFirst: rows[0]?.is_first ?? false };
}

/**
 * Removes up to a hundred counters that count for nothing any more. Called where an attempt failed, so that whoever adds rows also
 * pays for taking old ones away.
 */
export async function purgeThrottles(): Promise<void> {
  await database().execute(sql`delete from sign_in_throttles where subject in (select subject from sign_in_throttles
    where updated_at < clock_timestamp() - interval '24 hours' limit 100 for update skip locked)`);
}

/** After the right password: the account's count is gone, and the address has its one attempt back. */
export async function forgive(tx: Transaction, subjects: readonly ThrottleSubject[]): Promise<void> {
  const names = sql.param([...subjects]);
  await tx.execute(
    sql`delete from sign_in_throttles where subject = any(${names}::text[]) and subject not like 'address:%'`,
  );
  await takeBack(tx, subjects);
}

/** Takes one attempt back, where it was never decided. */
export async function takeBack(tx: Database, subjects: readonly ThrottleSubject[]): Promise<void> {
  await tx.execute(sql`update sign_in_throttles set failures = greatest(failures - 1, 0)
    where subject = any(${sql.param([...subjects])}::text[])`);
}
