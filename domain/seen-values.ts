import { fingerprintOf } from '@/lib/fingerprint';

type Shown = string | number | boolean | null | readonly string[];

/** What an edit form is filled in with, by the names of its controls. */
export type ShownValues = Readonly<Record<string, Shown>>;

/** Of a row what its form shows, where its controls are named like its columns. */
export const shownOf = <Field extends string>(
  row: Readonly<Record<Field, Shown>>,
  fields: readonly Field[],
): ShownValues => Object.fromEntries(fields.map((field) => [field, row[field]]));

/**
 * What a form sends along of the values it was filled in with: a digest for each control. The form holds the values themselves as well, so a
 * digest tells nobody anything new.
 *
 * @source docs/decisions/0028-old-tabs.md
 */
export const seenOf = (values: ShownValues): string =>
  Object.entries(values)
    .map(([name, value]) => `${name}:${digestOf(value)}`)
    .join(' ');

/** The controls whose values are others by now than the form was filled in with. */
export function overtakenFields(seen: string | undefined, now: ShownValues): string[] {
  if (seen === undefined) return [];
  const known = new Set(seen.split(' '));
  return Object.entries(now).flatMap(([name, value]) => (known.has(`${name}:${digestOf(value)}`) ? [] : [name]));
}

/**
 * Refuses what was typed over values that somebody has changed meanwhile, and says at which controls. `now` comes from rows that the caller
 * holds: of two at once the second one sees what the first one did.
 */
export function refuseOvertaken(
  refuse: (code: 'changed_meanwhile', fields: Readonly<Record<string, string>>) => never,
  seen: string | undefined,
  now: ShownValues,
): void {
  const names = overtakenFields(seen, now);
  if (names.length > 0)
    refuse('changed_meanwhile', Object.fromEntries(names.map((name) => [name, 'changed_meanwhile'])));
}

const digestOf = (value: Shown): string => fingerprintOf(value).toString('hex').slice(0, 16);
