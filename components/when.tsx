import { useTimeZone } from 'next-intl';
import { formatInstant, type WhenPrecision, zoneLabel } from './when-format';

/**
 * The only thing that shows an instant: in the organization's time zone with its label, UTC on hover.
 *
 * In a column set `label={false}` and put `<ZoneName/>` into the column's header, so that it is said once.
 */
export function When({
  at,
  zone,
  precision = 'second',
  label = true,
}: {
  at: Date;
  zone?: string;
  precision?: WhenPrecision;
  label?: boolean;
}) {
  const own = useTimeZone();
  const shown = zone ?? own ?? 'UTC';
  const iso = at.toISOString();
  return (
    <time dateTime={iso} title={`UTC ${iso.slice(0, 19).replace('T', ' ')}`} className="whitespace-nowrap">
      {formatInstant(at, shown, precision)}
      {label && <span className="text-muted"> {zoneLabel(at, shown)}</span>}
    </time>
  );
}

/** The reader's time zone, for column headers and filters. */
export function ZoneName({ at, zone }: { at: Date; zone?: string }) {
  const own = useTimeZone();
  return <>{zoneLabel(at, zone ?? own ?? 'UTC')}</>;
}
