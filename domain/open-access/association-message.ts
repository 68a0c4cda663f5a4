import { createPrivateKey, sign } from 'node:crypto';
import { type Id, wireIdOf } from '@/lib/id';
import type { SigningKey } from './signing-key';

/** How `SigAlg` names RSA with SHA-256. */
export const signatureAlgorithm = 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256';

/** Bound and unbound, as the message says it. */
export const bindActions = [0, 1] as const;
export type BindAction = (typeof bindActions)[number];

/** What a result is about. */
export interface AssociationFacts {
  readonly platformIdentifier: string;
  readonly bindAction: BindAction;
  /** Undefined of a test, which is about nobody. */
  readonly customer: AssociatedCustomer | undefined;
}

/** A customer's account and its main user, which bears the account's name: no person is named. */
export interface AssociatedCustomer {
  readonly id: Id<'customer'>;
  readonly accountName: string;
  readonly userId: Id<'user'> | undefined;
  /** The partner's own id of this customer, where it gave one. */
  readonly platformUserId: string | null;
}

const nobody = '0'.repeat(32);

/** The JSON of a result. A test holds a `test` besides, and zeros for ids. @source spec/08 §8.3 */
export function associationMessage({ platformIdentifier, bindAction, customer }: AssociationFacts): string {
  return JSON.stringify({
    domainName: customer?.accountName ?? 'test',
    domainId: customer ? wireIdOf(customer.id) : nobody,
    userName: customer?.accountName ?? 'test',
    userId: customer?.userId ? wireIdOf(customer.userId) : nobody,
    xAccountType: platformIdentifier,
    xAccountId: customer?.platformUserId ?? '',
    bindAction,
    ...(customer ? {} : { test: true }),
  });
}

/**
 * The form that is posted: the message in base64, how it is signed, and the signature over the base64 text. Partners verify it with the
 * certificate in our metadata before they believe anything.
 *
 * @source spec/08 §8.3
 */
export function signedForm(message: string, { privateKey }: Pick<SigningKey, 'privateKey'>): string {
  const bindRequest = Buffer.from(message, 'utf8').toString('base64');
  const signature = sign('RSA-SHA256', Buffer.from(bindRequest, 'ascii'), createPrivateKey(privateKey));
  const form = { bindRequest, SigAlg: signatureAlgorithm, Signature: signature.toString('base64') };
  return new URLSearchParams(form).toString();
}
