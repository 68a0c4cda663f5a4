import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { hrefWith } from '@/components/table/hrefs';
import { Disclosure } from '@/components/ui/disclosure';
import { TextLink } from '@/components/ui/text-link';
import { formatMoney } from '@/lib/money';
import type { Explained } from './explained';

/** A figure that says what it is made of: opened, each term leads to where it comes from. @source design/differentiators.md X11 */
export function FigureCard({ figure: { key, value, terms }, asOf }: { figure: Explained; asOf: string }) {
  const t = useTranslations('credit');
  const label = t(`figures.${key}`);
  return (
    <section className="card flex min-w-0 flex-col gap-0.5 p-4" aria-label={label} data-explain={formatMoney(value)}>
      <span className="text-muted text-table">{label}</span>
      <span className="font-semibold text-figure tabular-nums">
        <Amount value={value} />
      </span>
      <span className="text-muted text-table">{t(`notes.${key}`)}</span>
      <Disclosure summary={t('explain')}>
        <ul className="flex flex-col gap-1 text-table">
          {terms.map((term) => (
            <li key={term.key} className="flex flex-wrap justify-between gap-x-3" data-term={formatMoney(term.value)}>
              {term.href === undefined ? (
                <span>{t(`terms.${term.key}`)}</span>
              ) : (
                <TextLink href={hrefWith(term.href, {}, { as_of: asOf })}>{t(`terms.${term.key}`)}</TextLink>
              )}
              <Amount value={term.value} sign="always" unit="none" />
            </li>
          ))}
          <li className="flex flex-wrap justify-between gap-x-3 border-line border-t pt-1 font-semibold">
            <span>{label}</span>
            <Amount value={value} />
          </li>
        </ul>
      </Disclosure>
    </section>
  );
}
