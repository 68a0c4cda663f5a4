import { eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { DomainEvent } from '@/domain/trail';
import { type Id, uuidOf } from '@/lib/id';
import { type Currency, formatMoney, type Money, money } from '@/lib/money';

const { organizations, withdrawals } = schema;

/** A withdrawal, held until the transaction ends. */
export type HeldWithdrawal = typeof withdrawals.$inferSelect & { readonly amount: Money };

/**
 * Reads a withdrawal, with those it was asked for together with, and keeps others from deciding on them meanwhile. The partner is held first,
 * shared, so that its state stays what it is: whoever holds both does so in this order, and withdrawals in that of their ids.
 */
export async function holdWithdrawal(
  tx: Transaction,
  id: Id<'withdrawal'>,
): Promise<
  | {
      readonly withdrawal: HeldWithdrawal;
      /** The others. */
      readonly together: readonly HeldWithdrawal[];
      readonly isFrozen: boolean;
    }
  | undefined
> {
  const [owner] = await tx
    .select({ state: organizations.state })
    .from(organizations)
    .where(
      eq(
        organizations.id,
        sql`(select ${withdrawals.organizationId} from ${withdrawals} where ${eq(withdrawals.id, id)})`,
      ),
    )
    .for('share');
  const first = sql`(select coalesce(w.asked_with, w.id) from withdrawals w where w.id = ${uuidOf(id)}::uuid)`;
  const rows = await tx
    .select()
    .from(withdrawals)
    .where(sql`${withdrawals.id} = ${first} or ${withdrawals.askedWith} = ${first}`)
    .orderBy(withdrawals.id)
    .for('no key update');
  const held = rows.map(withAmount);
  const withdrawal = held.find((row) => row.id === id);
  if (!owner || !withdrawal) return undefined;
  const together = held.filter((row) => row.id !== id);
  return { withdrawal, together, isFrozen: owner.state === 'frozen' };
}

/** The row with what it moves. */
export const withAmount = (row: typeof withdrawals.$inferSelect): HeldWithdrawal => ({
  ...row,
  amount: money(row.amountMinor, row.currency as Currency),
});

/** What is kept and told of every step of a withdrawal. */
export function factsOf({ amount, kind }: Pick<HeldWithdrawal, 'amount' | 'kind'>) {
  return { amount: formatMoney(amount), currency: amount.currency, withdrawalKind: kind };
}

/** An event of the partner whose money it is. */
export const withdrawalEvent = (
  kind: `withdrawal.${string}`,
  withdrawal: Pick<HeldWithdrawal, 'id' | 'organizationId' | 'rootId' | 'amount' | 'kind'>,
  more: {
    readonly transferId?: Id<'transfer'>;
    readonly decision?: 'approve' | 'reject';
    readonly isRefund?: boolean;
  } = {},
): DomainEvent => ({
  kind,
  organizationId: withdrawal.organizationId,
  rootId: withdrawal.rootId,
  subjectId: withdrawal.id,
  transferId: more.transferId ?? null,
  payload: {
    ...factsOf(withdrawal),
    ...(more.decision ? { decision: more.decision } : {}),
    ...(more.isRefund ? { route: 'provider' } : {}),
  },
});
