import { type Actor, noCodes } from '@/domain/actor';
import { type ApiCredential, findApiCredential } from '@/domain/identity/api-credentials';
import { countSignatureFailure } from '@/domain/identity/signature-failures';
import { isWithinRanges } from '@/lib/address-range';
import { wireIdOf } from '@/lib/id';
import { log } from '@/lib/log';
import { type ArrivedRequest, verifySignature } from '@/lib/sdk-hmac';
import { addressOf } from './address';

/** Whose signature a request carries. */
export interface ApiCaller {
  readonly actor: Actor;
  readonly credential: ApiCredential;
  readonly accessKey: string;
  readonly signature: string;
}

/** A request whose signature is not accepted. With `waitSeconds` its address has sent so many of them that it is not even told that. */
export interface Unaccepted {
  readonly waitSeconds: number | undefined;
}

/**
 * Who signed the request, looked up now. Whatever is wrong, a key used from an address that it is not for among it, the answer is the same; only
 * the log says what it was.
 *
 * @source api/aksk.md §4, design/decisions.md 45, quality/acceptance.md X7, X10
 */
export async function apiCallerOf(arrived: ArrivedRequest, requestId: string): Promise<ApiCaller | Unaccepted> {
  const headers = new Headers(arrived.headers.map(([name, value]): [string, string] => [name, value]));
  const address = addressOf(headers);
  const verified = await verifySignature(arrived, { now: new Date(), keyOf: findApiCredential });
  const fault = verified.ok ? faultOfKey(verified.key, headers, address) : verified.fault;
  if (!verified.ok || fault) {
    const { accessKey } = verified;
    log.info({ requestId, fault, accessKey }, 'signature not accepted');
    return { waitSeconds: await countSignatureFailure({ accessKey, address, requestId }) };
  }
  const { key: credential, accessKey, signature } = verified;
  return { actor: actorOf(credential, headers, requestId), credential, accessKey, signature };
}

/** Why a right signature is not accepted all the same. */
function faultOfKey(
  { allowedAddresses, organization }: ApiCredential,
  headers: Headers,
  address: string | null,
): 'domain_of_another' | 'address_not_allowed' | undefined {
  const domainId = headers.get('x-domain-id');
  if (domainId !== null && domainId.toLowerCase() !== wireIdOf(organization.id)) return 'domain_of_another';
  return allowedAddresses && !isWithinRanges(address, allowedAddresses) ? 'address_not_allowed' : undefined;
}

/** A key acts for its organization with every role, and has no person behind it. */
function actorOf({ id, rights, permissions, organization }: ApiCredential, headers: Headers, requestId: string): Actor {
  return {
    via: 'api_key',
    organizationId: organization.id,
    rootId: organization.rootId,
    kind: organization.kind,
    currency: organization.currency,
    timeZone: organization.timeZone,
    roles: ['admin'],
    // A sandbox key reaches no command: the door checks its writes and carries none out.
    readOnly: rights !== 'full',
    grants: permissions,
    userId: null,
    sessionId: null,
    apiKeyId: id,
    codes: noCodes,
    address: addressOf(headers),
    requestId,
  };
}
