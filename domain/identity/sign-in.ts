import { randomBytes } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import { database, inTransaction, schema } from '@/db/client';
import { type Actor, noCodes } from '@/domain/actor';
import type { RefusalCode } from '@/domain/refusal';
import { insertAudit, recordDenial } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { emailAddress } from '@/lib/text';
import { isHashable, isPassword, TooManyHashes } from './passwords';
import { openSession, replaceSession } from './sessions';
import {
  accountSubject,
  addressSubject,
  countAttempt,
  deviceProof,
  deviceSubject,
  forgive,
  isKnownDevice,
  purgeThrottles,
  type ThrottleSubject,
  takeBack,
} from './throttle';

/** What a browser sends to sign in, and what its request says of itself. The two first are whatever arrived. */
export interface SignInAttempt {
  readonly email: unknown;
  readonly password: unknown;
  /** What this browser was given when somebody signed in on it before. */
  readonly device: string | null;
  /** The session this browser had until now: it ends when a new one opens. */
  readonly replaces: Id<'session'> | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** Who has signed in, for the cookies of the answer. */
export interface SignedIn {
  readonly ok: true;
  readonly sessionId: Id<'session'>;
  readonly userId: Id<'user'>;
  readonly language: 'zh-CN' | 'en';
  readonly timeZone: string;
  readonly device: string;
}
export type SignInCode = 'sign_in_refused' | 'sign_in_delayed' | 'busy';
export type SignInOutcome = SignedIn | { readonly ok: false; readonly code: SignInCode; readonly waitSeconds: number };

/**
 * Opens a session for whoever knows the password of an active user in an organization that is not frozen.
 *
 * Not a command: there is no actor yet. An unknown address, a wrong password, a disabled user and a frozen organization get the same
 * answer for the same work, one hash; and every attempt is kept in the audit, without what was typed. Of those that came too soon the
 * first of each wait is kept: strangers must not make rows as fast as they can ask.
 *
 * @source quality/acceptance.md A1, A3, A4, A8, design/decisions.md 13, 46
 */
export async function signIn(attempt: SignInAttempt): Promise<SignInOutcome> {
  const email = emailAddress.safeParse(attempt.email).data;
  const user = email === undefined ? undefined : await findAccount(email);
  const actor = user ? actorOf(user, attempt) : await nobody(attempt);
  const subjects = subjectsOf(attempt, email, user?.id);

  const delay = await countAttempt(subjects);
  if (delay) return refused(delay.isFirst ? actor : undefined, 'sign_in_delayed', delay.seconds);
  try {
    if (!isHashable(attempt.password)) return await refused(actor, 'sign_in_refused');
    const isRight = await isPassword(user?.passwordHash, attempt.password);
    const outcome = isRight && user ? await open(user, attempt, subjects) : undefined;
    return outcome ?? (await refused(actor, 'sign_in_refused'));
  } catch (error) {
    if (!(error instanceof TooManyHashes)) throw error;
    await takeBack(database(), subjects);
    return { ok: false, code: 'busy', waitSeconds: 5 };
  }
}

const { users, organizations } = schema;

const accountColumns = {
  id: users.id,
  organizationId: users.organizationId,
  rootId: users.rootId,
  roles: users.roles,
  language: users.language,
  passwordHash: users.passwordHash,
  kind: organizations.kind,
  currency: organizations.currency,
  timeZone: organizations.timeZone,
};
type Account = Awaited<ReturnType<typeof findAccount>> & object;

async function findAccount(email: string) {
  const [row] = await database()
    .select(accountColumns)
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(eq(users.email, email));
  return row;
}

/** A device that signed in as this person before has a counter of its own: nobody else's failures keep it out. */
function subjectsOf(attempt: SignInAttempt, email: string | undefined, userId: Id<'user'> | undefined) {
  if (userId && isKnownDevice(userId, attempt.device)) return [deviceSubject(attempt.device)];
  const account = accountSubject(email ?? String(attempt.email).slice(0, 512));
  return attempt.address ? [account, addressSubject(attempt.address)] : [account];
}

/**
 * Undefined when the account may not sign in, or stopped being what it was while the password was looked at.
 *
 * Holds the person and the organization: disabling and freezing end the sessions they see, so they come before this or after it.
 */
async function open(
  account: Account,
  attempt: SignInAttempt,
  subjects: readonly ThrottleSubject[],
): Promise<SignedIn | undefined> {
  return inTransaction(async (tx) => {
    const { rows } = await tx.execute(sql`select from users u join organizations o on o.id = u.organization_id
      where u.id = ${sql.param(account.id, users.id)} and u.state = 'active' and o.state = 'active'
        and u.password_hash = ${account.passwordHash} for share of u, o`);
    if (rows.length === 0) return undefined;
    const { address, userAgent } = attempt;
    const { organizationId, rootId, language, timeZone } = account;
    const sessionId = await openSession(tx, { userId: account.id, organizationId, rootId, address, userAgent });
    if (attempt.replaces) await replaceSession(tx, attempt.replaces);
    await forgive(tx, subjects);
    const fact = { action: 'account.sign_in', subjectId: account.id, detail: {} };
    await tx.execute(insertAudit([{ actor: { ...actorOf(account, attempt), sessionId }, fact }]));
    const device = isKnownDevice(account.id, attempt.device)
      ? attempt.device
      : deviceProof(account.id, randomBytes(18).toString('base64url'));
    return { ok: true, sessionId, userId: account.id, language, timeZone, device };
  });
}

async function refused(actor: Actor | undefined, code: SignInCode & RefusalCode, waitSeconds = 0) {
  if (actor) await recordDenial(actor, 'account.sign_in', code, actor.userId);
  if (code === 'sign_in_refused') await purgeThrottles();
  return { ok: false, code, waitSeconds } as const;
}

const actorOf = (account: Account, { address, requestId }: SignInAttempt): Actor => ({
  via: 'session',
  organizationId: account.organizationId,
  rootId: account.rootId,
  kind: account.kind,
  currency: account.currency,
  timeZone: account.timeZone,
  roles: account.roles,
  readOnly: true,
  grants: null,
  userId: account.id,
  sessionId: null,
  apiKeyId: null,
  codes: noCodes,
  address,
  requestId,
});

/** Attempts for nobody we know stand in the operator's audit. Without an operator there is nobody to read it. */
async function nobody({ address, requestId }: SignInAttempt): Promise<Actor | undefined> {
  const [operator] = await database()
    .select({
      id: organizations.id,
      rootId: organizations.rootId,
      currency: organizations.currency,
      timeZone: organizations.timeZone,
    })
    .from(organizations)
    .where(eq(organizations.kind, 'operator'))
    .limit(1);
  if (!operator) return undefined;
  return {
    via: 'session',
    organizationId: operator.id,
    rootId: operator.rootId,
    kind: 'operator',
    currency: operator.currency,
    timeZone: operator.timeZone,
    roles: [],
    readOnly: true,
    grants: null,
    userId: null,
    sessionId: null,
    apiKeyId: null,
    codes: noCodes,
    address,
    requestId,
  };
}
