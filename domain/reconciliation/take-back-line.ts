import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { openAccount, type Posting, postBatch, simulateBatch, type Transfer } from '@/domain/ledger/post';
import type { DomainEvent } from '@/domain/trail';
import type { Id } from '@/lib/id';
import { formatMoney } from '@/lib/money';
import { amountOfLine, moveFromSuspense } from './credit-line';
import type { HeldLine } from './hold-line';
import { type MoneyOfLine, moneyOf } from './hold-reversal';

const { bankLines } = schema;

type Refuse = (code: 'insufficient_balance' | 'partner_frozen') => never;

/**
 * Whether a partner still has what is to be taken back from it. Nothing moves.
 *
 * @refuses insufficient_balance, partner_frozen
 */
export async function checkFunds(
  { tx, refuse }: { readonly tx: Transaction; readonly refuse: Refuse },
  original: HeldLine,
  money: MoneyOfLine,
  transferId: Id<'transfer'>,
): Promise<void> {
  if (money.lies === 'in_suspense') return;
  const [answer] = await simulateBatch(tx, [await reverseTransfer(tx, original, money, transferId)]);
  decline(refuse, answer?.outcome);
}

/**
 * Takes back what the bank has taken back: from suspense, where the money still lies there, or from the partner that was credited. The reversal
 * is settled thereby. Both lines are held. Balances are locked from here to the commit, so this is called last.
 *
 * @refuses insufficient_balance, partner_frozen
 * @source spec/13 L14, docs/decisions/0024-reversals.md
 */
export async function takeBackLine(
  context: { readonly tx: Transaction; readonly refuse: Refuse },
  reversal: HeldLine,
  original: HeldLine,
  transferId: Id<'transfer'>,
): Promise<readonly DomainEvent[]> {
  const { tx, refuse } = context;
  const money = await moneyOf(tx, original);
  const at = sql`clock_timestamp()`;
  const partnerId = money.lies === 'with_partner' ? money.partnerId : null;
  await tx
    .update(bankLines)
    .set({ state: 'taken_back', partnerId, updatedAt: at })
    .where(eq(bankLines.id, reversal.id));
  const amount = amountOfLine(original);
  const facts = { amount: formatMoney(amount), currency: amount.currency };
  if (money.lies === 'in_suspense') {
    await tx.update(bankLines).set({ state: 'reversed', updatedAt: at }).where(eq(bankLines.id, original.id));
    const clearing = await openAccount(tx, original.organizationId, 'bank_clearing', original.currency);
    await moveFromSuspense(context, original, { id: transferId, kind: 'bank_reverse', credit: clearing });
    const { organizationId, rootId } = original;
    return [
      { kind: 'bank_line.taken_back', organizationId, rootId, subjectId: original.id, transferId, payload: facts },
    ];
  }
  const [posting] = await postBatch(tx, [await reverseTransfer(tx, original, money, transferId)]);
  decline(refuse, posting?.outcome);
  const { rechargeId, withdrawalId, rootId } = money;
  return [
    {
      ...{ kind: 'recharge.reversed', organizationId: money.partnerId, rootId, transferId },
      ...{ subjectId: rechargeId ?? original.id, payload: { ...facts, bankTransferId: rechargeId, withdrawalId } },
    },
  ];
}

async function reverseTransfer(
  tx: Transaction,
  original: HeldLine,
  { funds }: Extract<MoneyOfLine, { lies: 'with_partner' }>,
  id: Id<'transfer'>,
): Promise<Transfer> {
  const credit = await openAccount(tx, original.organizationId, 'bank_clearing', original.currency);
  return { id, kind: 'recharge_reverse', debit: funds, credit, amount: amountOfLine(original) };
}

/** The balance may not fall below what is earmarked less the credit limit; and under the emergency brake nothing moves. */
function decline(refuse: Refuse, outcome: Posting['outcome'] | undefined): void {
  if (outcome === 'short') refuse('insufficient_balance');
  if (outcome !== 'posted') refuse('partner_frozen');
}
