import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { Refusal } from '@/domain/refusal';
import { invariant } from '@/lib/invariant';

/** From when to when something can be used. The end is the first moment at which it cannot. */
export interface Validity {
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
}

/**
 * The time in which something is to be valid: as wanted, else that of the quota it is cut from, else from now on.
 *
 * @param source the validity it may not go beyond; undefined where there is none
 * @refuses terms_outside_quota for what would go beyond its source; invalid_input for an end that has passed, or that is not after the
 *   beginning (thrown)
 * @source spec/05 §5.2, spec/13 L10
 */
export async function validityOf(
  tx: Transaction,
  wanted: { readonly [Key in keyof Validity]: Date | null },
  source?: Validity,
): Promise<Validity> {
  // In milliseconds, as programs have it: what is cut from a quota may begin with it and not a few microseconds before.
  const { rows } = await tx.execute<{ now: Date }>(sql`select date_trunc('milliseconds', clock_timestamp()) as now`);
  const now = rows[0] && new Date(rows[0].now);
  const expiresAt = wanted.expiresAt ?? source?.expiresAt;
  invariant(now && expiresAt, 'the database knows the time, and whatever is valid ends');
  const effectiveAt = wanted.effectiveAt ?? source?.effectiveAt ?? now;
  if (expiresAt <= now) throw new Refusal('invalid_input', { expiresAt: 'in_the_past' });
  if (expiresAt <= effectiveAt) throw new Refusal('invalid_input', { expiresAt: 'end_before_start' });
  if (source && effectiveAt < source.effectiveAt)
    throw new Refusal('terms_outside_quota', { effectiveAt: 'outside_quota' });
  if (source && expiresAt > source.expiresAt) throw new Refusal('terms_outside_quota', { expiresAt: 'outside_quota' });
  return { effectiveAt, expiresAt };
}
