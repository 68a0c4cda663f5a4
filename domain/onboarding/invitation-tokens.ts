import { createHash, randomBytes } from 'node:crypto';
import { invariant } from '@/lib/invariant';

/** What leads to an invitation: 256 random bits for an address, and the digest of 32 bytes it is looked up by. */
export interface InvitationToken {
  readonly token: string;
  readonly hash: Buffer;
}

/** Makes the token of a new invitation. */
export function newInvitationToken(): InvitationToken {
  const token = randomBytes(32).toString('base64url');
  return { token, hash: invitationTokenHash(token) };
}

/** The digest under which the database keeps a token. */
export const invitationTokenHash = (token: string): Buffer =>
  createHash('sha256').update(`invitation\0${token}`).digest();

/** Whether text has the form of a token; says nothing about its existence. */
export const isInvitationToken = (text: string): boolean => /^[\w-]{43}$/.test(text);

/** The whole address that a token opens: the public invitation page. */
export function invitationAddress(token: string): string {
  const origin = process.env['NEXTAUTH_URL'];
  invariant(origin, 'NEXTAUTH_URL is set before invitations are handed out');
  return new URL(`/join/${token}`, origin).href;
}
