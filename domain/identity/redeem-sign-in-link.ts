import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { database, inTransaction, schema, type Transaction } from '@/db/client';
import { type Actor, noCodes } from '@/domain/actor';
import { insertAudit } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { hashPassword, passwordProblem, TooManyHashes } from './passwords';
import { endSessionsOf, openSession } from './sessions';
import { linkTokenHash } from './sign-in-links';

const { signInLinks, users, organizations } = schema;

/** What a browser sends to use a link. */
export interface LinkRedemption {
  readonly token: string;
  readonly newPassword: unknown;
  readonly repeatedPassword: unknown;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** `problem` is a key of `messages/<language>/fields.json`, and `field` the input it is about. */
export type LinkOutcome =
  | {
      readonly ok: true;
      readonly sessionId: Id<'session'>;
      readonly language: 'zh-CN' | 'en';
      readonly timeZone: string;
    }
  | { readonly ok: false; readonly code: 'link_not_valid' | 'busy' }
  | {
      readonly ok: false;
      readonly code: 'password_too_weak';
      readonly field: 'newPassword' | 'repeatedPassword';
      readonly problem: string;
    };

/** Whose link it is, while it can be used. One answer for used, expired, withdrawn and invented ones: undefined. */
export async function findSignInLink(token: string) {
  if (!/^[\w-]{22,128}$/.test(token)) return undefined;
  const [link] = await database()
    .select({
      id: signInLinks.id,
      userId: users.id,
      name: users.name,
      email: users.email,
      language: users.language,
      roles: users.roles,
      organizationId: organizations.id,
      rootId: organizations.rootId,
      organizationName: organizations.name,
      organizationNameEn: organizations.nameEn,
      accountName: organizations.accountName,
      kind: organizations.kind,
      currency: organizations.currency,
      timeZone: organizations.timeZone,
    })
    .from(signInLinks)
    .innerJoin(users, eq(users.id, signInLinks.userId))
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(
      and(
        eq(signInLinks.tokenHash, linkTokenHash(token)),
        isNull(signInLinks.usedAt),
        gt(signInLinks.expiresAt, sql`clock_timestamp()`),
        eq(users.state, 'active'),
        eq(organizations.state, 'active'),
      ),
    );
  return link;
}
type Link = Awaited<ReturnType<typeof findSignInLink>> & object;

/**
 * Uses a link once: the person gets the password they chose, earlier sessions end, a new one opens.
 *
 * Not a command: the link is all that is known of who asks. The row's `used_at` decides between two at once.
 *
 * @source quality/acceptance.md A22, design/decisions.md 34
 */
export async function redeemSignInLink(redemption: LinkRedemption): Promise<LinkOutcome> {
  const { newPassword, repeatedPassword } = redemption;
  const link = await findSignInLink(redemption.token);
  if (!link) return { ok: false, code: 'link_not_valid' };
  const weak = (field: 'newPassword' | 'repeatedPassword', problem: string) =>
    ({ ok: false, code: 'password_too_weak', field, problem }) as const;
  if (typeof newPassword !== 'string') return weak('newPassword', 'required');
  const problem = passwordProblem(newPassword, [link.name, link.email, link.organizationName, link.accountName]);
  if (problem) return weak('newPassword', problem);
  if (newPassword !== repeatedPassword) return weak('repeatedPassword', 'password_differs');
  try {
    const passwordHash = await hashPassword(newPassword);
    return await inTransaction((tx) => use(tx, link, passwordHash, redemption));
  } catch (error) {
    if (error instanceof TooManyHashes) return { ok: false, code: 'busy' };
    throw error;
  }
}

async function use(
  tx: Transaction,
  link: Link,
  passwordHash: string,
  { address, userAgent, requestId }: LinkRedemption,
): Promise<LinkOutcome> {
  const { userId, organizationId, rootId, language, timeZone } = link;
  // The user first, as disabling does it: neither waits for the other while holding what the other needs. Then the organization, so that
  // a freeze ends this session too or is seen here.
  const [user] = await tx.select({ state: users.state }).from(users).where(eq(users.id, userId)).for('no key update');
  const [organization] = await tx
    .select({ state: organizations.state })
    .from(organizations)
    .where(eq(organizations.id, organizationId))
    .for('share');
  if (user?.state !== 'active' || organization?.state !== 'active') return { ok: false, code: 'link_not_valid' };
  const isOpen = and(isNull(signInLinks.usedAt), gt(signInLinks.expiresAt, sql`clock_timestamp()`));
  const used = await tx
    .update(signInLinks)
    .set({ usedAt: sql`clock_timestamp()` })
    .where(and(eq(signInLinks.id, link.id), isOpen))
    .returning({ id: signInLinks.id });
  if (used.length === 0) return { ok: false, code: 'link_not_valid' };
  await tx.update(users).set({ passwordHash }).where(eq(users.id, userId));
  const endedSessions = await endSessionsOf(tx, userId, 'password_changed');
  const sessionId = await openSession(tx, { userId, organizationId, rootId, address, userAgent });
  const actor: Actor = {
    via: 'session',
    organizationId,
    rootId,
    kind: link.kind,
    currency: link.currency,
    timeZone,
    roles: link.roles,
    readOnly: false,
    grants: null,
    userId,
    sessionId,
    apiKeyId: null,
    codes: noCodes,
    address,
    requestId,
  };
  const fact = { action: 'account.redeem_link', subjectId: userId, detail: { endedSessions } };
  await tx.execute(insertAudit([{ actor, fact }]));
  return { ok: true, sessionId, language, timeZone };
}
