import { eq } from 'drizzle-orm';
import { database, inTransaction, schema, sqlState, type Transaction } from '@/db/client';
import { type Actor, noCodes } from '@/domain/actor';
import { asRefusal, parseInput, patiently } from '@/domain/command';
import { hashPassword, passwordProblem, TooManyHashes } from '@/domain/identity/passwords';
import { openSession } from '@/domain/identity/sessions';
import {
  countAttempt,
  forgive,
  registerAddressSubject,
  registerSubject,
  type ThrottleSubject,
  takeBack,
} from '@/domain/identity/throttle';
import { tryCode, useCode } from '@/domain/identity/verification-codes';
import { type FieldProblems, Refusal, type RefusalCode } from '@/domain/refusal';
import { keepTrail } from '@/domain/trail';
import { asKind, type Id, newId } from '@/lib/id';
import { associate } from './associate';
import { isFullConsent } from './consent-model';
import { keepConsents } from './consents';
import { insertCustomer, requireRoomForMobile } from './created-account';
import { invitationTokenHash } from './invitation-tokens';
import { keepFailedJoin } from './join-attempts';
import { isJoinProblem, joinProblemOf } from './join-conditions';
import { findInvitation, type HeldJoin, holdJoin } from './join-facts';
import { type RegisterCustomer, registerInput } from './join-input';
import { lookAtInvitation } from './join-invitation';

/** What a browser sent to register, and what its request says of itself. */
export interface Registration {
  readonly fields: unknown;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
}

/** The session that was opened, for the cookies of the answer; or why nothing was made. */
export type RegistrationOutcome =
  | {
      readonly ok: true;
      readonly sessionId: Id<'session'>;
      readonly customerId: Id<'customer'>;
      readonly language: 'zh-CN' | 'en';
      readonly timeZone: string;
    }
  | { readonly ok: false; readonly code: RefusalCode; readonly fields: FieldProblems };

/**
 * Makes a customer out of somebody who holds an invitation: organization, account, first administrator, relation, consents and session, in
 * one transaction or not at all.
 *
 * Not a command: nobody is asking yet. What was entered is judged first, then the codes, and only whoever has shown a right one learns whether
 * an address is taken. The address is always proven, since it signs in; a number without its code is kept as one that was only typed. Codes
 * are used up by the one transaction that succeeds, which also makes a form that is sent twice act once.
 *
 * @source spec/01 §1.5, quality/acceptance.md A5
 */
export async function registerCustomer(registration: Registration): Promise<RegistrationOutcome> {
  try {
    const input = parseInput(registerInput, registration.fields);
    const partnerId = await judgeEntered(input);
    const { codes, subjects } = await judgeCodes(input, partnerId, registration);
    const passwordHash = await hashed(input.newPassword, subjects);
    return await openOrKeepFailure(input, { registration, partnerId, codes, passwordHash, subjects });
  } catch (error) {
    if (sqlState(error) === '55P03') return { ok: false, code: 'busy', fields: {} };
    if (error instanceof Refusal) return { ok: false, code: error.code, fields: error.fields };
    throw error;
  }
}

const { users } = schema;
const constraints = {
  organizations_account_name_key: 'account_name_taken',
  users_email_key: 'email_taken',
} as const;

/**
 * What can be said without knowing who asks.
 *
 * @returns the partner on whose behalf the codes were sent
 * @refuses what is wrong with the invitation, the consents or the password (thrown)
 */
async function judgeEntered(input: RegisterCustomer): Promise<Id<'organization'>> {
  const invitation = await lookAtInvitation(input.token);
  if (!invitation) throw new Refusal('invitation_not_found');
  if (invitation.problem) throw new Refusal(invitation.problem);
  if (!isFullConsent(input)) throw new Refusal('consent_missing', { agreements: 'consents_missing' });
  const { email, newPassword, repeatedPassword, personName, organizationName, accountName } = input;
  const problem = passwordProblem(newPassword, [personName, email, organizationName, accountName]);
  if (problem) throw new Refusal('password_too_weak', { newPassword: problem });
  if (newPassword !== repeatedPassword)
    throw new Refusal('password_too_weak', { repeatedPassword: 'password_differs' });
  return invitation.organizationId;
}

/** A code that was right, and the field it was typed into. */
interface RightCode {
  readonly id: Id<'verificationCode'>;
  readonly field: 'code' | 'smsCode';
}

/** The code from the mail always; the one from the text message where it was entered. @refuses sign_in_delayed, code_wrong, code_expired (thrown) */
async function judgeCodes(
  { email, mobile, code, smsCode }: RegisterCustomer,
  partnerId: Id<'organization'>,
  { address }: Registration,
) {
  const subjects = [
    registerSubject(partnerId, email),
    ...(smsCode === null ? [] : [registerSubject(partnerId, mobile)]),
    ...(address ? [registerAddressSubject(address)] : []),
  ];
  if (await countAttempt(subjects)) throw new Refusal('sign_in_delayed');
  const codes = [await rightCode(partnerId, email, code, 'code')];
  if (smsCode !== null) codes.push(await rightCode(partnerId, mobile, smsCode, 'smsCode'));
  return { codes, subjects };
}

async function rightCode(
  organizationId: Id<'organization'>,
  target: string,
  typed: string,
  field: RightCode['field'],
): Promise<RightCode> {
  const tried = await tryCode({ organizationId, purpose: 'register', target, code: typed });
  if (tried.state === 'right') return { id: tried.id, field };
  const refusal = tried.state === 'wrong' ? 'code_wrong' : 'code_expired';
  throw new Refusal(refusal, { [field]: refusal });
}

/** @refuses busy (thrown): then the attempt does not count */
async function hashed(password: string, subjects: readonly ThrottleSubject[]): Promise<string> {
  try {
    return await hashPassword(password);
  } catch (error) {
    if (!(error instanceof TooManyHashes)) throw error;
    await takeBack(database(), subjects);
    throw new Refusal('busy');
  }
}

interface Proven {
  readonly registration: Registration;
  readonly partnerId: Id<'organization'>;
  readonly codes: readonly RightCode[];
  readonly passwordHash: string;
  readonly subjects: readonly ThrottleSubject[];
}

/** Somebody whose address is shown to be theirs could not join: that the partner may know. */
async function openOrKeepFailure(input: RegisterCustomer, proven: Proven): Promise<RegistrationOutcome> {
  try {
    return await patiently(() => inTransaction((tx) => open(tx, input, proven)));
  } catch (error) {
    const refusal = asRefusal(error, constraints);
    if (refusal instanceof Refusal && isJoinProblem(refusal.code)) {
      const who = { customerId: null, customerName: input.organizationName };
      await keepFailedJoin(invitationTokenHash(input.token), who, refusal.code);
    }
    throw refusal;
  }
}

async function open(
  tx: Transaction,
  input: RegisterCustomer,
  { registration, partnerId, codes, passwordHash, subjects }: Proven,
): Promise<RegistrationOutcome> {
  const { email, mobile, language } = input;
  const invitation = await findInvitation(tx, invitationTokenHash(input.token));
  if (!invitation) throw new Refusal('invitation_not_found');
  const mobileProven = codes.some(({ field }) => field === 'smsCode');
  const held = await holdJoin(tx, { invitation }, { mobile, mobileProven, email });
  const problem = joinProblemOf(held.facts);
  if (problem) throw new Refusal(problem);
  for (const { id, field } of codes)
    if (!(await useCode(tx, partnerId, id))) throw new Refusal('code_expired', { [field]: 'code_expired' });
  if (mobileProven) await requireRoomForMobile(tx, mobile);
  if ((await tx.$count(users, eq(users.email, email))) > 0) throw new Refusal('email_taken', { email: 'email_taken' });

  const { address, userAgent } = registration;
  const organizationId = newId('organization');
  const userId = newId('user');
  const who = { organizationId, rootId: organizationId };
  const { accountName, organizationName: name } = input;
  await insertCustomer(tx, held.partner, { id: organizationId, accountName, name, mobile, mobileProven, email });
  await tx
    .insert(users)
    .values({ id: userId, ...who, email, name: input.personName, roles: ['admin'], language, passwordHash });
  const customerId = asKind('customer', organizationId);
  const { associationId, events } = await associate(tx, held, { id: customerId, name }, null);
  const { type } = invitation;
  await keepConsents(tx, { ...who, userId, associationId, partnerId: held.partner.id, type, language, address });
  const sessionId = await openSession(tx, { ...who, userId, address, userAgent });
  await forgive(tx, subjects);
  const actor = actorOf(held.partner, { ...who, userId, sessionId }, registration);
  const detail = { partnerId: held.partner.id, type, invitationId: invitation.id };
  await keepTrail(tx, actor, { action: 'customers.register', subjectId: customerId, detail }, events);
  return { ok: true, sessionId, customerId, language, timeZone: held.partner.timeZone };
}

/** The person who has just come to be, for the audit. */
const actorOf = (
  { currency, timeZone }: HeldJoin['partner'],
  who: Pick<Actor, 'organizationId' | 'rootId' | 'userId' | 'sessionId'>,
  { address, requestId }: Registration,
): Actor => ({
  via: 'session',
  ...who,
  kind: 'customer',
  currency,
  timeZone,
  roles: ['admin'],
  readOnly: false,
  grants: null,
  apiKeyId: null,
  codes: noCodes,
  address,
  requestId,
});
