import type { ExportList } from '@/db/schema/exporting';
import { customerFilterNames } from '@/domain/customers/filter-text';
import type { Permission } from '@/domain/permission';
import { meantWords, statementFilterNames } from '@/domain/statements/filter-text';

/** A list that can be taken out as a file: who may, and what of its address restricts it. */
interface ListRule {
  readonly permission: Permission;
  readonly filterNames: readonly string[];
}

export const exportLists = {
  customers: { permission: 'customers.export', filterNames: customerFilterNames },
  statement: { permission: 'statements.export', filterNames: statementFilterNames },
} as const satisfies Record<ExportList, ListRule>;

/** What restricts the list in its address: not its page, its columns or its order. A statement's head says of it what has a meaning. */
export function filterIn(list: ExportList, query: string, timeZone: string): Readonly<Record<string, string>> {
  const written = new URLSearchParams(query);
  const filter = Object.fromEntries(
    exportLists[list].filterNames.flatMap((name) => {
      const text = written.get(name);
      return text ? [[name, text]] : [];
    }),
  );
  return list === 'statement' ? meantWords(filter, timeZone) : filter;
}
