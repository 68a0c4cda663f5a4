/** Columns of the list that a reader chooses among, in the order of the table. The name and what can be done always stand there. */
export const columnIds = [
  ...(['id', 'partner', 'type', 'balance', 'state', 'associatedAt', 'mobile', 'email'] as const),
  ...(['manager', 'label', 'level', 'newTag', 'verified'] as const),
] as const;
export type ColumnId = (typeof columnIds)[number];

/** What is shown until somebody chooses. */
export const usualColumns: readonly ColumnId[] = [
  ...(['id', 'partner', 'type', 'balance', 'state', 'associatedAt', 'mobile', 'manager', 'label'] as const),
];
