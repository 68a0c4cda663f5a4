import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { openAccount, postBatch } from '@/domain/ledger/post';
import { Refusal } from '@/domain/refusal';
import { newId as freshId, type Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { factsOf, withdrawalEvent } from './hold-withdrawal';
import { requestWithdrawalInput } from './input';
import type { PlannedFlow } from './plan-flows';
import { planWithdrawal, requestRefusals, withdrawable } from './plan-withdrawal';

const { withdrawalFlows, withdrawals } = schema;

/**
 * Asks for money to be taken out, and holds it until the operator has decided and the bank has paid. Only own money goes out, above what is
 * earmarked and what invoices are owed for; credit never does.
 *
 * By the original route it goes back to where it came from, the last recharge first. Everybody shows a code first.
 *
 * @refuses invalid_input where it is not said to which account it goes (thrown)
 * @source spec/06 §6.5, spec/13 L15, docs/decisions/0020-withdrawals.md
 */
export const requestWithdrawal = command({
  name: 'withdrawals.request',
  permission: 'withdrawals.request',
  returns: 'withdrawal',
  input: requestWithdrawalInput,
  sensitive: 'always',
  refusals: requestRefusals,
  async run({ actor, tx, newId, refuse }, input) {
    const { funds, flows, objection } = await planWithdrawal(tx, actor, input, refuse);
    if (objection) throw new Refusal(objection.code, objection.fields);
    const { organizationId, rootId, userId } = actor;
    invariant(userId !== null, 'a person asks for money');
    const { kind, amount } = input;
    const transferId = freshId('transfer');
    const nowhere = { payeeType: null, accountName: null, accountNumber: null, bankName: null, branch: null };
    const { payeeType, accountName, accountNumber, bankName, branch } = kind === 'bank_card' ? input : nowhere;
    await tx.insert(withdrawals).values({
      ...{ id: newId, organizationId, rootId, kind, amountMinor: amount.minor, currency: amount.currency },
      ...{
        payeeType,
        accountName,
        accountNumber,
        bankName,
        branch,
        note: input.note,
        holdTransferId: transferId,
        userId,
      },
    });
    await insertFlows(tx, actor, newId, flows);
    const held = await openAccount(tx, organizationId, 'held', amount.currency);
    const transfer = { id: transferId, kind: 'withdraw_hold', debit: funds, credit: held, amount } as const;
    const [posting] = await postBatch(tx, [transfer]);
    invariant(posting && posting.outcome !== 'invalid', 'a partner’s money can be held');
    // Terms may have changed since the plan. Now the balance is held, so what is left is what counts.
    if (posting.outcome === 'short' || (await withdrawable(tx, funds)) < 0n)
      return refuse('not_withdrawable', { amount: 'not_withdrawable' });
    const made = { id: newId, organizationId, rootId, kind, amount };
    return {
      id: newId,
      audit: { transferId, detail: factsOf(made) },
      events: [withdrawalEvent('withdrawal.requested', made, { transferId })],
    };
  },
});

async function insertFlows(
  tx: Transaction,
  { organizationId, rootId }: Actor,
  withdrawalId: Id<'withdrawal'>,
  flows: readonly PlannedFlow[],
): Promise<void> {
  if (flows.length === 0) return;
  await tx.insert(withdrawalFlows).values(
    flows.map(({ amount, rechargedAt: _, ...flow }, at) => ({
      ...{ ...flow, withdrawalId, organizationId, rootId, number: at + 1 },
      ...{ amountMinor: amount.minor, currency: amount.currency },
    })),
  );
}
