import { ChevronRight, Search, X } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { Option } from '@/components/form/select-field';
import { route } from '@/components/route';
import { buttonClass } from '@/components/ui/button-class';
import { iconSize } from '@/components/ui/icon-size';
import { FilterForm } from './filter-form';
import { hrefWith, paramOf, paramsOf, type SearchParams } from './hrefs';

/** One control of a filter bar. Each writes its own search parameters, and nothing else holds its state. */
export type Filter =
  | { kind: 'search'; name: string; label: string; placeholder?: string }
  | { kind: 'select'; name: string; label: string; options: readonly Option[]; allLabel?: string }
  /** Several of a few: the parameter stands there once for each. */
  | { kind: 'several'; name: string; label: string; options: readonly Option[] }
  /** Days in the organization's time zone, `YYYY-MM-DD`; `to` is the last day that is included. */
  | { kind: 'dates'; from: string; to: string; label: string }
  /** A moment where the reader is, to the second: `2026-09-30T23:59:59`. */
  | { kind: 'moment'; name: string; label: string };

interface Chip {
  key: string;
  text: string;
  removeHref: string;
}

/**
 * A GET form over a list. What is filtered stands in the address and, as chips that can be taken off, below the form.
 *
 * Parameters it does not know (a sort order, say) are kept; paging starts anew.
 */
export function FilterBar({
  path,
  params,
  filters,
  more = [],
}: {
  path: string;
  params: SearchParams;
  filters: readonly Filter[];
  /** Filters that are wanted now and then: folded away until one of them is set. */
  more?: readonly Filter[];
}) {
  const t = useTranslations('ui.table');
  const all = [...filters, ...more];
  const chips = all.flatMap((filter) => chipsOf(filter, path, params));
  const names = all.flatMap((filter) => (filter.kind === 'dates' ? [filter.from, filter.to] : [filter.name]));
  const cleared = Object.fromEntries(names.map((name) => [name, undefined]));
  const others = new URLSearchParams(hrefWith('', params, cleared).slice(1));
  return (
    <search className="no-print mb-3 flex flex-col gap-2">
      <FilterForm
        action={path}
        state={JSON.stringify(names.map((name) => paramsOf(params, name)))}
        label={t('filters')}
      >
        {[...others].map(([name, value]) => (
          <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
        ))}
        {filters.map((filter) => (
          <FilterControl key={filter.kind === 'dates' ? filter.from : filter.name} filter={filter} params={params} />
        ))}
        {more.length > 0 && <MoreFilters filters={more} path={path} params={params} />}
        <button type="submit" className={buttonClass('secondary', 'medium')}>
          {t('applyFilters')}
        </button>
      </FilterForm>
      {chips.length > 0 && (
        <div className="flex flex-wrap items-center gap-2">
          <ul className="flex min-w-0 flex-wrap gap-2" aria-label={t('activeFilters')}>
            {chips.map(({ key, text, removeHref }) => (
              <li key={key} className="chip">
                <span className="truncate">{text}</span>
                <Link href={route(removeHref)} prefetch={false} aria-label={t('removeFilter', { filter: text })}>
                  <X size={iconSize.small} aria-hidden />
                </Link>
              </li>
            ))}
          </ul>
          <Link href={route(hrefWith(path, params, cleared))} prefetch={false} className="link text-table">
            {t('clearAll')}
          </Link>
        </div>
      )}
    </search>
  );
}

function MoreFilters({ filters, path, params }: { filters: readonly Filter[]; path: string; params: SearchParams }) {
  const t = useTranslations('ui.table');
  const isOpen = filters.some((filter) => chipsOf(filter, path, params).length > 0);
  return (
    <details className="disclosure open:basis-full" open={isOpen}>
      <summary>
        <ChevronRight size={iconSize.text} aria-hidden />
        {t('moreFilters')}
      </summary>
      <div className="flex flex-wrap items-end gap-x-3 gap-y-2">
        {filters.map((filter) => (
          <FilterControl key={filter.kind === 'dates' ? filter.from : filter.name} filter={filter} params={params} />
        ))}
      </div>
    </details>
  );
}

function FilterControl({ filter, params }: { filter: Filter; params: SearchParams }) {
  const t = useTranslations('ui.table');
  if (filter.kind === 'dates') {
    return (
      <fieldset className="flex min-w-0 flex-wrap items-end gap-x-2 gap-y-1 max-sm:w-full">
        <legend className="text-table text-muted">{filter.label}</legend>
        {[filter.from, filter.to].map((name, index) => (
          <input
            key={name}
            type="date"
            name={name}
            aria-label={t(index === 0 ? 'dateFrom' : 'dateTo', { field: filter.label })}
            defaultValue={paramOf(params, name)}
            className="input w-36 max-sm:flex-1"
          />
        ))}
      </fieldset>
    );
  }
  if (filter.kind === 'several') return <SeveralControl filter={filter} params={params} />;
  if (filter.kind === 'moment') return <MomentControl filter={filter} params={params} />;
  const id = `filter-${filter.name}`;
  const value = paramOf(params, filter.name);
  return (
    <div className="flex min-w-0 flex-col max-sm:w-full">
      <label htmlFor={id} className="text-table text-muted">
        {filter.label}
      </label>
      {filter.kind === 'search' ? (
        <span className="relative">
          <Search size={iconSize.text} aria-hidden className="absolute inset-y-0 left-2.5 my-auto text-muted" />
          <input
            id={id}
            type="search"
            name={filter.name}
            defaultValue={value}
            placeholder={filter.placeholder}
            maxLength={100}
            className="input ps-8 sm:w-64"
          />
        </span>
      ) : (
        <select key={value} id={id} name={filter.name} defaultValue={value} className="input sm:w-40">
          <option value="">{filter.allLabel ?? t('all')}</option>
          {filter.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </div>
  );
}

function MomentControl({ filter, params }: { filter: Filter & { kind: 'moment' }; params: SearchParams }) {
  const id = `filter-${filter.name}`;
  return (
    <div className="flex min-w-0 flex-col max-sm:w-full">
      <label htmlFor={id} className="text-table text-muted">
        {filter.label}
      </label>
      <input
        id={id}
        type="datetime-local"
        step="1"
        name={filter.name}
        defaultValue={paramOf(params, filter.name)}
        className="input sm:w-56"
      />
    </div>
  );
}

function SeveralControl({ filter, params }: { filter: Filter & { kind: 'several' }; params: SearchParams }) {
  const chosen = paramsOf(params, filter.name);
  return (
    <fieldset className="min-w-0 max-sm:w-full">
      <legend className="text-table text-muted">{filter.label}</legend>
      <div className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1">
        {filter.options.map(({ value, label }) => (
          <label key={`${value} ${chosen.includes(value)}`} className="flex min-h-6 items-center gap-1.5 text-table">
            <input
              type="checkbox"
              className="check"
              name={filter.name}
              value={value}
              defaultChecked={chosen.includes(value)}
            />
            {label}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

function chipsOf(filter: Filter, path: string, params: SearchParams): Chip[] {
  const chip = (name: string, shown: string): Chip => ({
    key: name,
    text: `${filter.label}: ${shown}`,
    removeHref: hrefWith(path, params, { [name]: undefined }),
  });
  if (filter.kind === 'dates') {
    const [from, to] = [paramOf(params, filter.from), paramOf(params, filter.to)];
    if (from === '' && to === '') return [];
    const removeHref = hrefWith(path, params, { [filter.from]: undefined, [filter.to]: undefined });
    return [{ ...chip(filter.from, `${from || '…'} – ${to || '…'}`), removeHref }];
  }
  if (filter.kind === 'several') {
    const chosen = paramsOf(params, filter.name);
    return chosen.map((value) => ({
      key: `${filter.name} ${value}`,
      text: `${filter.label}: ${filter.options.find((option) => option.value === value)?.label ?? value}`,
      removeHref: hrefWith(path, { ...params, [filter.name]: chosen.filter((other) => other !== value) }, {}),
    }));
  }
  const value = paramOf(params, filter.name);
  if (value === '') return [];
  if (filter.kind === 'search') return [chip(filter.name, value)];
  if (filter.kind === 'moment') return [chip(filter.name, value.replace('T', ' '))];
  return [chip(filter.name, filter.options.find((option) => option.value === value)?.label ?? value)];
}
