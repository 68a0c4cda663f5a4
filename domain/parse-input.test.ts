import { expect, it } from 'vitest';
import { z } from 'zod';
import { parseInput } from './command';
import { Refusal } from './refusal';

it('[I9] a promise is refused also where a schema hands it on unread', () => {
  const form = z.strictObject({ url: z.preprocess((value) => value, z.string()) });
  expect(parseInput(form, { url: 'https://ok.example/' })).toEqual({ url: 'https://ok.example/' });
  expect(() => parseInput(form, { url: Promise.resolve('x') })).toThrow(Refusal);
});
