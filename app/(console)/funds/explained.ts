import type { OrganizationKind } from '@/domain/actor';
import type { FundsFigures } from '@/domain/credit/figures-queries';
import { type Money, negate, subtract, sum } from '@/lib/money';

/** What a figure is made of: an amount with its sign, and where it comes from. */
export interface Term {
  readonly key: TermKey;
  readonly value: Money;
  readonly href?: string;
}
export type TermKey =
  | 'cameIn'
  | 'wentOut'
  | 'used'
  | 'recharge'
  | 'limit'
  | 'credit'
  | 'designated'
  | 'owedInvoices'
  | 'requested'
  | 'notBelowZero';
export type FigureKey = 'available' | 'recharge' | 'credit' | 'designated' | 'held' | 'withdrawable';
export interface Explained {
  readonly key: FigureKey;
  readonly value: Money;
  readonly terms: readonly Term[];
}

const statement = '/funds/statement';
const terms = '/funds/credit';
const withdrawals = '/funds/withdrawals';

/**
 * Each figure with the terms it is the sum of. A partner within a tree is lent nothing and earmarks nothing, so it has fewer.
 *
 * @source design/differentiators.md X11
 */
export function explainFigures(figures: FundsFigures, isTop: boolean): Explained[] {
  const { cameIn, wentOut, recharge, creditLimit, creditUsed, credit, designated, available, held } = figures;
  const own: Explained = {
    key: 'recharge',
    value: recharge,
    terms: [
      { key: 'cameIn', value: cameIn, href: statement },
      { key: 'wentOut', value: negate(wentOut), href: statement },
      ...(creditUsed.minor > 0n ? [{ key: 'used' as const, value: creditUsed }] : []),
    ],
  };
  if (!isTop) return [{ key: 'available', value: available, terms: [{ key: 'recharge', value: recharge }] }, own];
  return [
    {
      key: 'available',
      value: available,
      terms: [
        { key: 'recharge', value: recharge },
        { key: 'credit', value: credit },
        { key: 'designated', value: negate(designated), href: terms },
      ],
    },
    own,
    {
      key: 'credit',
      value: credit,
      terms: [
        { key: 'limit', value: creditLimit, href: terms },
        { key: 'used', value: negate(creditUsed), href: statement },
      ],
    },
    { key: 'designated', value: designated, terms: [{ key: 'designated', value: designated, href: terms }] },
    { key: 'held', value: held, terms: [{ key: 'requested', value: held, href: withdrawals }] },
    withdrawableOf(figures),
  ];
}

/** What may be taken out is never less than nothing, also where more is earmarked and owed than there is. */
function withdrawableOf({ recharge, designated, owedInvoices, withdrawable }: FundsFigures): Explained {
  const made: Term[] = [
    { key: 'recharge', value: recharge },
    { key: 'designated', value: negate(designated), href: terms },
    { key: 'owedInvoices', value: negate(owedInvoices), href: terms },
  ];
  const rest = subtract(
    withdrawable,
    sum(
      made.map(({ value }) => value),
      withdrawable.currency,
    ),
  );
  if (rest.minor !== 0n) made.push({ key: 'notBelowZero', value: rest });
  return { key: 'withdrawable', value: withdrawable, terms: made };
}

/** Whether the platform lends to organizations of that kind: to partners at the top of a tree. */
export const isLentTo = (kind: OrganizationKind): boolean => kind === 'distributor' || kind === 'solution_provider';
