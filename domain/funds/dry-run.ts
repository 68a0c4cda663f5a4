import type { Actor } from '@/domain/actor';
import { may } from '@/domain/permission';
import { type FieldProblems, Refusal, type RefusalCode } from '@/domain/refusal';
import { type Money, money } from '@/lib/money';
import { allocateFunds } from './allocate-funds';
import { allocateToReseller } from './allocate-to-reseller';
import { reclaimFromReseller } from './reclaim-from-reseller';
import { reclaimFunds } from './reclaim-funds';

/** The ways in which partners move money, which side gives, and who may read what the other side has. */
const moves = {
  allocate: { command: allocateFunds, isPaidByPayer: true, reads: 'customers.read' },
  reclaim: { command: reclaimFunds, isPaidByPayer: false, reads: 'customers.read' },
  allocate_reseller: { command: allocateToReseller, isPaidByPayer: true, reads: 'resellers.read' },
  reclaim_reseller: { command: reclaimFromReseller, isPaidByPayer: false, reads: 'resellers.read' },
} as const;
/** One of them. */
export type Move = keyof typeof moves;

/** A balance now, and as it would be. Below zero is credit in use. */
interface Change {
  readonly before: Money;
  readonly after: Money;
}

/** What an adjustment would come to, or why not. The balances are there as soon as both sides are known, for whoever may read them. */
export interface DryRun {
  readonly refusal: { readonly code: RefusalCode; readonly fields: FieldProblems } | undefined;
  readonly balances: { readonly payer: Change; readonly counterparty: Change } | undefined;
}

/**
 * Looks at what an adjustment would do: the command's own checks and arithmetic in a transaction that is undone. It needs no permission to move
 * money, since none moves; only what the command says of the kind of organization counts.
 *
 * Balances are shown to keys that may read them. Whether the money is enough a dry run says to everybody who may ask: that is what it is for.
 *
 * @param input what the command takes
 * @refuses not_permitted, and invalid_input naming the member (thrown): such a request is none
 * @source issue 6 "dry run of an adjustment", design/differentiators.md X2
 */
export async function dryRunAdjustment(actor: Actor, move: Move, input: unknown): Promise<DryRun> {
  if (!may(actor, 'funds.dry_run')) throw new Refusal('not_permitted');
  const { command, isPaidByPayer, reads } = moves[move];
  // A key that only reads, or is narrowed to looking, may look at everything its organization could do.
  const [seen] = await command.preview({ ...actor, readOnly: false, grants: null }, [input]);
  if (!seen) throw new Refusal('busy');
  if (!seen.ok && seen.code === 'invalid_input') throw new Refusal('invalid_input', seen.fields);
  const mayRead = may(actor, 'funds.read') && may(actor, reads);
  const change = (side: 'debit' | 'credit'): Change | undefined => {
    if (!mayRead) return undefined;
    const found = seen.balances?.[side];
    return found && { before: money(found.before, actor.currency), after: money(found.after, actor.currency) };
  };
  const [payer, counterparty] = isPaidByPayer
    ? [change('debit'), change('credit')]
    : [change('credit'), change('debit')];
  return {
    refusal: seen.ok ? undefined : { code: seen.code, fields: seen.fields },
    balances: payer && counterparty ? { payer, counterparty } : undefined,
  };
}
