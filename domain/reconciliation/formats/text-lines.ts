import type { CsvProfile } from '@/db/schema/reconciliation';
import { bankFileLimits } from '../model';
import { problem } from './values';

/** More lines no file has: so many transactions, each of as many lines as a message may give it. */
const textLinesMax = 10 * bankFileLimits.linesMax;

/** One line of a text file, without its end. */
export interface TextLine {
  /** From 1. */
  readonly line: number;
  readonly text: string;
  /** False for a last line that was not ended: the file may have been cut off within it. */
  readonly isEnded: boolean;
}

/**
 * The lines of a text file, a piece of the file at a time. Each is decoded by itself, so that a wrong byte has a line; an encoding that
 * does not fit is refused and never shown as U+FFFD.
 *
 * @throws BankFileProblem `wrong_encoding`, `line_too_long`, `not_this_format` for characters no text has
 * @source quality/acceptance.md F3, F7
 */
export async function* textLines(
  pieces: AsyncIterable<Uint8Array>,
  encoding: CsvProfile['encoding'],
): AsyncGenerator<readonly TextLine[], void, void> {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const width = encoding === 'utf-16le' ? 2 : 1;
  let rest: Uint8Array = new Uint8Array();
  let line = 0;
  const read = (bytes: Uint8Array, isEnded: boolean): TextLine => {
    line += 1;
    if (line > textLinesMax) problem('too_many_lines', line);
    if (bytes.length > bankFileLimits.lineBytesMax) problem('line_too_long', line);
    if (bytes.length === 0) return { line, text: '', isEnded };
    return { line, text: plainText(decodeLine(decoder, bytes, line, encoding), line), isEnded };
  };
  for await (const piece of pieces) {
    const bytes = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    const lines: TextLine[] = [];
    let from = 0;
    for (let end = lineEnd(bytes, from, width); end >= 0; end = lineEnd(bytes, from, width)) {
      lines.push(read(bytes.subarray(from, end), true));
      from = end + width;
    }
    rest = bytes.slice(from);
    if (rest.length > bankFileLimits.lineBytesMax) problem('line_too_long', line + 1);
    if (lines.length > 0) yield lines;
  }
  if (rest.length > 0) yield [read(rest, false)];
}

/** In UTF-8 and GB18030 a line break is one byte that is part of no other character; in UTF-16 it is two at an even place. */
function lineEnd(bytes: Uint8Array, from: number, width: number): number {
  let end = bytes.indexOf(0x0a, from);
  if (width === 1) return end;
  while (end >= 0 && !((end - from) % 2 === 0 && bytes[end + 1] === 0)) end = bytes.indexOf(0x0a, end + 1);
  return end + 1 < bytes.length ? end : -1;
}

function decodeLine(decoder: TextDecoder, bytes: Uint8Array, line: number, encoding: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    return problem('wrong_encoding', line, { expected: encoding });
  }
}

function plainText(decoded: string, line: number): string {
  const text = decoded.slice(
    line === 1 && decoded.startsWith('\uFEFF') ? 1 : 0,
    decoded.endsWith('\r') ? -1 : undefined,
  );
  if (text.includes('\uFFFD')) problem('wrong_encoding', line);
  // Read in the wrong one of two encodings, text is full of characters that no text has.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
  if (/[\x00-\x08\x0A-\x1F\x7F\uFFFE\uFFFF]|\p{Surrogate}/u.test(text)) problem('not_this_format', line);
  return text;
}
