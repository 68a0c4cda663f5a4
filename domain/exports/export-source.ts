import type { Transaction } from '@/db/client';
import type { Money } from '@/lib/money';
import type { XlsxCell } from '@/lib/xlsx';
import type { ExportRun } from './export-run';

/** A row of a file, one cell per column. */
export interface ExportLine {
  readonly cells: readonly XlsxCell[];
  /** What it adds to the file's sums, with its sign. */
  readonly change?: Money;
}

/** What the rows come to, once all have been read. In minor units. */
export interface ExportSums {
  readonly count: number;
  readonly income: bigint;
  readonly expense: bigint;
}

/** A column of a file; `width` in characters. In a document it has its share of the page, if that is another. */
export interface ExportColumn {
  readonly name: string;
  readonly width: number;
  readonly share?: number;
  readonly align?: 'end';
}

/** One list at one moment, to be read as often as it is wanted. */
export interface ExportReading {
  readonly title: string;
  readonly columns: readonly ExportColumn[];
  /** What the head says beside what every file says. */
  readonly head: readonly (readonly string[])[];
  /** Batch by batch, in the order of the file. */
  batches(): AsyncGenerator<readonly ExportLine[], void, void>;
  /** Closing rows, in the same columns. */
  foot(sums: ExportSums): readonly (readonly XlsxCell[])[];
  /** What stands below a document beside them, with its name. */
  remarks(sums: ExportSums): readonly { readonly label: string; readonly value: string }[];
}

/** Opens a list for an attempt; all of it is read in the snapshot. */
export type ExportSource = (run: ExportRun, snapshot: Transaction) => Promise<ExportReading>;

/** So many rows are read by one statement. */
export const rowsPerRead = 1_000;

export const textCell = (text: string | null): XlsxCell => ({ kind: 'text', text: text ?? undefined });
