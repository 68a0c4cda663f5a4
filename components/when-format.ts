export type WhenPrecision = 'second' | 'minute' | 'day';

const formats = new Map<string, Intl.DateTimeFormat>();

function partsOf(at: Date, zone: string): Record<string, string> {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
      timeZoneName: 'shortOffset',
    });
    formats.set(zone, format);
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
}

/** The offset of `zone` at that instant, such as `GMT+8`; summer time has another than winter. */
export function zoneLabel(at: Date, zone: string): string {
  return partsOf(at, zone)['timeZoneName'] ?? zone;
}

/** `2026-11-22 15:04:05` in `zone`: the same in every language, sortable, unmistakable about day and month. */
export function formatInstant(at: Date, zone: string, precision: WhenPrecision = 'second'): string {
  const { year = '', month, day, hour, minute, second } = partsOf(at, zone);
  const date = `${year.padStart(4, '0')}-${month}-${day}`;
  if (precision === 'day') return date;
  return precision === 'minute' ? `${date} ${hour}:${minute}` : `${date} ${hour}:${minute}:${second}`;
}
