import { type ExportedCustomer, exportCustomers } from '@/domain/customers/export-queries';
import { customerFilterOf } from '@/domain/customers/filter-text';
import type { Cursor } from '@/lib/cursor';
import { formatMoney } from '@/lib/money';
import type { XlsxCell } from '@/lib/xlsx';
import { type ExportSource, rowsPerRead, textCell as text } from './export-source';
import { type ExportWords, exportWords } from './words';

/** The list of customers. */
export const customerSource: ExportSource = async (run, snapshot) => {
  const words = exportWords(run.language);
  const filter = customerFilterOf(run.filter);
  return {
    title: words.title,
    columns: columns.map(({ id, width }) => ({ name: words.columns[id], width })),
    head: [],
    foot: () => [],
    remarks: () => [],
    async *batches() {
      let after: Cursor<'association'> | undefined;
      do {
        const from = { after, limit: rowsPerRead, timeZone: run.timeZone };
        const read = await exportCustomers(run.scope, snapshot, filter, from);
        yield read.rows.map((row) => ({ cells: cellsOf(row, words) }));
        after = read.after;
      } while (after);
    },
  };
};

const columns = [
  { id: 'id', width: 32 },
  { id: 'name', width: 16 },
  { id: 'accountName', width: 16 },
  { id: 'type', width: 12 },
  { id: 'associatedAt', width: 20 },
  { id: 'mobile', width: 16 },
  { id: 'email', width: 28 },
  { id: 'manager', width: 12 },
  { id: 'label', width: 24 },
  { id: 'balance', width: 16 },
  { id: 'currency', width: 8 },
  { id: 'state', width: 12 },
  { id: 'freezeLevel', width: 24 },
  { id: 'level', width: 8 },
  { id: 'partnerId', width: 32 },
] as const satisfies readonly { id: keyof ExportWords['columns']; width: number }[];

/** One cell per column, in their order. */
const cellsOf = (row: ExportedCustomer, words: ExportWords): XlsxCell[] => [
  text(row.id),
  text(row.name),
  text(row.accountName),
  text(words.values.type[row.type]),
  { kind: 'instant', text: row.associatedAt },
  text(row.mobile),
  text(row.email),
  text(row.manager),
  text(row.label),
  { kind: 'amount', text: row.balance === null ? undefined : formatMoney(row.balance) },
  text(row.balance?.currency ?? null),
  text(words.values.state[row.state]),
  text(row.freezeLevel && words.freezeLevels[row.freezeLevel]),
  text(row.level),
  text(row.partnerId),
];
