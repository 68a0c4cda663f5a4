import { createHmac, randomInt, timingSafeEqual } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { database, schema, type Transaction } from '@/db/client';
import { type Addressee, queueMessage } from '@/domain/outgoing/queue-message';
import { readSettings } from '@/domain/settings/read-settings';
import { env } from '@/lib/env';
import { type Id, newId } from '@/lib/id';

/** What a code is good for. A code for one thing is of no use for another. */
export type CodePurpose = 'register' | 'step_up' | 'real_name';

/**
 * How often a code may be asked for and guessed: on behalf of one organization, so that nobody uses up what another needs; and, more
 * loosely, on behalf of all of them, so that nobody's telephone rings all day.
 */
export const codeLimits = { pauseSeconds: 60, perHour: 5, perHourOfEverybody: 10, triesMax: 5 } as const;

const { verificationCodes } = schema;

/**
 * Sends six digits to somebody's address or number, on behalf of an organization. An earlier code of the same organization for the same
 * purpose and target is of no use any more; those of others are left alone.
 *
 * @param to.userId the person, where it is for somebody signed in
 * @param to.minutes how long it works; the platform's setting when absent
 * @returns `too_soon` when the organization sent one less than a minute ago or five within the hour, or everybody together ten: then
 * nothing was sent
 */
export async function sendCode(
  tx: Transaction,
  to: Addressee & { purpose: CodePurpose; userId?: Id<'user'>; minutes?: number },
): Promise<'sent' | 'too_soon'> {
  const { purpose, userId = null, minutes: wanted, ...addressee } = to;
  const { organizationId } = to;
  const target = to.recipient;
  // Two at once for one target: the second sees the first.
  await tx.execute(sql`select pg_advisory_xact_lock(7021005, hashtext(${`${purpose} ${target}`}))`);
  if (await isTooSoon(tx, { organizationId, purpose, target })) return 'too_soon';
  const minutes = wanted ?? (await readSettings(tx)).code_valid_minutes;
  const code = String(randomInt(1_000_000)).padStart(6, '0');
  await tx
    .update(verificationCodes)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(
      and(
        eq(verificationCodes.organizationId, organizationId),
        eq(verificationCodes.purpose, purpose),
        eq(verificationCodes.target, target),
        isNull(verificationCodes.usedAt),
      ),
    );
  await tx.insert(verificationCodes).values({
    id: newId('verificationCode'),
    organizationId,
    rootId: to.rootId,
    purpose,
    target,
    userId,
    codeHash: codeDigest(purpose, target, code),
    expiresAt: sql`clock_timestamp() + make_interval(mins => ${minutes})`,
  });
  const values = { code, minutes: String(minutes) };
  await queueMessage(tx, addressee, { template: 'verification', values, holdsSecret: true });
  return 'sent';
}

/** Whose codes are meant: those one organization had sent to somebody for one purpose. */
interface Sent {
  readonly organizationId: Id<'organization'>;
  readonly purpose: CodePurpose;
  readonly target: string;
}

async function isTooSoon(tx: Transaction, { organizationId, purpose, target }: Sent): Promise<boolean> {
  const isOwn = sql`organization_id = ${sql.param(organizationId, verificationCodes.organizationId)}`;
  const isRecent = sql`created_at > clock_timestamp() - make_interval(secs => ${codeLimits.pauseSeconds})`;
  const { rows } = await tx.execute<{ recent: boolean; own: number; everybody: number }>(sql`
    select coalesce(bool_or(${isOwn} and ${isRecent}), false) as recent, count(*) filter (where ${isOwn})::int as own, count(*)::int as everybody
      from verification_codes where purpose = ${purpose} and target = ${target} and created_at > clock_timestamp() - interval '1 hour'`);
  const { recent = false, own = 0, everybody = 0 } = rows[0] ?? {};
  return recent || own >= codeLimits.perHour || everybody >= codeLimits.perHourOfEverybody;
}

/** `right` names the code, which is then used up with `useCode`. Any wrong try counts at once, whatever becomes of the request it came with. */
export type CodeTry =
  | { readonly state: 'right'; readonly id: Id<'verificationCode'> }
  | { readonly state: 'wrong' | 'expired' };

/**
 * Compares what somebody typed with the newest code that the organization had sent there for that purpose. Five tries, then it is of no
 * use any more.
 *
 * Not part of the caller's transaction: a refused request must not give its try back. Ask before the transaction begins.
 */
export async function tryCode(asked: Sent & { readonly code: string }): Promise<CodeTry> {
  const { organizationId, purpose, target, code } = asked;
  const [found] = await database()
    .update(verificationCodes)
    .set({ tries: sql`${verificationCodes.tries} + 1` })
    .where(
      sql`id = (select id from verification_codes where organization_id = ${sql.param(organizationId, verificationCodes.organizationId)}
          and purpose = ${purpose} and target = ${target} and used_at is null and expires_at > clock_timestamp() order by created_at desc limit 1) and tries < ${codeLimits.triesMax}`,
    )
    .returning({ id: verificationCodes.id, codeHash: verificationCodes.codeHash });
  if (!found) return { state: 'expired' };
  const isRight = timingSafeEqual(found.codeHash, codeDigest(purpose, target, code.normalize('NFKC').trim()));
  return isRight ? { state: 'right', id: found.id } : { state: 'wrong' };
}

/** Uses a code of that organization up, with what it was shown for. @returns false when it was used meanwhile */
export async function useCode(
  tx: Transaction,
  organizationId: Id<'organization'>,
  id: Id<'verificationCode'>,
): Promise<boolean> {
  const used = await tx
    .update(verificationCodes)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(
      and(
        eq(verificationCodes.id, id),
        eq(verificationCodes.organizationId, organizationId),
        isNull(verificationCodes.usedAt),
      ),
    )
    .returning({ id: verificationCodes.id });
  return used.length > 0;
}

/** What is kept of a code. Keyed, since six digits are soon tried through. */
export const codeDigest = (purpose: CodePurpose, target: string, code: string): Buffer =>
  createHmac('sha256', env().NEXTAUTH_SECRET).update(`code\0${purpose}\0${target}\0${code}`).digest();
