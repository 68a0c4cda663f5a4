import type { FundsFigures } from '@/domain/credit/figures-queries';
import { bareId, type Id } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { ExactNumber, type Json } from './json';
import { majorUnits } from './words';

/** Codes of account types: the prepaid balance, credit, and the figure of what can be allocated. @source spec/06 §6.1 */
const types = { balance: 1, credit: 2, allocatable: 8 } as const;

/**
 * `account_balances` of a partner. What is earmarked belongs to the balance; what can be allocated is a row of its own, since with credit it is
 * more than the balance less what is earmarked. Resellers are lent nothing, so they have no row for it.
 */
export function partnerAccounts(ownerId: Id<'organization'>, figures: FundsFigures, isReseller: boolean): Json[] {
  const { recharge, designated, credit, creditLimit, available } = figures;
  const nothing = nothingOf(recharge);
  return [
    { ...account(ownerId, 'balance', recharge, { designated, limit: nothing }), memo: null },
    ...(isReseller
      ? []
      : [{ ...account(ownerId, 'credit', credit, { designated: nothing, limit: creditLimit }), memo: null }]),
    { ...account(ownerId, 'allocatable', available, { designated: nothing, limit: nothing }), memo: null },
  ];
}

/** `QueryCustomerAccountBalancesRsp`. A prepaid customer is lent nothing and cannot owe. */
export function customerAccounts(
  ownerId: Id<'organization'>,
  { recharge, designated, credit, creditLimit }: FundsFigures,
): Json {
  const nothing = nothingOf(recharge);
  return {
    account_balances: [
      account(ownerId, 'balance', recharge, { designated, limit: nothing }),
      account(ownerId, 'credit', credit, { designated: nothing, limit: creditLimit }),
    ],
    debt_amount: new ExactNumber(nothing),
    measure_id: majorUnits,
    currency: recharge.currency,
  };
}

/** A row for one account type. The first is named as it always was; the others after it. */
const account = (
  ownerId: Id<'organization'>,
  type: keyof typeof types,
  amount: Money,
  { designated, limit }: { designated: Money; limit: Money },
) => ({
  account_id: `AT${bareId(ownerId)}${type === 'balance' ? '' : `0${types[type]}`}`,
  account_type: types[type],
  amount: new ExactNumber(amount),
  currency: amount.currency,
  designated_amount: new ExactNumber(designated),
  credit_amount: new ExactNumber(limit),
  measure_id: majorUnits,
});

const nothingOf = ({ currency }: Money): Money => money(0n, currency);
