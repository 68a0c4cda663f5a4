import type { BankFileFormat, CsvProfile } from '@/db/schema/reconciliation';
import { fileBytes } from './formats/file-bytes';
import { readCamt } from './formats/read-camt';
import { type BankFileItem, BankFileProblem } from './model';

/** What a file is said to be. For CSV, how its bank writes it. */
export interface BankFileKind {
  readonly format: BankFileFormat;
  readonly profile: CsvProfile | null;
}

/**
 * Reads a bank's file as it comes in, in memory that does not grow with it. Everything a file can be wrong in by itself is checked:
 * limits, encoding, form, sums and counts. Nothing is guessed, and nothing of a wrong file may be kept: what has been handed out
 * before the problem belongs to no file.
 *
 * @throws BankFileProblem, and for what a file holds nothing else
 * @source design/differentiators.md X4, quality/acceptance.md F1, F3, F4, F7, F8
 */
export async function* readBankFile(
  kind: BankFileKind,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<BankFileItem, void, void> {
  let statements = 0;
  for await (const item of itemsOf(kind, fileBytes(chunks))) {
    if (item.kind === 'statement') statements += 1;
    yield item;
  }
  if (statements === 0) throw new BankFileProblem('empty');
}

function itemsOf({ format }: BankFileKind, bytes: AsyncIterable<Uint8Array>): AsyncIterable<BankFileItem> {
  if (format === 'camt053' || format === 'camt054') return readCamt(format, bytes);
  throw new BankFileProblem('not_this_format');
}
