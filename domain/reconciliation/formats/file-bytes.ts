import { BankFileProblem, bankFileLimits } from '../model';

/** How much is looked at in one go: small enough that nothing else waits for it. */
const sliceBytes = 64 * 1024;

/** First bytes of what is no bank file, whatever it calls itself: zip (xlsx), gzip, PNG, PDF, JPEG, 7z, old Office, ELF, bzip2, rar. */
const foreignSigns = [
  '504b0304',
  '504b0506',
  '1f8b',
  '89504e47',
  '25504446',
  'ffd8ff',
  '377abcaf',
  'd0cf11e0',
  '7f454c46',
  '425a68',
  '52617221',
];

/**
 * A file's bytes in pieces of at most 64 kB, looked at as they pass: not more than a file may hold, and not one of another kind.
 *
 * @throws BankFileProblem `too_large`, `not_this_format`, `empty`
 * @source quality/acceptance.md F7, F8
 */
export async function* fileBytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  let total = 0;
  let start: Uint8Array = new Uint8Array();
  let isLookedAt = false;
  for await (const chunk of chunks) {
    total += chunk.length;
    if (total > bankFileLimits.bytesMax) throw new BankFileProblem('too_large');
    if (isLookedAt) {
      yield* slices(chunk);
      continue;
    }
    start = start.length === 0 ? chunk : Buffer.concat([start, chunk]);
    if (start.length < 512) continue;
    refuseForeign(start);
    isLookedAt = true;
    yield* slices(start);
  }
  if (total === 0) throw new BankFileProblem('empty');
  if (isLookedAt) return;
  refuseForeign(start);
  yield* slices(start);
}

/** Whether the bytes a file begins with are those of a packed file, a picture, a document or a page of the web. */
export function isForeign(start: Uint8Array): boolean {
  const bytes = Buffer.from(start.subarray(0, 512));
  if (foreignSigns.some((sign) => bytes.toString('hex', 0, 8).startsWith(sign))) return true;
  return /^\W*<(?:!doctype\s+html|html|head|body|script|svg)\b/i.test(bytes.toString('latin1').replaceAll('\0', ''));
}

function refuseForeign(start: Uint8Array): void {
  if (isForeign(start)) throw new BankFileProblem('not_this_format', 1);
}

function* slices(bytes: Uint8Array): Generator<Uint8Array, void, void> {
  for (let from = 0; from < bytes.length; from += sliceBytes) yield bytes.subarray(from, from + sliceBytes);
}
