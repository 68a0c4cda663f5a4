import { formatMoney, type Money } from '@/lib/money';

/** An amount in major units, written as a JSON number with all its decimals. It never passes through a floating-point number. */
export class ExactNumber {
  readonly text: string;
  constructor(amount: Money) {
    this.text = formatMoney(amount);
  }
}

/** What an answer is made of. */
export type Json =
  | string
  | number
  | boolean
  | null
  | ExactNumber
  | readonly Json[]
  | { readonly [member: string]: Json };

/** The JSON text of an answer. */
export function writeJson(value: Json): string {
  if (value instanceof ExactNumber) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${writeJson(member)}`);
  return `{${members.join(',')}}`;
}

const isList = (value: object): value is readonly Json[] => Array.isArray(value);

/** `2026-11-22T03:04:05Z`: UTC in whole seconds, as every instant of this API. */
export const wireTime = (at: Date): string => `${at.toISOString().slice(0, 19)}Z`;
