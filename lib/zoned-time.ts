import { z } from 'zod';

/**
 * The moment at which `day` (`2026-11-22`) begins where the clocks show `timeZone`.
 *
 * Where a change of the clocks skips midnight, the first moment after it.
 */
export function startOfDay(day: string, timeZone: string): Date {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset is looked up near the answer, since it may differ between midnight there and midnight in Greenwich.
  const guess = utc - offsetAt(utc, timeZone);
  return new Date(utc - offsetAt(guess, timeZone));
}

/** The last second of `day` where the clocks show `timeZone`. */
export function endOfDay(day: string, timeZone: string): Date {
  const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
  return new Date(startOfDay(next, timeZone).getTime() - 1000);
}

/** The day (`2026-11-22`) that it is at `moment` where the clocks show `timeZone`. */
export function dayAt(moment: Date, timeZone: string): string {
  const utc = moment.getTime();
  return new Date(utc + offsetAt(utc, timeZone)).toISOString().slice(0, 10);
}

/** What clocks there show at `moment`, to the second: `2026-11-22 15:04:05`. */
export function wallClockAt(moment: Date, timeZone: string): string {
  const utc = moment.getTime();
  return new Date(utc + offsetAt(utc, timeZone)).toISOString().slice(0, 19).replace('T', ' ');
}

/** Making one takes far longer than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone);
  if (known) return known;
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    ...({ year: 'numeric', month: 'numeric', day: 'numeric' } as const),
    ...({ hour: 'numeric', minute: 'numeric', second: 'numeric' } as const),
  });
  formats.set(timeZone, format);
  return format;
}

/** By how many milliseconds the clocks there are ahead of Greenwich at `moment`. */
function offsetAt(moment: number, timeZone: string): number {
  const parts = new Map(
    formatIn(timeZone)
      .formatToParts(moment)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const at = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  return (
    Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second')) -
    Math.floor(moment / 1000) * 1000
  );
}

/**
 * A moment as a person or a program names it: a day (`2026-11-22`), meaning its first or its last second in `timeZone`, or an instant with
 * its offset (`2026-11-22T00:00:00Z`). Years 2000 to 2099. Empty counts as absent.
 *
 * @returns a schema whose problem is `invalid_date`
 */
export const momentOf = (side: 'start' | 'end', timeZone: string) =>
  z
    .union([z.iso.date(), z.iso.datetime({ offset: true }), z.literal('')], 'invalid_date')
    .nullish()
    .transform((text, context): Date | null => {
      if (!text) return null;
      const isDay = text.length === 10;
      const moment = isDay ? (side === 'start' ? startOfDay : endOfDay)(text, timeZone) : new Date(text);
      if (/^20\d\d-/.test(text) && !Number.isNaN(moment.getTime())) return moment;
      context.addIssue({ code: 'custom', message: 'invalid_date' });
      return z.NEVER;
    });

/**
 * The moment up to which somebody wants to see things, as an address holds it: wall clock where the reader is (`2026-09-30T23:59`, with or
 * without seconds), a day, meaning its end, or an instant with its offset. What happened in the named second belongs to it.
 *
 * @returns undefined for anything else, and for years before 2000 or after 2099
 * @source design/differentiators.md X8
 */
export function asOfMoment(text: string, timeZone: string): Date | undefined {
  const [, day = '', time = '23:59', second = time === '23:59' && text.length === 10 ? ':59' : ':00', offset = 'Z'] =
    /^(20\d\d-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ?? [];
  const utc = Date.parse(`${day}T${time}${second}${offset}`);
  if (Number.isNaN(utc) || !new Date(Date.parse(`${day}T00:00:00Z`)).toISOString().startsWith(day)) return undefined;
  const isWallClock = !/(Z|[+-]\d\d:\d\d)$/.test(text.slice(10));
  // To the end of the second: it is the last that is shown of it.
  return new Date(999 + (isWallClock ? utc - offsetAt(utc - offsetAt(utc, timeZone), timeZone) : utc));
}
