import type { ShownValues } from '@/domain/seen-values';
import { type Currency, type Money, money } from '@/lib/money';

/** What the operator sets for a partner, each time in full. */
export interface Terms {
  /** What it may use beyond its own money. */
  readonly creditLimit: Money;
  /** Earmarked: its own money that it cannot allocate. */
  readonly designated: Money;
  /** What it still owes invoices for: it may be spent, but not taken out. */
  readonly owedInvoices: Money;
}

/** The parts of terms, under the names of the fields they are entered in. */
export const termFields = ['creditLimit', 'designated', 'owedInvoices'] as const;

/** Terms of which nothing has been set yet. */
export const noTerms = (currency: Currency): Terms => ({
  creditLimit: money(0n, currency),
  designated: money(0n, currency),
  owedInvoices: money(0n, currency),
});

/** Whether two terms say the same. */
export const areSameTerms = (a: Terms, b: Terms): boolean =>
  termFields.every((field) => a[field].minor === b[field].minor);

/** What a review of new terms shows of the present ones. */
export const shownTerms = (terms: Terms): ShownValues =>
  Object.fromEntries(termFields.map((field) => [field, String(terms[field].minor)]));

/** How far a balance may fall under these terms, in minor units. @source docs/decisions/0018-credit-is-a-floor.md */
export const floorOf = (terms: Terms): bigint => terms.designated.minor - terms.creditLimit.minor;
