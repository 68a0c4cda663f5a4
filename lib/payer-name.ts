/** The most characters of a name that are compared. */
const comparedMax = 256;

/**
 * A payer's name as names are compared: full-width characters made plain, case, blanks and punctuation left out. Banks cut, pad and
 * re-type names; two that differ in more than that are two.
 *
 * @returns at most 256 characters; empty where a name holds nothing to compare
 * @source spec/06 §6.2, spec/13 L14
 */
export const payerNameKey = (name: string): string =>
  [
    ...name
      .toWellFormed()
      .normalize('NFKC')
      .toLowerCase()
      .replaceAll(/[\p{C}\p{Z}\p{P}\p{S}]/gu, ''),
  ]
    .slice(0, comparedMax)
    .join('');
