import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { route } from '@/components/route';
import type { Currency } from '@/lib/money';
import { SelectionSummary } from './selection-leaf';

/**
 * The form around a `DataTable` with `selection`. Its buttons send the chosen rows to `action` by GET.
 *
 * The toolbar states how many rows are chosen and what they add up to. Before scripts run it has only the buttons:
 * the page they lead to says what was chosen, or that nothing was.
 */
export function SelectionForm({
  action,
  currency,
  buttons,
  hidden,
  children,
}: {
  /** Where the choice goes: a page that takes the checkboxes' name as a repeated search parameter. */
  action: string;
  /** The currency of the amounts that are added up; leave it out when there are none. */
  currency?: Currency;
  /** `SubmitButton`s of size `small`; give them `name` and `value` to tell them apart. */
  buttons: ReactNode;
  /** Further parameters sent along. */
  hidden?: Readonly<Record<string, string>>;
  children: ReactNode;
}) {
  const t = useTranslations('ui.table');
  const locale = useLocale();
  return (
    <form action={route(action)} method="get">
      {Object.entries(hidden ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <div
        role="toolbar"
        aria-label={t('selection')}
        className="no-print mb-2 flex min-h-9 flex-wrap items-center gap-2"
      >
        {buttons}
        <SelectionSummary
          locale={locale}
          currency={currency}
          text={{ none: t('selectedNone'), count: t.raw('selectedCount'), sum: t.raw('selectedSum') }}
        />
      </div>
      {children}
    </form>
  );
}
