import type { BankFileFormat } from '@/db/schema/reconciliation';
import { isForeign } from './file-bytes';

/** How much of a file tells what it is. */
export const sniffedBytes = 4_096;

/**
 * What a file is by how it begins, whatever its name says. CSV is what is none of the others and could be text; whether it is, reading
 * it with its profile tells.
 *
 * @returns undefined for packed files, pictures, documents, pages of the web and XML of another kind
 * @source quality/acceptance.md F8
 */
export function sniffFormat(start: Uint8Array): BankFileFormat | undefined {
  if (isForeign(start)) return undefined;
  const text = Buffer.from(start.subarray(0, sniffedBytes))
    .toString('latin1')
    .replace(/^\xEF\xBB\xBF/, '');
  const message = /urn:iso:std:iso:20022:tech:xsd:camt\.(053|054)\.001\./.exec(text);
  if (message) return message[1] === '053' ? 'camt053' : 'camt054';
  if (/^\s*<[?!a-zA-Z]/.test(text)) return undefined;
  if (/^\{1:F01/.test(text) || /(?:^|\n):20:/.test(text)) return 'mt940';
  return 'csv';
}
