import { fingerprintOf } from '@/lib/fingerprint';
import { payerNameKey } from '@/lib/payer-name';
import type { StatementLine } from './model';

/**
 * Tells the lines of one account from each other over all its files: by what the bank calls a line, and where it calls it nothing by what it
 * says, counting those within a file that say the same. So two equal lines in a file are two, and in one that overlaps it the same two.
 *
 * One for each file, asked about its lines in their order.
 *
 * @source quality/acceptance.md F1
 */
export function lineFingerprints(): (accountId: string, line: StatementLine) => Buffer {
  const seen = new Map<string, number>();
  return (accountId, line) => {
    // A reversal may be called what the bank called the line it takes back.
    if (line.bankReference !== null)
      return fingerprintOf([line.isReversal ? 'reversal' : 'reference', line.bankReference]);
    const { bookedOn, direction, amountMinor, currency, payerName, payerAccount, remittanceText } = line;
    const said = fingerprintOf([
      ...['line', bookedOn, direction, amountMinor, currency],
      ...[payerNameKey(payerName ?? ''), payerAccount?.replaceAll(/\s/g, '') ?? '', plain(remittanceText)],
    ]);
    const key = `${accountId} ${said.toString('base64')}`;
    const occurrence = (seen.get(key) ?? 0) + 1;
    seen.set(key, occurrence);
    return fingerprintOf(['line', said.toString('hex'), occurrence]);
  };
}

const plain = (text: string | null): string =>
  (text ?? '').toWellFormed().normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
