import { z } from 'zod';

const prefixes = {
  organization: 'org',
  customer: 'cus',
  user: 'usr',
  session: 'ses',
  signInLink: 'lnk',
  apiKey: 'key',
  association: 'asc',
  adjustment: 'adj',
  adjustmentBatch: 'bat',
  bankTransfer: 'btr',
  transfer: 'trf',
  auditEntry: 'aud',
  event: 'evt',
} as const;

/** What an id can name. */
export type Kind = keyof typeof prefixes;

declare const kind: unique symbol;
/** An identifier that says what it names: `cus_01J…`. Kinds do not mix: a customer's id is not accepted for a user. */
export type Id<K extends Kind> = string & { readonly [kind]: K };

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const body = `[0-7][${alphabet}]{25}`;

/**
 * Makes a new id. Its 16 bytes are a UUID of version 7: the first 48 bits are the time in milliseconds, so ids sort by age.
 *
 * @source docs/decisions/0006-ids.md
 */
export function newId<K extends Kind>(of: K): Id<K> {
  const random = crypto.getRandomValues(new Uint8Array(10));
  let bits = BigInt(Date.now());
  for (const byte of random) bits = (bits << 8n) | BigInt(byte);
  bits = (bits & ~(0xfn << 76n)) | (0x7n << 76n);
  bits = (bits & ~(0x3n << 62n)) | (0x2n << 62n);
  return encode(of, bits);
}

/** The one place where an outside string becomes an id. Anything else of that shape is refused as not valid. */
export const idOf = <K extends Kind>(of: K) =>
  z
    .string()
    .regex(new RegExp(`^${prefixes[of]}_${body}$`), 'invalid_id')
    .transform((text) => text as Id<K>);

/** Whether `text` has the form of an id of that kind; says nothing about its existence. */
export const isId = <K extends Kind>(of: K, text: unknown): text is Id<K> =>
  typeof text === 'string' && new RegExp(`^${prefixes[of]}_${body}$`).test(text);

/** The UUID (36 characters, lower case) the database stores for `id`. */
export function uuidOf(id: Id<Kind>): string {
  const hex = wireIdOf(id);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** The id of that kind which the database stores as `uuid`. */
export const idFromUuid = <K extends Kind>(of: K, uuid: string): Id<K> =>
  encode(of, BigInt(`0x${uuid.replaceAll('-', '')}`));

/** The same thing under another kind: a customer is an organization, so both ids have the same 16 bytes. */
export const asKind = <K extends Kind>(of: K, id: Id<Kind>): Id<K> => encode(of, decode(id));

/** The form of the partner API: 32 lower-case hexadecimal digits. */
export const wireIdOf = (id: Id<Kind>): string => decode(id).toString(16).padStart(32, '0');

/** Reads 32 hexadecimal digits of the partner API. Undefined for anything else, which then names nothing. */
export const idFromWire = <K extends Kind>(of: K, text: string): Id<K> | undefined =>
  /^[0-9a-f]{32}$/i.test(text) ? encode(of, BigInt(`0x${text}`)) : undefined;

/** The 26 characters after the prefix, in capitals: what stands in transaction numbers such as `AD…`. */
export const bareId = (id: Id<Kind>): string => id.slice(id.indexOf('_') + 1).toUpperCase();

/** Reads what `bareId` wrote, in either case. Undefined for anything else. */
export function idFromBare<K extends Kind>(of: K, text: string): Id<K> | undefined {
  const candidate = `${prefixes[of]}_${text.toLowerCase()}`;
  return isId(of, candidate) ? candidate : undefined;
}

function encode<K extends Kind>(of: K, bits: bigint): Id<K> {
  let rest = bits;
  let text = '';
  for (let i = 0; i < 26; i += 1) {
    text = alphabet.charAt(Number(rest & 31n)) + text;
    rest >>= 5n;
  }
  return `${prefixes[of]}_${text}` as Id<K>;
}

function decode(id: Id<Kind>): bigint {
  let bits = 0n;
  for (const character of id.slice(id.indexOf('_') + 1)) bits = (bits << 5n) | BigInt(alphabet.indexOf(character));
  return bits;
}
