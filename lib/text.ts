import { z } from 'zod';

/** Control characters, and the invisible ones that reorder or hide text around them. Line breaks are judged apart. */
const hidden = /[\p{Cc}\u200B\u200E\u200F\u2028\u2029\u202A-\u202E\u2060\u2066-\u2069\uFEFF]/u;

/**
 * A line of text that a person wrote: trimmed, otherwise kept as it is.
 *
 * @param max length in characters as people count them (code points)
 * @returns a schema whose problems are `required`, `too_long` or `text_not_plain`
 * @source quality/acceptance.md I4
 */
export const plainText = (max: number, min = 1) =>
  z
    .string()
    .refine((text) => text.isWellFormed() && !hidden.test(text), 'text_not_plain')
    .transform((text) => text.trim())
    .refine((text) => [...text].length >= min, 'required')
    .refine((text) => [...text].length <= max, 'too_long');

/** The same, where nothing written counts as nothing: absent, empty and blank become `null`. */
export const optionalText = (max: number) =>
  plainText(max, 0)
    .nullish()
    .transform((text) => text || null);

/**
 * An e-mail address: one recipient, lower case, full-width characters normalised before anything is judged.
 *
 * @source quality/acceptance.md I14
 */
export const emailAddress = z
  .string()
  .max(512, 'too_long')
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .refine(
    (text) =>
      text.length <= 254 &&
      /^[a-z0-9._%+-]+@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/.test(text),
    'invalid_email',
  );
