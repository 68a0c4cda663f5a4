import { BankFileProblem } from '../model';

/**
 * Bytes as text in UTF-8, for files whose lines mean nothing: a whole file may be one line.
 *
 * @throws BankFileProblem `wrong_encoding` with the line of the first byte that is none
 * @source quality/acceptance.md F3
 */
export async function* utf8Text(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  let rest: Uint8Array = new Uint8Array();
  let line = 1;
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const end = bytes.length - unfinished(bytes);
    rest = bytes.slice(end);
    const text = decode(bytes.subarray(0, end), line);
    line += breaksIn(text);
    if (text) yield text;
  }
  if (rest.length > 0) throw new BankFileProblem('wrong_encoding', line, { expected: 'utf-8' });
}

function decode(bytes: Uint8Array, line: number): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: line > 1 }).decode(bytes);
  } catch {
    throw new BankFileProblem('wrong_encoding', line + breaksBeforeFault(bytes), { expected: 'utf-8' });
  }
}

/** How many bytes at the end begin a character that the next piece ends. */
function unfinished(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** A line break is one byte that is part of no other character, so each line can be tried by itself. */
function breaksBeforeFault(bytes: Uint8Array): number {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let from = 0;
  for (let breaks = 0; ; breaks += 1) {
    const end = bytes.indexOf(0x0a, from);
    try {
      decoder.decode(bytes.subarray(from, end < 0 ? bytes.length : end));
    } catch {
      return breaks;
    }
    if (end < 0) return breaks;
    from = end + 1;
  }
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
