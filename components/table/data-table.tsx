import type { ReactNode } from 'react';
import { classNames } from '@/components/ui/class-names';
import { TextLink } from '@/components/ui/text-link';
import type { Money } from '@/lib/money';
import { PickAll } from './selection-leaf';

export interface Column<Row> {
  /** Unique in the table. */
  readonly id: string;
  /** The column's name; it also labels the cell when rows are cards. */
  readonly header: string;
  /** Shown in the header instead of its name, for an eye toggle or a zone label beside it. */
  readonly headerContent?: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** `end` for figures. */
  readonly align?: 'start' | 'end';
  /** Keeps the cell on one line. */
  readonly noWrap?: boolean;
  /** Keeps room for a name or a sentence, which wraps rather than being squeezed to a character or two. */
  readonly isText?: boolean;
  /** Names the row, stays in sight while scrolling sideways, heads the card. Exactly one column is the key. */
  readonly isKey?: boolean;
  /** Left out of the cards of narrow screens. */
  readonly hideOnCard?: boolean;
  /** That the rows are in the order of this column. */
  readonly sort?: 'ascending' | 'descending' | undefined;
}

export interface RowSelection<Row> {
  /** The name the checkboxes send, once for each chosen row. */
  readonly name: string;
  readonly value: (row: Row) => string;
  /** The checkbox's name: "Select ACME Robotics". */
  readonly label: (row: Row) => string;
  /** The name of the checkbox in the header: "Select all on this page". */
  readonly allLabel: string;
  /** What the toolbar adds up. */
  readonly amount?: (row: Row) => Money;
  readonly isDisabled?: (row: Row) => boolean;
}

// Rows become cards on narrow screens, which takes their meaning as a table from them; the roles give it back.
const is = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHeader: { role: 'columnheader', scope: 'col' },
  rowHeader: { role: 'rowheader', scope: 'row' },
  cell: { role: 'cell' },
} as const;

/**
 * A table of records. The region around it scrolls, so that header and key column stay in sight; under 640 px each row
 * is a card. Everything is HTML from the server; the only script is the checkbox that picks a whole page.
 */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  rowHref,
  selection,
  footer,
}: {
  /** What the table holds, for screen readers; also the name of the region that scrolls. */
  caption: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where the row's key leads; undefined for a row that has no page. */
  rowHref?: (row: Row) => string | undefined;
  /** Checkboxes; the table then stands in a `SelectionForm`. */
  selection?: RowSelection<Row>;
  /** Cells of a closing row by column id, such as totals. */
  footer?: Readonly<Record<string, ReactNode>>;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable from the keyboard
    <section className="table-scroll" aria-label={caption} tabIndex={0}>
      <table className="data-table" {...is.table}>
        <caption>{caption}</caption>
        <thead {...is.group}>
          <tr {...is.row}>
            {selection && (
              <th className="pick" {...is.columnHeader}>
                <PickAll name={selection.name} label={selection.allLabel} />
              </th>
            )}
            {columns.map((column) => (
              <th key={column.id} className={cellClass(column)} aria-sort={column.sort} {...is.columnHeader}>
                {column.headerContent ?? column.header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody {...is.group}>
          {rows.map((row) => (
            <tr key={rowKey(row)} {...is.row}>
              {selection && <PickCell row={row} selection={selection} />}
              {columns.map((column) => (
                <BodyCell key={column.id} column={column} row={row} href={rowHref?.(row)} />
              ))}
            </tr>
          ))}
        </tbody>
        {footer && <FooterRow columns={columns} cells={footer} hasSelection={selection !== undefined} />}
      </table>
    </section>
  );
}

const cellClass = ({ align, noWrap, isText, isKey, hideOnCard }: Omit<Column<never>, 'cell'>) =>
  classNames(
    ...[align === 'end' && 'end', noWrap && 'nowrap', isText && 'text', isKey && 'key'],
    hideOnCard && 'card-hidden',
  ) || undefined;

function BodyCell<Row>({ column, row, href }: { column: Column<Row>; row: Row; href: string | undefined }) {
  const content = column.cell(row);
  if (!column.isKey) {
    return (
      <td className={cellClass(column)} data-label={column.header} {...is.cell}>
        {content}
      </td>
    );
  }
  return (
    <th className={cellClass(column)} data-label={column.header} {...is.rowHeader}>
      {href === undefined ? content : <TextLink href={href}>{content}</TextLink>}
    </th>
  );
}

function PickCell<Row>({ row, selection }: { row: Row; selection: RowSelection<Row> }) {
  return (
    <td className="pick" {...is.cell}>
      <input
        type="checkbox"
        className="check"
        name={selection.name}
        value={selection.value(row)}
        aria-label={selection.label(row)}
        data-minor={selection.amount?.(row).minor.toString()}
        disabled={selection.isDisabled?.(row)}
      />
    </td>
  );
}

function FooterRow<Row>({
  columns,
  cells,
  hasSelection,
}: {
  columns: readonly Column<Row>[];
  cells: Readonly<Record<string, ReactNode>>;
  hasSelection: boolean;
}) {
  return (
    <tfoot {...is.group}>
      <tr {...is.row}>
        {hasSelection && <td className="pick" {...is.cell} />}
        {columns.map((column) => (
          <td key={column.id} className={cellClass(column)} data-label={column.header} {...is.cell}>
            {cells[column.id]}
          </td>
        ))}
      </tr>
    </tfoot>
  );
}

/** A small table inside a card or a dialog: same look, no region that scrolls, no cards. `children` are rows. */
export function PlainTable({ caption, children }: { caption: string; children: ReactNode }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable from the keyboard
    <section className="table-scroll table-plain" aria-label={caption} tabIndex={0}>
      <table className="data-table">
        <caption>{caption}</caption>
        {children}
      </table>
    </section>
  );
}
