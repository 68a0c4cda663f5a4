import { z } from 'zod';

/**
 * What a form sends along of the values it was filled in with, as `seenOf` writes it. A program that sets values whatever they were leaves it
 * out; a form never does (`tests/edit-forms.test.ts`).
 */
export const seenInput = z
  .string()
  .max(4000, 'too_long')
  .regex(/^[A-Za-z0-9]+:[0-9a-f]{16}( [A-Za-z0-9]+:[0-9a-f]{16})*$/, 'invalid')
  .optional();
