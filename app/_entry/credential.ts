import { type Actor, noCodes } from '@/domain/actor';
import { type ApiCredential, findApiCredential } from '@/domain/identity/api-credentials';
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

/**
 * Who signed the request, looked up now; undefined whatever is wrong. Only the log says what it was.
 *
 * @source api/aksk.md §4, design/decisions.md 45
 */
export async function apiCallerOf(arrived: ArrivedRequest, requestId: string): Promise<ApiCaller | undefined> {
  const headers = new Headers(arrived.headers.map(([name, value]): [string, string] => [name, value]));
  const verified = await verifySignature(arrived, { now: new Date(), keyOf: findApiCredential });
  if (!verified.ok) {
    log.info({ requestId, fault: verified.fault, accessKey: verified.accessKey }, 'signature not accepted');
    return undefined;
  }
  const { key: credential, accessKey, signature } = verified;
  const domainId = headers.get('x-domain-id');
  if (domainId !== null && domainId.toLowerCase() !== wireIdOf(credential.organization.id)) {
    log.info({ requestId, fault: 'domain_of_another', accessKey }, 'signature not accepted');
    return undefined;
  }
  return { actor: actorOf(credential, headers, requestId), credential, accessKey, signature };
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
