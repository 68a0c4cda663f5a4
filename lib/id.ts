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
  bankTransferProposal: 'btp',
  transfer: 'trf',
  auditEntry: 'aud',
  event: 'evt',
  report: 'rpt',
  prospect: 'psp',
  invitation: 'inv',
  associationAttempt: 'att',
  consent: 'cns',
  pendingAssociation: 'pas',
  associationChange: 'chg',
  customerContact: 'cct',
  savedView: 'viw',
  exportTask: 'exp',
  verificationCode: 'vcd',
  message: 'msg',
  notice: 'ntc',
  couponQuota: 'qta',
  coupon: 'cpn',
  couponRecord: 'crc',
  couponOperation: 'cop',
  receivingAccount: 'rva',
  remittanceAccount: 'rma',
  entrustedPayer: 'epy',
  bankProfile: 'bpf',
  bankFile: 'bfl',
  bankStatement: 'bst',
  bankLine: 'bln',
  bankPosting: 'bpo',
  payerRule: 'prl',
  remittanceClaim: 'clm',
  onlineRecharge: 'onr',
  paymentNotification: 'pnt',
  paymentRefund: 'prf',
  creditTerms: 'crt',
  balanceThreshold: 'thr',
  withdrawal: 'wdr',
  paymentFile: 'pmf',
  accessChange: 'acg',
  idpMetadata: 'idp',
  signingKey: 'sgk',
  associationResult: 'asr',
  publishedEvent: 'pev',
  webhookEndpoint: 'whe',
  webhookSecret: 'whs',
  webhookDelivery: 'whd',
  webhookAttempt: 'wha',
  serviceType: 'svt',
  resourceType: 'rst',
  usageType: 'ust',
  measureUnit: 'msu',
  unitConversion: 'ucv',
} as const;

/** What an id can name. */
export type Kind = keyof typeof prefixes;

declare const kind: unique symbol;
/** An identifier that says what it names: `cus_01J…`. Kinds do not mix: a customer's id is not accepted for a user. */
export type Id<K extends Kind> = string & { readonly [kind]: K };

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const body = `[0-7][${alphabet}]{25}`;

let lastMoment = 0;
let within = 0;

/** Random bytes for ids, fetched for 256 of them at a time. */
const randomBytes = new Uint8Array(4096);
let randomAt = randomBytes.length;

/**
 * Makes a new id. Its 16 bytes are a UUID of version 7: the first 48 bits are the time in milliseconds, the next 12 count within the
 * millisecond, so the ids of one process sort by age.
 *
 * @source docs/decisions/0006-ids.md
 */
export function newId<K extends Kind>(of: K): Id<K> {
  const moment = Math.max(Date.now(), lastMoment);
  within = moment === lastMoment ? Math.min(within + 1, 0xfff) : 0;
  lastMoment = moment;
  if (randomAt === randomBytes.length) {
    crypto.getRandomValues(randomBytes);
    randomAt = 0;
  }
  const bytes = randomBytes.subarray(randomAt, randomAt + 16);
  randomAt += 16;
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(moment / 2 ** (40 - 8 * i)) % 256;
  bytes[6] = (within >> 8) | 0x70;
  bytes[7] = within & 0xff;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return encode(of, bytes);
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
  encode(of, bytesOfHex(uuid.replaceAll('-', '')));

/** The same thing under another kind: a customer is an organization, so both ids have the same 16 bytes. */
export const asKind = <K extends Kind>(of: K, id: Id<Kind>): Id<K> => `${prefixes[of]}${id.slice(3)}` as Id<K>;

/** The form of the partner API: 32 lower-case hexadecimal digits. */
export function wireIdOf(id: Id<Kind>): string {
  let hex = '';
  for (const byte of decode(id)) hex += hexOf[byte] ?? '';
  return hex;
}

/** Reads 32 hexadecimal digits of the partner API. Undefined for anything else, which then names nothing. */
export const idFromWire = <K extends Kind>(of: K, text: string): Id<K> | undefined =>
  /^[0-9a-f]{32}$/i.test(text) ? encode(of, bytesOfHex(text)) : undefined;

/** The 26 characters after the prefix, in capitals: what stands in transaction numbers such as `AD…`. */
export const bareId = (id: Id<Kind>): string => id.slice(id.indexOf('_') + 1).toUpperCase();

/** Reads what `bareId` wrote, in either case. Undefined for anything else. */
export function idFromBare<K extends Kind>(of: K, text: string): Id<K> | undefined {
  const candidate = `${prefixes[of]}_${text.toLowerCase()}`;
  return isId(of, candidate) ? candidate : undefined;
}

const hexOf = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));
const digitOf = new Map([...alphabet].map((character, value) => [character, value]));

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));

/** 128 bits in 26 characters of 5: two bits of nothing come first. Small numbers only, since ids are converted by the thousand. */
function encode<K extends Kind>(of: K, bytes: Uint8Array): Id<K> {
  let text = '';
  let held = 0;
  let bits = 2;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet.charAt((held >>> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return `${prefixes[of]}_${text}` as Id<K>;
}

function decode(id: Id<Kind>): Uint8Array {
  const bytes = new Uint8Array(16);
  let held = 0;
  let bits = -2;
  let at = 0;
  for (const character of id.slice(id.indexOf('_') + 1)) {
    held = (held << 5) | (digitOf.get(character) ?? 0);
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at] = (held >>> bits) & 255;
    at += 1;
    held &= (1 << bits) - 1;
  }
  return bytes;
}
