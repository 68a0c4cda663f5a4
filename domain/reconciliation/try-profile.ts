import type { CsvProfile } from '@/db/schema/reconciliation';
import { type BankFileItem, BankFileProblem, type StatementLine } from './model';
import { readBankFile } from './read-bank-file';

/** The most characters of a sample: it stands in the page's address, so that it can be looked at before scripts. */
export const sampleMax = 1_500;

/** What a sample would be read as, up to what is wrong with it. */
export interface ProfileTrial {
  readonly lines: readonly StatementLine[];
  readonly opening: { readonly account: string; readonly currency: string; readonly minor: bigint | null } | undefined;
  readonly closingMinor: bigint | null;
  readonly problem: BankFileProblem | undefined;
}

/**
 * Reads pasted lines with a profile, as a file of them would be read. Pasted text has no encoding, so that of the profile is not tried.
 *
 * @source design/differentiators.md X4
 */
export async function tryProfile(profile: CsvProfile, sample: string): Promise<ProfileTrial> {
  const lines: StatementLine[] = [];
  let opening: ProfileTrial['opening'];
  let closingMinor: bigint | null = null;
  const items = readBankFile({ format: 'csv', profile: { ...profile, encoding: 'utf-8' } }, bytesOf(sample));
  try {
    for await (const item of items) {
      if (item.kind === 'line') lines.push(item.line);
      else if (item.kind === 'statement') opening = openingOf(item);
      else closingMinor = item.closingMinor;
    }
  } catch (error) {
    if (!(error instanceof BankFileProblem)) throw error;
    return { lines, opening, closingMinor, problem: error };
  }
  return { lines, opening, closingMinor, problem: undefined };
}

const openingOf = ({ head }: Extract<BankFileItem, { kind: 'statement' }>): ProfileTrial['opening'] => ({
  account: head.accountNumber,
  currency: head.currency,
  minor: head.openingMinor,
});

async function* bytesOf(sample: string): AsyncGenerator<Uint8Array, void, void> {
  yield Buffer.from(sample);
}
