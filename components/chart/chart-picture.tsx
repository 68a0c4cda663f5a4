'use client';

import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { type Currency, currencies } from '@/lib/money';

export interface PicturePoint {
  readonly day: string;
  readonly height: number | null;
  /** The exact amount, as people read it. */
  readonly shown: string;
}

export interface PictureProps {
  points: readonly PicturePoint[];
  locale: string;
  currency: Currency;
}

const label = { fill: 'var(--color-muted)', fontSize: 12 };

/** Steps, not slopes: a balance stays until it is moved. */
export function ChartPicture({ points, locale, currency }: PictureProps) {
  const unit = 10 ** currencies[currency];
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  return (
    <ResponsiveContainer width="100%" height="100%">
      <AreaChart data={[...points]} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid vertical={false} stroke="var(--color-line)" />
        <XAxis
          dataKey="day"
          tickFormatter={(day: string) => day.slice(5)}
          tick={label}
          tickLine={false}
          axisLine={{ stroke: 'var(--color-edge)' }}
          minTickGap={32}
        />
        <YAxis
          width={56}
          tickFormatter={(height: number) => short.format(height / unit)}
          tick={label}
          tickLine={false}
          axisLine={false}
        />
        <Tooltip content={<PointNote />} isAnimationActive={false} cursor={{ stroke: 'var(--color-edge)' }} />
        <Area
          type="stepAfter"
          dataKey="height"
          stroke="var(--color-accent)"
          strokeWidth={2}
          fill="var(--color-accent-soft)"
          fillOpacity={1}
          isAnimationActive={false}
        />
      </AreaChart>
    </ResponsiveContainer>
  );
}

function PointNote({ payload }: { payload?: readonly { payload?: PicturePoint }[] }) {
  const point = payload?.[0]?.payload;
  if (point === undefined) return null;
  return (
    <div className="card bg-raised px-3 py-2 text-table shadow-raised">
      <p className="text-muted">{point.day}</p>
      <p className="font-semibold tabular-nums">{point.shown}</p>
    </div>
  );
}
