import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { PlainTable } from '@/components/table/data-table';
import { classNames } from '@/components/ui/class-names';
import { Disclosure } from '@/components/ui/disclosure';
import type { Money } from '@/lib/money';

export interface Bar {
  /** Under the bars, and the row's name in the table; `short` is what there is room for. */
  readonly label: string;
  readonly short: string;
  /** One amount for each series, in its order. */
  readonly amounts: readonly Money[];
}

/** The first series is filled, the second an outline: told apart without colour. */
const looks = ['fill-accent stroke-accent', 'fill-accent-soft stroke-accent'] as const;

/**
 * Amounts side by side. The picture is drawn by the server and needs no script; it is decoration for the eye, and the table below it holds the
 * same figures for everybody and is exact.
 */
export function BarsChart({
  title,
  note,
  heading,
  series,
  bars,
}: {
  /** What is drawn: "What expires". */
  title: string;
  note?: ReactNode;
  /** What a bar stands for: "Week". */
  heading: string;
  /** The names of one or two series. */
  series: readonly string[];
  bars: readonly Bar[];
}) {
  const t = useTranslations('ui.chart');
  return (
    <figure aria-label={title} className="flex flex-col gap-2">
      <Legend series={series} />
      <Picture bars={bars} />
      {note !== undefined && <figcaption className="text-table text-muted">{note}</figcaption>}
      <Disclosure summary={t('showTable')}>
        <PlainTable caption={title}>
          <thead>
            <tr>
              <th scope="col">{heading}</th>
              {series.map((name) => (
                <th key={name} scope="col" className="end">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bars.map(({ label, amounts }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {series.map((name, index) => (
                  <td key={name} className="end">
                    {amounts[index] && <Amount value={amounts[index]} />}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </PlainTable>
      </Disclosure>
    </figure>
  );
}

const Legend = ({ series }: { series: readonly string[] }) => (
  <div aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 text-table text-muted">
    {series.map((name, index) => (
      <span key={name} className="flex items-center gap-1.5">
        <svg aria-hidden viewBox="0 0 12 12" className="size-3">
          <rect x="1" y="1" width="10" height="10" className={looks[index]} />
        </svg>
        {name}
      </span>
    ))}
  </div>
);

const height = 100;
const room = 10;

function Picture({ bars }: { bars: readonly Bar[] }) {
  const locale = useLocale();
  const most = bars.flatMap(({ amounts }) => amounts).reduce((a, b) => (b.minor > a.minor ? b : a));
  return (
    <div aria-hidden className="no-print">
      <p className="text-xs text-muted tabular-nums">{formatAmount(most, locale)}</p>
      <svg
        aria-hidden
        viewBox={`0 0 ${bars.length * room} ${height}`}
        preserveAspectRatio="none"
        className="h-40 w-full"
      >
        {bars.map(({ label, amounts }, at) =>
          amounts.map((amount, index) => {
            const tall = shareOf(amount, most);
            const width = (room - 3) / amounts.length;
            return (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a series is its place
                key={`${label} ${index}`}
                x={at * room + 1.5 + index * width}
                y={height - tall}
                width={width - 0.5}
                height={tall}
                vectorEffect="non-scaling-stroke"
                className={looks[index]}
              />
            );
          }),
        )}
      </svg>
      <ul className="grid grid-flow-col auto-cols-fr border-t border-edge text-center text-xs text-muted tabular-nums">
        {bars.map(({ label, short }, index) => (
          <li key={label} className={classNames('min-w-0 whitespace-nowrap', index % 3 !== 0 && 'max-sm:invisible')}>
            {short}
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How tall a bar is, of 100. A picture needs no exact figure; it is counted in whole hundredths before it becomes a number. */
const shareOf = (amount: Money, most: Money): number =>
  most.minor === 0n ? 0 : Number((amount.minor * BigInt(height)) / most.minor);
