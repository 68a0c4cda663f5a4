import { type SaxesAttributeNS, SaxesParser, type SaxesTagNS } from 'saxes';
import { BankFileProblem, bankFileLimits } from '../model';
import { utf8Text } from './utf8-text';
import { problem, quoted } from './values';

/** Deeper than this no message of the standard goes, with the envelopes banks put around it. */
const depthMax = 40;

/** So much may stand before the first element: declarations and comments of a bank. */
const prologMax = 64 * 1024;

/** One element, as its end is reached. */
export interface XmlElement {
  readonly name: string;
  readonly namespace: string;
  /** Where it begins. */
  readonly line: number;
  readonly attributes: Readonly<Record<string, SaxesAttributeNS>>;
  /** What stands directly in it. */
  text: string;
}

/** What is made of the elements as they pass; `take` hands out what has been made and forgets it. */
export interface XmlVisitor<Item> {
  open(element: XmlElement): void;
  close(element: XmlElement): void;
  take(): readonly Item[];
}

/**
 * Reads XML as it comes in, strictly: well-formed to the end, UTF-8, without a DTD, no deeper than messages are and no text longer than
 * a line may be. Whatever else stands in it is never fetched, expanded or run.
 *
 * @throws BankFileProblem with the line
 * @source quality/acceptance.md F7, F8
 */
export async function* xmlItems<Item>(
  pieces: AsyncIterable<Uint8Array>,
  visitor: XmlVisitor<Item>,
): AsyncGenerator<Item, void, void> {
  const parser = strictParser(visitor);
  let length = 0;
  for await (const text of utf8Text(pieces)) {
    // What is wrong outside of elements is noticed at the end of what was written: line by line, it is noticed in its own line.
    for (const part of parser.hasElement ? [text] : text.split(/(?=[\r\n])/)) parser.write(part);
    length += text.length;
    if (!parser.hasElement && length > prologMax) problem('not_this_format', 1);
    yield* visitor.take();
  }
  parser.isEnding = true;
  parser.close();
  yield* visitor.take();
}

function strictParser<Item>(visitor: XmlVisitor<Item>) {
  const saxes = new SaxesParser({ xmlns: true, defaultXMLVersion: '1.0', forceXMLVersion: true });
  const open: XmlElement[] = [];
  let endedOn: number | undefined;
  const state = {
    isEnding: false,
    hasElement: false,
    write: (text: string) => saxes.write(text),
    close: () => saxes.close(),
  };
  saxes.on('xmldecl', ({ encoding }) => {
    if (encoding && !/^utf-?8$/i.test(encoding))
      problem('wrong_encoding', saxes.line, { found: encoding, expected: 'utf-8' });
  });
  saxes.on('doctype', () => problem('entities_not_allowed', saxes.line));
  saxes.on('error', (error) => {
    // What stands behind the last element is wrong as a whole, so its line is where the message has ended.
    throw problemOf(error, endedOn ?? saxes.line, state.isEnding, open.length > 0);
  });
  saxes.on('opentag', (tag: SaxesTagNS) => {
    if (open.length >= depthMax) problem('nested_too_deep', saxes.line);
    // What stands between elements is the message's layout.
    const around = open.at(-1);
    if (around) around.text = '';
    const element = { name: tag.local, namespace: tag.uri, line: saxes.line, attributes: tag.attributes, text: '' };
    open.push(element);
    state.hasElement = true;
    visitor.open(element);
  });
  const addText = (text: string) => {
    const element = open.at(-1);
    if (!element) return;
    element.text += text;
    if (element.text.length > bankFileLimits.lineBytesMax) problem('line_too_long', saxes.line);
  };
  saxes.on('text', addText);
  saxes.on('cdata', addText);
  saxes.on('closetag', () => {
    const element = open.pop();
    if (element) visitor.close(element);
    if (open.length === 0) endedOn = saxes.line;
  });
  return state;
}

function problemOf(error: Error, line: number, isEnding: boolean, isInside: boolean): BankFileProblem {
  if (/undefined entity/.test(error.message)) return new BankFileProblem('entities_not_allowed', line);
  if (isEnding && /root element/.test(error.message) && !isInside) return new BankFileProblem('not_this_format', line);
  if (isEnding) return new BankFileProblem('broken_off', line);
  return new BankFileProblem('not_this_format', line, { found: quoted(error.message.replace(/^[\d:]+ /, '')) });
}
