import { requestKeyField } from '@/components/form/action-state';
import { namedBytes } from '@/lib/named-bytes';

/** What a form sent, taken apart: a command's input, the request key, and what may be shown again. */
export interface FormContent {
  readonly input: Readonly<Record<string, unknown>>;
  readonly requestKey: string;
  readonly values: Record<string, string>;
}

const fieldsMax = 6_000;
const textMax = 1_000_000;
const fileMax = 2_000_000;
const shownMax = 4_000;
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}(\[\])?$/;
const notFields = new Set(['constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', 'toJSON']);
const secretName = /password|secret|token/i;

/**
 * Reads what a form sent. Undefined when it is no form, or has names or sizes no form of ours has.
 *
 * Text stays text; a name that comes several times, or ends in `[]`, is a list; a file is its bytes, which know the name it had; what was
 * left empty is missing. Names are otherwise passed on as they are, so that a command's strict schema refuses those it does not know.
 *
 * @source quality/acceptance.md finding 3, T5
 */
export async function readForm(data: unknown): Promise<FormContent | undefined> {
  if (!(data instanceof FormData)) return undefined;
  const lists = new Map<string, (string | Uint8Array)[]>();
  let requestKey = '';
  let count = 0;
  for (const [name, entry] of data) {
    count += 1;
    if (count > fieldsMax) return undefined;
    if (name.startsWith('$ACTION')) continue;
    if (!fieldName.test(name) || notFields.has(name)) return undefined;
    const value = typeof entry === 'string' ? entry : namedBytes(await entry.arrayBuffer(), entry.name);
    if (value.length > (typeof entry === 'string' ? textMax : fileMax)) return undefined;
    if (name === requestKeyField || name === 'requestKey') requestKey = String(value);
    else if (value.length > 0) listOf(lists, name).push(value);
  }
  return { input: inputOf(lists), requestKey, values: valuesOf(lists) };
}

function listOf<Value>(lists: Map<string, Value[]>, name: string): Value[] {
  const list = lists.get(name) ?? [];
  lists.set(name, list);
  return list;
}

/** Own members only: `Object.fromEntries` defines them, whatever their names are. */
const inputOf = (lists: ReadonlyMap<string, readonly (string | Uint8Array)[]>): Record<string, unknown> =>
  Object.fromEntries(
    [...lists].map(([name, list]) =>
      name.endsWith('[]') ? [name.slice(0, -2), list] : [name, list.length > 1 ? list : list[0]],
    ),
  );

/** What a form without scripts is filled with again: texts that are no secrets. */
const valuesOf = (lists: ReadonlyMap<string, readonly (string | Uint8Array)[]>): Record<string, string> =>
  Object.fromEntries(
    [...lists]
      .filter(([name]) => !secretName.test(name))
      .map(([name, list]) => [name, list.filter((value) => typeof value === 'string').join(',')] as const)
      .filter(([, text]) => text.length <= shownMax),
  );
