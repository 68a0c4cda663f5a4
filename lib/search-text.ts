import { canonicalMobile } from './mobile';

/** The longest text that is searched for, in code units. */
const searchMax = 100;

/**
 * What somebody typed into a search box, fit for a query: full-width characters normalised, trimmed, cut, free of what a database
 * refuses. Undefined when nothing is left to search for.
 */
export function searchText(text: string | undefined): string | undefined {
  const plain = (text ?? '').toWellFormed().normalize('NFKC').replaceAll('\0', '').slice(0, searchMax).trim();
  return plain === '' ? undefined : plain.toWellFormed();
}

/** More words than this are not looked for. */
const wordsMax = 8;

/**
 * The words of what somebody typed, each in the forms in which it may have been written down: with full-width characters made plain, and as
 * typed. Blanks of any width only stand between words, so however many there are, and wherever, they change nothing.
 *
 * @source spec/02 §2.1
 */
export function searchWords(text: string | undefined): readonly (readonly string[])[] {
  const plain = searchText(text)?.split(/\s+/u) ?? [];
  const typed = (text ?? '').toWellFormed().replaceAll('\0', '').trim().split(/\s+/u);
  return plain.slice(0, wordsMax).map((word, index) => {
    const original = typed.length === plain.length ? typed[index] : undefined;
    return original === undefined || original === word ? [word] : [word, original];
  });
}

/** A pattern for `like` that finds `text` itself anywhere: `%`, `_` and `\` in it are letters like any other. @source quality/acceptance.md I11 */
export const containsPattern = (text: string): string => `%${text.replaceAll(/[\\%_]/g, '\\$&')}%`;

/** The digits of what looks like a telephone number, as they are stored; undefined for anything else. */
export function mobileDigits(text: string): string | undefined {
  const digits = canonicalMobile(text);
  return /^\d{7,20}$/.test(digits) ? digits : undefined;
}
