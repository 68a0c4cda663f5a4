/** V0 is where everybody begins. @source spec/02 §2.1 */
export const customerLevels = ['V0', 'V1', 'V2', 'V3', 'V4', 'V5'] as const;
export type CustomerLevel = (typeof customerLevels)[number];

/** Whether a customer counts as new: it does, it does not, or it may once it has spent enough. @source spec/02 §2.3 */
export const newTags = ['Y', 'N', 'UNDETERMINED'] as const;
export type NewTag = (typeof newTags)[number];

/** The orders the list of customers comes in. Names are sorted as the language they are shown in sorts them. */
export const customerSorts = ['newest', 'oldest', 'name', 'name_en'] as const;
export type CustomerSort = (typeof customerSorts)[number];

/** What the address of the list of customers may say, apart from which page of it: that is what a saved view keeps. */
export const viewParams = [
  ...['q', 'type', 'state', 'balance', 'manager', 'partner', 'label', 'from', 'to', 'tag', 'level'],
  ...['sort', 'size', 'columns'],
] as const;

/** How many views one person may keep of one list. */
export const viewsMax = 20;

/** How many customers are assigned in one go. */
export const assignMax = 100;

/** What a saved view may hold, in characters. */
const viewQueryMax = 2000;

/**
 * The part of an address that a saved view keeps, always written the same way, so that two of them can be compared: what a view is about, in
 * its order, without what is empty. Undefined when that is longer than anything the list itself would write.
 */
export function viewQuery(query: string): string | undefined {
  const given = new URLSearchParams(query);
  const kept = new URLSearchParams();
  for (const name of viewParams) {
    const values = given.getAll(name).filter((value) => value !== '' && !value.includes('\0'));
    for (const value of name === 'columns' ? values : values.slice(0, 1)) kept.append(name, value);
  }
  const text = kept.toString();
  return text.length > viewQueryMax ? undefined : text;
}
