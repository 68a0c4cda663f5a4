import { BankFileProblem } from '../model';

/** What a decoder puts in the place of bytes that are no character; written into a file it is the trace of such a mistake. */
const replacement = '\uFFFD';

/**
 * Bytes as text in UTF-8, for files whose lines mean nothing: a whole file may be one line.
 *
 * @throws BankFileProblem `wrong_encoding` with the line of the first byte that is none, after everything before it
 * @source quality/acceptance.md F3
 */
export async function* utf8Text(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<string, void, void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let line = 1;
  let isFirst = true;
  const checked = function* (decoded: string): Generator<string, void, void> {
    const text = isFirst && decoded.startsWith('\uFEFF') ? decoded.slice(1) : decoded;
    isFirst &&= decoded === '';
    const fault = text.indexOf(replacement);
    const right = fault < 0 ? text : text.slice(0, fault);
    if (right) yield right;
    line += breaksIn(right);
    if (fault >= 0) throw new BankFileProblem('wrong_encoding', line, { expected: 'utf-8' });
  };
  for await (const piece of pieces) yield* checked(decoder.decode(piece, { stream: true }));
  yield* checked(decoder.decode());
}

function breaksIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
