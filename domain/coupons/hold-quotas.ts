import { and, asc, getTableColumns, inArray, type SQL, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';

const { couponQuotas } = schema;

/** A quota as it is while it is held, and where the database's clock stands in its time. */
export type HeldQuota = Awaited<ReturnType<typeof holdQuotas>> extends Map<unknown, infer Held> ? Held : never;

/**
 * Quotas, held until the transaction ends. Who changes a quota's state or takes its whole balance holds it alone (`no key update`); who only
 * puts something back shares it. So a balance that is read under the first stays what it is.
 *
 * @param only leaves out what does not meet it, without waiting for it: whoever names what is others' must not feel that somebody holds it
 * @returns by id; one that does not exist is absent
 */
export async function holdQuotas(
  tx: Transaction,
  ids: readonly Id<'couponQuota'>[],
  strength: 'share' | 'no key update',
  only?: SQL,
) {
  if (ids.length === 0) return new Map<Id<'couponQuota'>, never>();
  const rows = await tx
    .select({
      ...getTableColumns(couponQuotas),
      isEffective: sql<boolean>`${couponQuotas.effectiveAt} <= clock_timestamp()`,
      isOver: sql<boolean>`${couponQuotas.expiresAt} <= clock_timestamp()`,
    })
    .from(couponQuotas)
    .where(and(inArray(couponQuotas.id, [...new Set(ids)]), only))
    .orderBy(asc(couponQuotas.id))
    .for(strength);
  return new Map(rows.map((row) => [row.id, row]));
}

/** Why nothing may be cut from a quota at the moment. */
export const quotaRefusals = ['quota_frozen', 'quota_adjusting', 'quota_not_usable', 'quota_not_in_force'] as const;

/** The first reason why nothing may be cut from the quota; undefined when something may. @source spec/05 §5.1 */
export function whyNotUsable(quota: HeldQuota): (typeof quotaRefusals)[number] | undefined {
  if (quota.state === 'frozen') return 'quota_frozen';
  if (quota.state === 'adjusting') return 'quota_adjusting';
  if (quota.state !== 'normal') return 'quota_not_usable';
  return quota.isEffective && !quota.isOver ? undefined : 'quota_not_in_force';
}
