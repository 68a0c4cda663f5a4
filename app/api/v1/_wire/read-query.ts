import type { z } from 'zod';
import type { V1Given } from '@/app/_entry/v1-operation';
import { parseInput } from '@/domain/command';
import { Refusal } from '@/domain/refusal';

/**
 * Reads the parameters of a query. Those that nobody knows, or that stand there twice, are refused: server, log and signature could each mean
 * another one.
 *
 * @refuses invalid_input naming the parameter (thrown)
 */
export function readQuery<Schema extends z.ZodType>(schema: Schema, { query }: V1Given): z.output<Schema> {
  const names = [...query.keys()];
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Refusal('invalid_input', { [twice]: 'invalid' });
  return parseInput(schema, Object.fromEntries(query));
}
