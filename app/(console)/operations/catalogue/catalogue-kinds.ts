/** The kinds of entry the catalogue has, as their pages' addresses call them. */
export const catalogueKinds = ['service-types', 'resource-types', 'usage-types', 'units', 'conversions'] as const;
export type CatalogueKind = (typeof catalogueKinds)[number];

/** The list of a kind. Services come first: their list is the catalogue's own page. */
export const listPath = (kind: CatalogueKind): string =>
  kind === 'service-types' ? '/operations/catalogue' : `/operations/catalogue/${kind}`;
/** Where an entry of a kind, or the form for a new one, is. */
export const entryPath = (kind: CatalogueKind, id: string): string => `/operations/catalogue/${kind}/${id}`;
