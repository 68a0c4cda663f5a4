import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { getFundsFigures } from '@/domain/credit/figures-queries';
import { findCustomerParty, findResellerParty, type Party } from '@/domain/funds/party-queries';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, isId } from '@/lib/id';
import { type AmountProblem, type Money, readAmount, subtract } from '@/lib/money';
import { optionalText } from '@/lib/text';

export type Direction = 'allocate' | 'reclaim';

/** What the address of a money page says, checked as far as it can be before anything is asked of the books. */
export interface MoneyRequest {
  readonly direction: Direction;
  readonly scope: ReadScope;
  readonly party: Party;
  /** The command's input besides amount and memo. */
  readonly target: { readonly customerId: Id<'customer'> } | { readonly resellerId: Id<'organization'> };
  /** Below zero where credit is in use. */
  readonly ownBalance: Money;
  /** What can be allocated: with credit it is more than the balance, with earmarked money less. */
  readonly ownAvailable: Money;
  /** Undefined when nothing was entered yet; then nothing can be wrong with it either. */
  readonly amountText: string | undefined;
  readonly amount: Money | undefined;
  readonly memo: string;
  readonly problems: { readonly amount?: AmountProblem; readonly memo?: string };
  readonly params: SearchParams;
}

/**
 * Reads a money page's address. Undefined when it names nobody; somebody who is not the reader's does not exist.
 *
 * Each party needs its own permission, and the customer or reseller is looked up within the reader's scope.
 */
export async function readMoneyRequest(direction: Direction, params: SearchParams): Promise<MoneyRequest | undefined> {
  const isReseller = paramOf(params, 'reseller') !== '';
  const scope = await requireScope(isReseller ? `funds.${direction}_reseller` : `funds.${direction}`);
  const id = paramOf(params, isReseller ? 'reseller' : 'customer');
  if (id === '') return undefined;
  const found = isReseller ? await findReseller(scope, id) : await findCustomer(scope, id);
  if (!found) return notFound();
  const figures = await getFundsFigures(scope);
  const amountText = params['amount'] === undefined ? undefined : paramOf(params, 'amount');
  const amount = readAmount(amountText ?? '', scope.currency);
  const memo = paramOf(params, 'memo');
  const memoProblem = optionalText(256).safeParse(memo).error?.issues[0]?.message;
  return {
    ...found,
    direction,
    scope,
    ownBalance: subtract(figures.recharge, figures.creditUsed),
    ownAvailable: figures.available,
    amountText,
    amount: typeof amount === 'string' ? undefined : amount,
    memo,
    problems: {
      ...(amountText !== undefined && typeof amount === 'string' ? { amount } : {}),
      ...(memoProblem === undefined ? {} : { memo: memoProblem }),
    },
    params,
  };
}

async function findCustomer(scope: ReadScope, id: string) {
  const party = isId('customer', id) ? await findCustomerParty(scope, id) : undefined;
  return party && isId('customer', id) ? { party, target: { customerId: id } } : undefined;
}

async function findReseller(scope: ReadScope, id: string) {
  const party = isId('organization', id) ? await findResellerParty(scope, id) : undefined;
  return party && isId('organization', id) ? { party, target: { resellerId: id } } : undefined;
}

/** The address of a money page about one party. */
export function moneyPath(
  direction: Direction,
  party: Pick<Party, 'kind' | 'id'>,
  values: { readonly amount?: string; readonly memo?: string } = {},
): string {
  return hrefWith(`/funds/${direction}`, {}, { [party.kind]: party.id, ...values });
}

/** The same party and values on the other of the two pages; an amount that was left empty stays in the address as such. */
export function sameOn(
  path: string,
  { params, amountText }: MoneyRequest,
  changes: Record<string, string | undefined> = {},
): string {
  const href = hrefWith(path, params, { request: undefined, confirmAmount: undefined, ...changes });
  return amountText === '' && changes['amount'] === undefined ? `${href}&amount=` : href;
}
