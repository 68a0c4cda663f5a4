import { createHash } from 'node:crypto';

/** What of a closed month goes into its digest. Amounts in minor units. */
export interface MonthFigures {
  readonly accountId: bigint;
  /** Its first day, `2026-11-01`. */
  readonly month: string;
  readonly unitCode: string;
  readonly openingMinor: bigint;
  readonly inMinor: bigint;
  readonly outMinor: bigint;
  readonly closingMinor: bigint;
  readonly entryCount: number;
  readonly lastSeq: bigint;
  readonly previousDigest: Uint8Array | null;
}

/**
 * The digest of a closed month: SHA-256 of the digest before it, if there is one, and its figures in this order. Whoever changes a month
 * changes every one behind it. The job says the same in SQL.
 *
 * @source docs/decisions/0021-closed-months.md
 */
export function monthDigest(month: MonthFigures): Buffer {
  const { accountId, openingMinor, inMinor, outMinor, closingMinor, entryCount, lastSeq } = month;
  const figures = [openingMinor, inMinor, outMinor, closingMinor, entryCount, lastSeq];
  const text = [accountId, month.month, month.unitCode, ...figures].join('|');
  return createHash('sha256')
    .update(month.previousDigest ?? '')
    .update(text)
    .digest();
}
