import { createHash, randomBytes } from 'node:crypto';
import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';

/** How long a one-time sign-in link works, in hours. */
const validHours = 72;

/** What the database keeps of a link's token: a digest of 32 bytes, so that reading the table signs nobody in. */
export const linkTokenHash = (token: string): Buffer => createHash('sha256').update(`sign-in link\0${token}`).digest();

/** Where a link leads, as a path of the console. The page asks before it signs in: mail scanners open links too. */
const signInLinkPath = (token: string): string => `/sign-in/link?token=${encodeURIComponent(token)}`;

/**
 * Makes a one-time sign-in link for a user and ends the ones given out before, so that only the newest works.
 *
 * The token has 256 random bits and is kept as a digest only: the answer is the one time it can be read.
 *
 * @returns the whole address to hand to the person
 */
export async function newSignInLink(
  tx: Transaction,
  user: { id: Id<'user'>; organizationId: Id<'organization'>; rootId: Id<'organization'> },
): Promise<string> {
  const origin = process.env['NEXTAUTH_URL'];
  invariant(origin, 'NEXTAUTH_URL is set before links are handed out');
  const token = randomBytes(32).toString('base64url');
  const { signInLinks } = schema;
  await tx
    .update(signInLinks)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(and(eq(signInLinks.userId, user.id), isNull(signInLinks.usedAt)));
  await tx.insert(signInLinks).values({
    id: newId('signInLink'),
    organizationId: user.organizationId,
    rootId: user.rootId,
    userId: user.id,
    tokenHash: linkTokenHash(token),
    createdAt: sql`clock_timestamp()`,
    expiresAt: sql`clock_timestamp() + make_interval(hours => ${validHours})`,
  });
  return new URL(signInLinkPath(token), origin).href;
}
