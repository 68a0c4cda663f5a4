import { hash, verify } from '@node-rs/argon2';
import { env } from '@/lib/env';
import { commonWords } from './common-passwords';

/** What a password has to be, in characters as people count them. @source quality/acceptance.md A5, NIST SP 800-63B-4 */
export const passwordLimits = { charactersMin: 15, charactersMax: 128, bytesMax: 1024 } as const;

/** Argon2id as OWASP recommends it first: 19 MiB, two passes. `2` is its number in the library's list of variants. */
const cost = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** A digest of nothing anybody knows, of the same cost: what is checked when there is no password to check. */
const nobodysHash = '$argon2id$v=19$m=19456,t=2,p=1$XU636ADcyaBcApOv9Z3dbw$QOqEFlztOSIrY4fTt3dzhpv62sHMxkobgBlL9aYcjDI';

/** More people are signing in at this moment than this process can check soon. */
export class TooManyHashes extends Error {
  override readonly name = 'TooManyHashes';
}

const runningMax = 4;
const waitingMax = 50;

/** One queue per process, however often the bundler loads this file. */
const shared = globalThis as { partnerCenterHashes?: { running: number; counted: number; waiting: (() => void)[] } };
shared.partnerCenterHashes ??= { running: 0, counted: 0, waiting: [] };
const queue = shared.partnerCenterHashes;

/** How many hashes this process has computed: an unknown person costs one, as a known one does. @source quality/acceptance.md A4 */
export const hashesComputed = (): number => queue.counted;

/** Four hashes of 19 MiB at a time, at most fifty in the queue. @throws TooManyHashes beyond that */
async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (queue.running >= runningMax) {
    if (queue.waiting.length >= waitingMax) throw new TooManyHashes();
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
  } else {
    queue.running += 1;
  }
  try {
    queue.counted += 1;
    return await work();
  } finally {
    const next = queue.waiting.shift();
    if (next) next();
    else queue.running -= 1;
  }
}

/** Whether `password` can be looked at: text of at most 1,024 bytes without NUL. Decided before anything is hashed. */
export const isHashable = (password: unknown): password is string =>
  typeof password === 'string' &&
  password.length <= passwordLimits.bytesMax &&
  password.isWellFormed() &&
  !password.includes('\0') &&
  Buffer.byteLength(password) <= passwordLimits.bytesMax;

/** One spelling for what looks the same, so that both forms of é sign in. Never trimmed, never cut. @source quality/acceptance.md A6 */
const spelled = (password: string): string => password.normalize('NFKC');

/**
 * The digest to keep for a password: argon2id, with its own salt.
 *
 * @param password one that `isHashable`
 * @throws TooManyHashes
 */
export const hashPassword = (password: string): Promise<string> => inTurn(() => hash(spelled(password), cost));

/**
 * Whether `password` is the one `digest` was made of. Without a digest it works just as long and says no.
 *
 * @param password one that `isHashable`
 * @throws TooManyHashes
 */
export async function isPassword(digest: string | null | undefined, password: string): Promise<boolean> {
  const matches = await inTurn(() => verify(digest ?? nobodysHash, spelled(password)));
  return matches && typeof digest === 'string';
}

/**
 * What is wrong with a new password: a key of `messages/<language>/fields.json`; undefined when it will do.
 *
 * Length is what counts; there are no rules about kinds of characters. Refused is what is guessed first: common words, and the names of
 * the person, the organization and this product, with nothing of one's own around them.
 *
 * @param names what an attacker knows of the person: name, e-mail address, organization
 */
export function passwordProblem(password: string, names: readonly string[]): string | undefined {
  if (!isHashable(password)) return 'password_not_possible';
  const characters = [...spelled(password)];
  if (characters.length < passwordLimits.charactersMin) return 'password_too_short';
  if (characters.length > passwordLimits.charactersMax) return 'too_long';
  if (new Set(characters).size < 5) return 'password_common';
  return ownPart(characters.join(''), names).length < 4 ? 'password_common' : undefined;
}

/** What is left of a password without the words everybody tries, and without digits and signs between them. */
function ownPart(password: string, names: readonly string[]): string {
  const plain = (text: string) =>
    text
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}]/gu, '');
  const known = [...names.flatMap((name) => [name, ...name.split(/[^\p{L}\p{N}]+/u)]), env().BRAND_NAME]
    .map(plain)
    .filter((word) => [...word].length >= 3);
  const words = [...known, ...commonWords].toSorted((a, b) => b.length - a.length);
  const rest = words.reduce((text, word) => text.replaceAll(word, ' '), plain(password));
  return rest.replaceAll(/[\p{N} ]/gu, '');
}
