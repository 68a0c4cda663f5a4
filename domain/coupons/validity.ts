import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { Refusal } from '@/domain/refusal';
import { invariant } from '@/lib/invariant';
import { dayAt, endOfDay, startOfDay } from '@/lib/zoned-time';

/** From when to when something can be used. The end is the first moment at which it cannot. */
export interface Validity {
  readonly effectiveAt: Date;
  readonly expiresAt: Date;
}

/** A validity as somebody asks for it: null stands for what it is cut from. */
type Wanted = { readonly [Key in keyof Validity]: Date | null };

/**
 * What is wanted, without the days on which its source itself begins or ends: whoever names such a day means the source's own moment, which
 * need not be midnight where the clocks show `timeZone`.
 */
export function asOwnMoments({ effectiveAt, expiresAt }: Wanted, source: Validity, timeZone: string): Wanted {
  const first = startOfDay(dayAt(source.effectiveAt, timeZone), timeZone);
  const last = endOfDay(dayAt(source.expiresAt, timeZone), timeZone);
  return {
    effectiveAt: effectiveAt?.getTime() === first.getTime() ? null : effectiveAt,
    expiresAt: expiresAt?.getTime() === last.getTime() ? null : expiresAt,
  };
}

/**
 * The time in which something is to be valid: as wanted, else that of the quota it is cut from, else from now on.
 *
 * @param source the validity it may not go beyond; undefined where there is none
 * @refuses terms_outside_quota for what would go beyond its source; invalid_input for an end that has passed, or that is not after the
 *   beginning (thrown)
 * @source spec/05 §5.2, spec/13 L10
 */
export async function validityOf(tx: Transaction, wanted: Wanted, source?: Validity): Promise<Validity> {
  // In milliseconds, as programs have it: what is cut from a quota may begin with it and not a few microseconds before.
  const { rows } = await tx.execute<{ now: Date }>(sql`select date_trunc('milliseconds', clock_timestamp()) as now`);
  const now = rows[0] && new Date(rows[0].now);
  const expiresAt = wanted.expiresAt ?? source?.expiresAt;
  invariant(now && expiresAt, 'the database knows the time, and whatever is valid ends');
  const effectiveAt = wanted.effectiveAt ?? source?.effectiveAt ?? now;
  if (expiresAt <= now) throw new Refusal('invalid_input', { expiresAt: 'in_the_past' });
  if (expiresAt <= effectiveAt) throw new Refusal('invalid_input', { expiresAt: 'end_before_start' });
  const outside = {
    ...(source && effectiveAt < source.effectiveAt ? { effectiveAt: 'outside_quota' } : {}),
    ...(source && expiresAt > source.expiresAt ? { expiresAt: 'outside_quota' } : {}),
  };
  if (Object.keys(outside).length > 0) throw new Refusal('terms_outside_quota', outside);
  return { effectiveAt, expiresAt };
}
