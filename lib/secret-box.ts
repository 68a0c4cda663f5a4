import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';

/** Where a sealed value stands: it opens in this row and column only. `id` is the row's id as text. */
export interface SecretPlace {
  readonly table: string;
  readonly id: string;
  readonly column: string;
}

/** Keys that encrypt the data keys of records. New values are sealed with `current`; every key in `byId` still opens. */
export interface KeyRing {
  readonly current: KeyEncryptionKey;
  readonly byId: ReadonlyMap<string, KeyEncryptionKey>;
}

interface KeyEncryptionKey {
  /** Eight hex digits derived from the key, so that a box says which key it needs without telling anything about it. */
  readonly id: string;
  readonly bytes: Buffer;
}

const algorithm = 'aes-256-gcm';
const keyLength = 32;
const nonceLength = 12;
const tagLength = 16;

/**
 * Reads KEY_ENCRYPTION_KEY: 32 bytes in base64, or several separated by commas while a key is being replaced.
 *
 * The first seals, all open. To rotate: put the new key first, seal every value again, take the old one away.
 *
 * @throws Error when a key is not exactly 32 bytes in base64; the text of the key is not in the message
 * @source design/decisions.md 16
 */
export function readKeyRing(setting: string): KeyRing {
  const keys = setting.split(',').map((text, index) => {
    const bytes = Buffer.from(text.trim(), 'base64');
    if (bytes.length !== keyLength || bytes.toString('base64') !== text.trim()) {
      throw new Error(`Key ${index + 1} of KEY_ENCRYPTION_KEY is not 32 bytes in base64 (openssl rand -base64 32)`);
    }
    return { id: createHash('sha256').update('key id\0').update(bytes).digest('hex').slice(0, 8), bytes };
  });
  const [current] = keys;
  if (!current) throw new Error('KEY_ENCRYPTION_KEY is empty');
  return { current, byId: new Map(keys.map((key) => [key.id, key])) };
}

/**
 * Encrypts a secret that must be read back (an SK, a webhook's signing key) for one place in the database.
 *
 * Every box has a data key of its own, which the ring's current key encrypts (AES-256-GCM both). The form is text:
 * `v1.<key id>.<nonce, tag and wrapped data key>.<nonce, tag and ciphertext>`, the last two in base64url.
 *
 * @source design/decisions.md 16
 */
export function sealSecret(plain: string, place: SecretPlace, ring: KeyRing): string {
  const dataKey = randomBytes(keyLength);
  const context = contextOf(place, ring.current.id);
  const wrapped = encrypt(dataKey, ring.current.bytes, `key\0${context}`);
  const sealed = encrypt(Buffer.from(plain, 'utf8'), dataKey, `value\0${context}`);
  return ['v1', ring.current.id, wrapped.toString('base64url'), sealed.toString('base64url')].join('.');
}

/**
 * Decrypts what `sealSecret` made for the same place.
 *
 * @throws Error when the box was changed, stood in another row or column, or needs a key that is not in the ring
 */
export function openSecret(box: string, place: SecretPlace, ring: KeyRing): string {
  const [version, keyId = '', wrapped = '', sealed = ''] = box.split('.');
  if (version !== 'v1' || !sealed) throw new Error(`No secret box of a known form in ${place.table}.${place.column}`);
  const key = ring.byId.get(keyId);
  if (!key) throw new Error(`The key ${keyId} that sealed ${place.table}.${place.column} is not in KEY_ENCRYPTION_KEY`);
  const context = contextOf(place, keyId);
  const dataKey = decrypt(Buffer.from(wrapped, 'base64url'), key.bytes, `key\0${context}`);
  return decrypt(Buffer.from(sealed, 'base64url'), dataKey, `value\0${context}`).toString('utf8');
}

/** Whether the box still needs a key that is on its way out, so a rotation knows what to seal again. */
export const needsResealing = (box: string, ring: KeyRing): boolean => box.split('.')[1] !== ring.current.id;

/** What a box is bound to. NUL cannot stand in any of the parts, so no two places write the same text. */
const contextOf = ({ table, id, column }: SecretPlace, keyId: string): string =>
  ['v1', keyId, table, id, column].join('\0');

function encrypt(plain: Buffer, key: Buffer, context: string): Buffer {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength }).setAAD(Buffer.from(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

function decrypt(box: Buffer, key: Buffer, context: string): Buffer {
  const [nonce, tag] = [box.subarray(0, nonceLength), box.subarray(nonceLength, nonceLength + tagLength)];
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagLength })
    .setAAD(Buffer.from(context))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(box.subarray(nonceLength + tagLength)), decipher.final()]);
}
