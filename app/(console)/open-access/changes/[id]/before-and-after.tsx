import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { When } from '@/components/when';
import type { ValueLine } from '@/domain/open-access/change-model';
import type { ChangeView } from '@/domain/open-access/change-queries';

/** The part twice, side by side where there is room; what differs is marked by a word in both. */
export async function BeforeAndAfter({ change: { before, after } }: { change: ChangeView }) {
  const t = await getTranslations('openaccess.changes');
  const differs = new Set(
    before.flatMap(({ field, value }, index) => (isSame(value, after[index]?.value) ? [] : [field])),
  );
  return (
    <div className="grid gap-4 md:grid-cols-2">
      <Side title={t('before')} lines={before} differs={differs} />
      <Side title={t('after')} lines={after} differs={differs} />
    </div>
  );
}

async function Side({
  title,
  lines,
  differs,
}: {
  title: string;
  lines: readonly ValueLine[];
  differs: ReadonlySet<ValueLine['field']>;
}) {
  const t = await getTranslations('openaccess');
  return (
    <Card title={title}>
      <dl className="flex flex-col gap-3">
        {lines.map(({ field, value }) => (
          <div key={field} className="min-w-0">
            <dt className="flex flex-wrap items-center gap-2 text-table text-muted">
              {t(`fields.${field}`)}
              {differs.has(field) && <Badge tone="info">{t('changes.changed')}</Badge>}
            </dt>
            <dd className="min-h-6 wrap-anywhere">{shown(value, { on: t('on'), off: t('off') })}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function shown(value: ValueLine['value'], words: { on: string; off: string }): ReactNode {
  if (value === null) return '—';
  if (typeof value === 'boolean') return value ? words.on : words.off;
  if (value instanceof Date) return <When at={value} />;
  if (typeof value === 'string') return value;
  return (
    <ul className="flex flex-col gap-1">
      {value.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

const isSame = (one: ValueLine['value'], other: ValueLine['value'] | undefined): boolean =>
  JSON.stringify(one) === JSON.stringify(other);
