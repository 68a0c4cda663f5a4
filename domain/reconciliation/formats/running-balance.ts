import { sameAmount } from './statement-sums';

/** The order of lines by what balances allow: oldest first, newest first, or not known before the second line. */
type Order = 'unknown' | 'forward' | 'backward';

/**
 * The balance a bank writes behind each line, held against the lines. Banks list the oldest line first or the newest; the second line
 * that moved something tells which, and all others must agree.
 *
 * @source quality/acceptance.md F4
 */
export class RunningBalance {
  private readonly currency: string;
  private order: Order = 'unknown';
  private last: { readonly signed: bigint; readonly balance: bigint } | undefined;

  constructor(currency: string) {
    this.currency = currency;
  }

  /** @throws BankFileProblem `sums_do_not_add_up` */
  add(signed: bigint, balance: bigint, line: number): void {
    const { last } = this;
    this.last = { signed, balance };
    if (!last) return;
    const [forward, backward] = [last.balance + signed, last.balance - last.signed];
    const fits = { forward: forward === balance, backward: backward === balance };
    if (this.order === 'unknown' && fits.forward !== fits.backward) this.order = fits.forward ? 'forward' : 'backward';
    if (this.order === 'unknown' && fits.forward && fits.backward) return;
    sameAmount('balance', this.order === 'backward' ? backward : forward, balance, this.currency, line);
  }
}
