import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command, parseInput, refusalOutcome } from '@/domain/command';
import { hashPassword, TooManyHashes } from '@/domain/identity/passwords';
import { tryCode, useCode } from '@/domain/identity/verification-codes';
import { may } from '@/domain/permission';
import { isRequestKey, unlessActed } from '@/domain/receipts';
import { Refusal } from '@/domain/refusal';
import { asKind, type Id, newId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type CreateCustomer, createCustomerInput, isContractPassword } from './create-customer-input';
import { insertCustomer, requireRoomForMobile } from './created-account';
import { leaveForLater, settleAssociation } from './created-association';
import { joinProblemOf } from './join-conditions';
import { holdJoin } from './join-facts';

const { customers, organizations, users } = schema;

/** What was found out before the transaction: null where the request has acted before and is only answered again. */
interface Proof {
  readonly domainName: string;
  readonly codeId: Id<'verificationCode'> | null;
  readonly passwordHash: string | null;
}
/** Made below and nowhere else, from input that was parsed. */
const checkedInput = z.custom<{ readonly request: CreateCustomer; readonly proof: Proof | null }>();

/** What keeps a customer from being made at all. Whatever else is in the way only keeps it from being associated. */
const stops = ['partner_frozen', 'development_not_allowed', 'reported_by_platform'] as const;

const create = command({
  name: 'customers.create',
  permission: 'customers.create',
  returns: 'customer',
  input: checkedInput,
  refusals: [
    'account_name_taken',
    'code_expired',
    'code_wrong',
    'mobile_limit_reached',
    'password_too_weak',
    'platform_user_taken',
    'reseller_not_found',
    ...stops,
  ],
  constraints: {
    customers_platform_user_key: 'platform_user_taken',
    organizations_account_name_key: 'account_name_taken',
  },
  // Neither the password nor the code is kept, not even as part of a digest.
  identify: ({ request: { password, code, ...rest } }) => rest,
  async run({ actor, tx, newId: customerId, refuse }, { request, proof }) {
    invariant(proof, 'a request that has not acted was looked at');
    const { mobile, platformType, platformUserId, refusesMarketing, type } = request;
    const partnerId = await partnerFor(tx, actor, request.resellerId);
    if (!partnerId) return refuse('reseller_not_found');
    const held = await holdJoin(tx, { partnerId, type }, { mobile, mobileProven: true, email: null });
    const problem = joinProblemOf(held.facts);
    const stop = stops.find((each) => each === problem);
    if (stop) return refuse(stop);
    if (proof.codeId && !(await useCode(tx, actor.organizationId, proof.codeId))) return refuse('code_expired');
    if (mobile !== null) await requireRoomForMobile(tx, mobile);
    const { platformPartnerId, platformType: kind, platformUserId: user } = customers;
    const isSameUser = and(
      eq(platformPartnerId, actor.organizationId),
      eq(kind, platformType),
      eq(user, platformUserId),
    );
    if ((await tx.$count(customers, isSameUser)) > 0) return refuse('platform_user_taken');

    const id = asKind('organization', customerId);
    const { domainName, passwordHash } = proof;
    const origin = { platformPartnerId: actor.organizationId, platformType, platformUserId, refusesMarketing };
    await insertCustomer(
      tx,
      held.partner,
      { id, accountName: domainName, name: domainName, mobile, mobileProven: true, email: null },
      origin,
    );
    await insertFirstUser(tx, id, domainName, passwordHash);
    const owner = { organizationId: partnerId, rootId: held.partner.rootId };
    const detail = { accountName: domainName, partnerId, type };
    if (!request.awaitsAssociation) {
      await leaveForLater(tx, owner, customerId, type, actor.apiKeyId);
      return { id: customerId, audit: { detail: { ...detail, association: 'waiting' } } };
    }
    const { cause, events } = await settleAssociation(tx, partnerId, customerId, type);
    return { id: customerId, audit: { detail: { ...detail, association: cause ?? 'done' } }, events };
  },
});
const { commandName, permission } = create;

/**
 * Makes a customer for a partner's program: the account at once, the association with it, or after it when nobody awaits that. A
 * distributor may make one for its reseller.
 *
 * The code and the password are looked at before the transaction, so that neither a connection nor a lock is held meanwhile. People sign in
 * by e-mail address and this customer has none yet: its first person gets one that nobody can guess or be reached under.
 *
 * @refuses see the list; a problem of the association is none: the account stays, and the attempt says why
 * @source spec/01 §1.6, api/bss-api.md CreateSubCustomer, docs/decisions/0015-customers-made-by-program.md
 */
export const createCustomer: typeof create = Object.assign(createForPartner, { commandName, permission });

async function createForPartner(actor: Actor, requestKey: string, raw: unknown): ReturnType<typeof create> {
  try {
    if (!may(actor, permission)) throw new Refusal('not_permitted');
    if (!isRequestKey(requestKey)) throw new Refusal('invalid_input', { requestKey: 'invalid' });
    const request = parseInput(createCustomerInput, raw);
    const asked = { organizationId: actor.organizationId, command: commandName, requestKey };
    const proof = await unlessActed(asked, () => prove(actor, request));
    return await create(actor, requestKey, { request, proof });
  } catch (error) {
    // Without the input: the audit does not look for ids among passwords.
    return refusalOutcome(error, actor, commandName, null);
  }
}

/** @refuses password_too_weak, code_wrong, code_expired, busy (thrown) */
async function prove(actor: Actor, { domainName: wanted, mobile, code, password }: CreateCustomer): Promise<Proof> {
  const domainName = wanted ?? `c${randomBytes(16).toString('hex').slice(1)}`;
  if (password !== null && !isContractPassword(password, domainName, mobile))
    throw new Refusal('password_too_weak', { password: 'password_of_contract' });
  const codeId = mobile === null || code === null ? null : await rightCode(actor, mobile, code);
  try {
    return { domainName, codeId, passwordHash: password === null ? null : await hashPassword(password) };
  } catch (error) {
    throw error instanceof TooManyHashes ? new Refusal('busy') : error;
  }
}

async function rightCode({ organizationId }: Actor, mobile: string, code: string): Promise<Id<'verificationCode'>> {
  const tried = await tryCode({ organizationId, purpose: 'register', target: mobile, code });
  if (tried.state === 'right') return tried.id;
  const refusal = tried.state === 'wrong' ? 'code_wrong' : 'code_expired';
  throw new Refusal(refusal, { code: refusal });
}

/** Whose customer it will be: the actor's, or that of the reseller a distributor names. Undefined when that is none of its own. */
async function partnerFor(tx: Transaction, actor: Actor, resellerId: Id<'organization'> | null) {
  if (resellerId === null || actor.kind !== 'distributor') return actor.organizationId;
  const [reseller] = await tx
    .select({ id: organizations.id })
    .from(organizations)
    .where(and(eq(organizations.id, resellerId), eq(organizations.parentId, actor.organizationId)));
  return reseller?.id;
}

async function insertFirstUser(
  tx: Transaction,
  organizationId: Id<'organization'>,
  name: string,
  passwordHash: string | null,
): Promise<void> {
  const email = `${name.toLowerCase()}@${randomBytes(12).toString('hex')}.invalid`;
  const owner = { organizationId, rootId: organizationId };
  await tx.insert(users).values({ id: newId('user'), ...owner, email, name, roles: ['admin'], passwordHash });
}
