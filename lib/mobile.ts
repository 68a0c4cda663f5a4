/** A number of the mainland with its country code before it, in any way of writing that down. */
const countryCode = /^\+?0*86(?=1\d{10}$)/;

/**
 * A number to call in the one spelling in which it is kept, compared and looked for: full-width characters made plain, without blanks and
 * hyphens, and a mobile number of the mainland without its country code, so that `+86 139 …`, `0086139…`, `86139…` and `139…` are one
 * number. Whether it is a number at all is for the caller to judge.
 */
export const canonicalMobile = (text: string): string =>
  text.normalize('NFKC').replaceAll(/[\s-]/g, '').replace(countryCode, '');

/** Whether a number, in its one spelling, is a mobile number of mainland China. */
export const isMainlandMobile = (mobile: string): boolean => /^1[0-9]{10}$/.test(mobile);
