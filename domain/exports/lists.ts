import type { ExportList } from '@/db/schema/exporting';
import { customerFilterNames } from '@/domain/customers/filter-text';
import type { Permission } from '@/domain/permission';
import { statementFilterNames } from '@/domain/statements/filter-text';

/** A list that can be taken out as a file: who may, and what of its address restricts it. */
interface ListRule {
  readonly permission: Permission;
  readonly filterNames: readonly string[];
}

export const exportLists = {
  customers: { permission: 'customers.export', filterNames: customerFilterNames },
  statement: { permission: 'statements.export', filterNames: statementFilterNames },
} as const satisfies Record<ExportList, ListRule>;

/** What restricts the list in its address: not its page, its columns or its order. */
export function filterIn(list: ExportList, query: string): Record<string, string> {
  const written = new URLSearchParams(query);
  return Object.fromEntries(
    exportLists[list].filterNames.flatMap((name) => {
      const text = written.get(name);
      return text ? [[name, text]] : [];
    }),
  );
}
