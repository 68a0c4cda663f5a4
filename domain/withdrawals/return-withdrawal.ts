import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { type CommandContext, command } from '@/domain/command';
import { takeLineForReturn } from '@/domain/reconciliation/take-line-for-return';
import { Refusal } from '@/domain/refusal';
import { newId as freshId, type Id } from '@/lib/id';
import { factsOf, type HeldWithdrawal, holdWithdrawal, withdrawalEvent } from './hold-withdrawal';
import { returnWithdrawalInput } from './input';
import { releaseHeld } from './move-held';
import { mayReturnAlone } from './return-checks';

const { withdrawals } = schema;

const codes = [
  'withdrawal_not_found',
  'withdrawal_wrong_state',
  'second_person_needed',
  'bank_line_not_found',
  'line_not_open',
  'line_posting_open',
  'organization_not_found',
  'partner_cannot_receive',
  'partner_frozen',
] as const;
type Context = CommandContext<(typeof codes)[number], 'withdrawal'>;
type Returned = { readonly withdrawal: HeldWithdrawal; readonly note: string };

/**
 * Gives back what the bank did not pay, or has sent back. While it is on its way the held money becomes the partner's again; after it was
 * settled only the money that has really come back does, so the line of the bank's statement that brought it is named: of the same amount,
 * in suspense. By the original route it can then go again, or to a bank card. Large ones: see `return-checks.ts`. How what goes back through a
 * provider ends is the provider's to say.
 *
 * @refuses invalid_input where a line is needed and not named (thrown)
 * @source spec/06 §6.5, spec/13 L15, docs/decisions/0020-withdrawals.md
 */
export const returnWithdrawal = command({
  name: 'withdrawals.return',
  permission: 'withdrawals.pay',
  returns: 'withdrawal',
  input: returnWithdrawalInput,
  refusals: codes,
  async run(context, { withdrawalId, lineId, note }) {
    const { tx, refuse } = context;
    const withdrawal = (await holdWithdrawal(tx, withdrawalId))?.withdrawal;
    if (!withdrawal) return refuse('withdrawal_not_found');
    if (withdrawal.route !== 'bank') return refuse('withdrawal_wrong_state');
    const transferId = await giveBack(context, { withdrawal, note }, lineId);
    const detail = { ...factsOf(withdrawal), organizationId: withdrawal.organizationId, lineId, note };
    return {
      id: withdrawalId,
      audit: { transferId, detail },
      events: [withdrawalEvent('withdrawal.returned', withdrawal, { transferId })],
    };
  },
});

/** @returns the transfer that brought it back */
async function giveBack(context: Context, returned: Returned, lineId: Id<'bankLine'> | null): Promise<Id<'transfer'>> {
  const { tx, actor, refuse } = context;
  const { withdrawal } = returned;
  const isPaid = withdrawal.state === 'settled';
  if (isPaid && lineId === null) throw new Refusal('invalid_input', { lineId: 'required' });
  if (!isPaid && (withdrawal.state !== 'sent' || lineId !== null)) return refuse('withdrawal_wrong_state');
  if (!(await mayReturnAlone(tx, actor, withdrawal, lineId)))
    return refuse('second_person_needed', lineId === null ? {} : { lineId: 'not_named_by_line' });
  return lineId === null ? release(context, returned) : takeBack(context, returned, lineId);
}

async function release({ actor, tx, refuse }: Context, { withdrawal, note }: Returned): Promise<Id<'transfer'>> {
  const transferId = await releaseHeld(tx, withdrawal, () => refuse('partner_frozen'));
  const at = sql`clock_timestamp()`;
  const ended = { endTransferId: transferId, endedBy: actor.userId, endedAt: at };
  await tx
    .update(withdrawals)
    .set({ state: 'returned', ...ended, returnNote: note, updatedAt: at })
    .where(eq(withdrawals.id, withdrawal.id));
  return transferId;
}

async function takeBack(
  context: Context,
  { withdrawal, note }: Returned,
  lineId: Id<'bankLine'>,
): Promise<Id<'transfer'>> {
  const transferId = freshId('transfer');
  const { id, organizationId: partnerId, amount } = withdrawal;
  await context.tx
    .update(withdrawals)
    .set({ state: 'returned', returnTransferId: transferId, returnNote: note, updatedAt: sql`clock_timestamp()` })
    .where(eq(withdrawals.id, id));
  await takeLineForReturn(context, { lineId, withdrawalId: id, partnerId, amount, transferId, note });
  return transferId;
}
