export interface PalettePage {
  readonly href: string;
  readonly label: string;
  /** Other words that find the page: its English key, its pinyin and its pinyin initials. */
  readonly words: string;
}

/** The pages that `query` finds by name, pinyin or initials; those whose name starts with it come first. */
export function matchPages(pages: readonly PalettePage[], query: string): PalettePage[] {
  const wanted = query.normalize('NFKC').trim().toLowerCase();
  if (wanted === '') return [...pages];
  const compact = wanted.replaceAll(' ', '');
  const rank = ({ label, words }: PalettePage) => {
    const name = label.toLowerCase();
    if (name.startsWith(wanted)) return 0;
    if (name.includes(wanted)) return 1;
    return words
      .toLowerCase()
      .split(' ')
      .some((word) => word.startsWith(compact))
      ? 2
      : 3;
  };
  return pages
    .map((page) => ({ page, rank: rank(page) }))
    .filter((found) => found.rank < 3)
    .toSorted((a, b) => a.rank - b.rank)
    .map((found) => found.page);
}
