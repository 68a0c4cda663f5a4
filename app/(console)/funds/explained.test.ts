import { expect, it } from 'vitest';
import type { FundsFigures } from '@/domain/credit/figures-queries';
import { type Money, money, sum } from '@/lib/money';
import { explainFigures } from './explained';

const cny = (minor: bigint): Money => money(minor, 'CNY');

/** Figures as the query works them out. */
function figuresOf(came: bigint, went: bigint, limit: bigint, designated: bigint, owed: bigint): FundsFigures {
  const net = came - went;
  const used = net < 0n ? -net : 0n;
  const left = net - designated - owed;
  return {
    at: new Date(0),
    cameIn: cny(came),
    wentOut: cny(went),
    recharge: cny(net > 0n ? net : 0n),
    creditLimit: cny(limit),
    creditUsed: cny(used),
    credit: cny(limit - used),
    designated: cny(designated),
    available: cny(net + limit - designated),
    held: cny(7n),
    owedInvoices: cny(owed),
    withdrawable: cny(left > 0n ? left : 0n),
  };
}

it.each([
  [0n, 0n, 0n, 0n, 0n],
  [100_000n, 40_000n, 0n, 0n, 0n],
  [100_000n, 40_000n, 50_000n, 20_000n, 5_000n],
  [100_000n, 130_000n, 50_000n, 20_000n, 0n],
  [100_000n, 100_000n, 0n, 0n, 90_000n],
  [100_000n, 60_000n, 10_000n, 40_000n, 90_000n],
])('[X11] the terms of every figure sum to it: %s in, %s out, limit %s, earmarked %s, owed %s', (...given) => {
  for (const isTop of [true, false]) {
    const [came, went, limit, designated, owed] = given;
    const figures = isTop ? figuresOf(came, went, limit, designated, owed) : figuresOf(came, 0n, 0n, 0n, 0n);
    const explained = explainFigures(figures, isTop);
    for (const { key, value, terms } of explained)
      expect([
        key,
        sum(
          terms.map((term) => term.value),
          'CNY',
        ),
      ]).toEqual([key, value]);
    expect(explained.map(({ key }) => key)).toEqual(
      isTop ? ['available', 'recharge', 'credit', 'designated', 'held', 'withdrawable'] : ['available', 'recharge'],
    );
  }
});
