import type { Filter } from '@/components/table/filter-bar';
import { paramOf, paramsOf, type SearchParams } from '@/components/table/hrefs';

/** What an address filters by, in the words of the filter bar, for the head of a file. */
export const filterWords = (filters: readonly Filter[], params: SearchParams): string[] =>
  filters.flatMap((filter) => {
    if (filter.kind === 'dates') {
      const [from, to] = [paramOf(params, filter.from), paramOf(params, filter.to)];
      return from || to ? [`${filter.label}: ${from || '…'} – ${to || '…'}`] : [];
    }
    if (filter.kind === 'search' || filter.kind === 'moment') {
      const text = paramOf(params, filter.name);
      return text ? [`${filter.label}: ${text}`] : [];
    }
    const chosen = paramsOf(params, filter.name).map(
      (value) => filter.options.find((option) => option.value === value)?.label ?? value,
    );
    return chosen.length > 0 ? [`${filter.label}: ${chosen.join(', ')}`] : [];
  });

/** The parameters of a request, those that stand there several times with all their values. */
export function paramsOfRequest(request: Request): SearchParams {
  const { searchParams } = new URL(request.url);
  return Object.fromEntries([...new Set(searchParams.keys())].map((name) => [name, searchParams.getAll(name)]));
}
