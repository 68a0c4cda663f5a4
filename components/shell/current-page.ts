/** The page of the navigation that `path` belongs to: the one with the longest address that `path` starts with. */
export function currentPage(path: string, hrefs: readonly string[]): string | undefined {
  return hrefs
    .filter((href) => path === href || (href !== '/' && path.startsWith(`${href}/`)))
    .toSorted((a, b) => b.length - a.length)[0];
}
