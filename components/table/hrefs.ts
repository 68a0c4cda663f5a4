/** The search parameters of a page, as Next gives them to it. */
export type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

/** Parameters of keyset paging; they belong to one order of one filtered set, so any other change drops them. */
const pagingParams = ['after', 'before'] as const;

/** The first value of a parameter, or '' when it is missing: what a filter's control shows. */
export function paramOf(params: SearchParams, name: string): string {
  const value = params[name];
  return (Array.isArray(value) ? value[0] : value) ?? '';
}

/** Every value of a parameter that may stand there several times. */
export function paramsOf(params: SearchParams, name: string): string[] {
  const value = params[name];
  return (Array.isArray(value) ? value : [value]).filter((item): item is string => item !== undefined && item !== '');
}

/**
 * A link to `path` with `params`, changed by `changes`: a text sets a parameter, `undefined` or '' removes it.
 *
 * Everything else in the address is kept, in its order. Unless `changes` itself pages, paging starts anew.
 */
export function hrefWith(
  path: string,
  params: SearchParams,
  changes: Readonly<Record<string, string | undefined>>,
): string {
  const pages = pagingParams.some((name) => name in changes);
  const kept = Object.entries(params).filter(
    ([name]) => !(name in changes) && (pages || !pagingParams.some((paging) => paging === name)),
  );
  const query = new URLSearchParams();
  for (const [name, value] of kept) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item !== undefined && item !== '') query.append(name, item);
    }
  }
  for (const [name, value] of Object.entries(changes)) {
    if (value !== undefined && value !== '') query.append(name, value);
  }
  const text = query.toString();
  return text === '' ? path : `${path}?${text}`;
}
