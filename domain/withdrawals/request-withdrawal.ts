import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { openAccount, postBatch } from '@/domain/ledger/post';
import { Refusal } from '@/domain/refusal';
import { insertAudit } from '@/domain/trail';
import { newId as freshId, type Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Money, sum } from '@/lib/money';
import { factsOf, withdrawalEvent } from './hold-withdrawal';
import { type RequestWithdrawal, requestWithdrawalInput } from './input';
import { type PlannedFlow, partsOf } from './plan-flows';
import { planWithdrawal, requestRefusals, withdrawable } from './plan-withdrawal';

const { withdrawalFlows, withdrawals } = schema;

/**
 * Asks for money to be taken out, and holds it until the operator has decided and the bank has paid. Only own money goes out, above what is
 * earmarked and what invoices are owed for; credit never does.
 *
 * By the original route it goes back to where it came from, the last recharge first. What goes back through payment providers is, payment by
 * payment, a withdrawal of its own beside what goes back through the bank: asked for and decided together, and ended each by itself. Everybody
 * shows a code first.
 *
 * @refuses invalid_input where it is not said to which account it goes (thrown)
 * @source spec/06 §6.5, spec/13 L15, docs/decisions/0020-withdrawals.md, 0025-refunds.md
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
    const asked = partsToAsk(input, flows, newId);
    await insertParts(tx, actor, input, asked);
    for (const part of asked) await insertFlows(tx, actor, part.id, part.flows);
    const { organizationId, rootId } = actor;
    const held = await openAccount(tx, organizationId, 'held', input.amount.currency);
    const transfers = asked.map(
      ({ transferId: id, amount }) => ({ id, kind: 'withdraw_hold', debit: funds, credit: held, amount }) as const,
    );
    const outcomes = (await postBatch(tx, transfers)).map(({ outcome }) => outcome);
    // Under the emergency brake nothing moves.
    if (outcomes.includes('invalid')) return refuse('organization_frozen');
    // Terms may have changed since the plan. Now the balance is held, so what is left is what counts.
    if (outcomes.includes('short') || (await withdrawable(tx, funds)) < 0n)
      return refuse('not_withdrawable', { amount: 'not_withdrawable' });
    const [first, ...others] = asked.map((part) => {
      const made = { id: part.id, organizationId, rootId, kind: input.kind, amount: part.amount };
      const fact = { subjectId: part.id, transferId: part.transferId, detail: factsOf(made) };
      return { fact, event: withdrawalEvent('withdrawal.requested', made, { transferId: part.transferId }) };
    });
    invariant(first, 'something is asked for');
    const facts = others.map(({ fact }) => ({ actor, fact: { ...fact, action: 'withdrawals.request' } }));
    if (facts.length > 0) await tx.execute(insertAudit(facts));
    return { id: newId, audit: first.fact, events: [first, ...others].map(({ event }) => event) };
  },
});

/** A withdrawal that is asked for, beside others perhaps. */
interface AskedPart {
  readonly id: Id<'withdrawal'>;
  readonly transferId: Id<'transfer'>;
  readonly amount: Money;
  readonly route: 'bank' | 'provider';
  readonly flows: readonly PlannedFlow[];
}

/** What one request comes to: by the original route its parts, otherwise the whole. The first of them has the id of the command. */
function partsToAsk(
  { kind, amount }: RequestWithdrawal,
  planned: readonly PlannedFlow[],
  firstId: Id<'withdrawal'>,
): AskedPart[] {
  const whole = [{ amount, route: 'bank' as const, flows: [] }];
  const parts = partsOf(planned).map((flows) => {
    const amounts = flows.map((flow) => flow.amount);
    return { amount: sum(amounts, amount.currency), route: flows[0].route, flows };
  });
  return (kind === 'bank_card' ? whole : parts).map((part, at) => ({
    ...part,
    id: at === 0 ? firstId : freshId('withdrawal'),
    transferId: freshId('transfer'),
  }));
}

async function insertParts(
  tx: Transaction,
  { organizationId, rootId, userId }: Actor,
  input: RequestWithdrawal,
  asked: readonly AskedPart[],
): Promise<void> {
  invariant(userId !== null, 'a person asks for money');
  const { kind, note } = input;
  const nowhere = { payeeType: null, accountName: null, accountNumber: null, bankName: null, branch: null };
  const { payeeType, accountName, accountNumber, bankName, branch } = kind === 'bank_card' ? input : nowhere;
  await tx.insert(withdrawals).values(
    asked.map(({ id, amount, route, transferId }, at) => ({
      ...{ id, organizationId, rootId, kind, amountMinor: amount.minor, currency: amount.currency, route },
      ...{ payeeType, accountName, accountNumber, bankName, branch, note, holdTransferId: transferId, userId },
      askedWith: at === 0 ? null : asked[0]?.id,
    })),
  );
}

async function insertFlows(
  tx: Transaction,
  { organizationId, rootId }: Actor,
  withdrawalId: Id<'withdrawal'>,
  flows: readonly PlannedFlow[],
): Promise<void> {
  if (flows.length === 0) return;
  await tx.insert(withdrawalFlows).values(
    flows.map(({ amount, rechargedAt: _at, route: _route, provider: _provider, ...flow }, at) => ({
      ...{ ...flow, withdrawalId, organizationId, rootId, number: at + 1 },
      ...{ amountMinor: amount.minor, currency: amount.currency },
    })),
  );
}
