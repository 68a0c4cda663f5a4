import { and, eq, inArray, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { netBalances } from '@/domain/ledger/post';
import { type Id, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { money } from '@/lib/money';
import { allDeclined } from './declined';
import { holdParties, partnerRefusals } from './hold-parties';
import { type HeldQuota, holdQuotas, quotaRefusals, whyNotUsable } from './hold-quotas';
import { reclaimQuotasInput } from './input';
import { moveCoupons } from './move-coupons';

const { couponQuotas } = schema;

/**
 * Takes quotas back that a distributor has cut for its resellers: only while they are valid, and always all that is left in them at the
 * commit. Coupons that were issued from them stay with the customers. What cannot be taken back does not keep the others from it.
 *
 * The record of each, declined ones too, is found under the id this returns.
 *
 * @source spec/05 §5.4, spec/13 L9
 */
export const reclaimQuotas = command({
  name: 'quotas.reclaim',
  permission: 'quotas.reclaim',
  returns: 'couponOperation',
  input: reclaimQuotasInput,
  sensitive: 'if_asked',
  refusals: [...partnerRefusals, ...quotaRefusals, 'quota_not_found', 'quota_empty'],
  async run({ actor, tx, newId, refuse }, { quotaIds, remark }) {
    const parties = await holdParties(tx, actor, null);
    if (typeof parties === 'string') return refuse(parties);
    const { id: organizationId, rootId } = parties.partner;
    const cutFromOwn = sql`exists (select from coupon_quotas p where p.id = coupon_quotas.parent_id and p.organization_id = ${uuidOf(organizationId)}::uuid)`;
    const held = await holdQuotas(tx, quotaIds, 'no key update', cutFromOwn);
    const parents = await ownAccounts(tx, organizationId, [...held.values()]);
    const balances = await netBalances(
      tx,
      [...held.values()].map(({ accountId }) => accountId),
    );
    const judged = quotaIds.map((id) => {
      const quota = held.get(id);
      const source = quota?.parentId ? parents.get(quota.parentId) : undefined;
      if (!quota || !source) return { id, refusal: 'quota_not_found' as const };
      const left = balances.get(quota.accountId) ?? 0n;
      return { id, quota, source, left, refusal: whyNot(quota, left) };
    });
    const none = allDeclined(judged);
    if (none) return refuse(none.code, none.fields);

    const about = { kind: 'quota_reclaim', organizationId, rootId, remark } as const;
    const moves = judged.flatMap(({ quota, source, left = 0n, refusal }) => {
      if (!quota || !source || refusal) return [];
      return [
        { ...about, ...factsOf(quota), amount: money(left, quota.currency), debit: quota.accountId, credit: source },
      ];
    });
    const declined = judged.flatMap(({ id, quota, refusal }) =>
      refusal
        ? [{ ...about, ...(quota ? factsOf(quota) : {}), quotaId: id, amount: money(0n, actor.currency), refusal }]
        : [],
    );
    await markReclaimed(
      tx,
      moves.map(({ quotaId }) => quotaId),
    );
    const isDone = await moveCoupons(tx, actor, { action: 'quotas.reclaim', id: newId }, moves, declined);
    invariant(isDone, 'what a held quota has can be taken back');
    const detail = { quotas: moves.length, declined: declined.length };
    return { id: newId, audit: { detail } };
  },
});

/** The accounts of what these were cut from, by quota, where that is the partner's own. They never change, so they need not be held. */
async function ownAccounts(tx: Transaction, organizationId: Id<'organization'>, quotas: readonly HeldQuota[]) {
  const ids = quotas.flatMap(({ parentId }) => parentId ?? []);
  const rows = await tx
    .select({ id: couponQuotas.id, accountId: couponQuotas.accountId })
    .from(couponQuotas)
    .where(and(eq(couponQuotas.organizationId, organizationId), inArray(couponQuotas.id, ids)));
  return new Map(rows.map(({ id, accountId }) => [id, accountId]));
}

/** One that is not effective yet is valid too: what was issued by mistake need not wait for its day. */
const whyNot = (quota: HeldQuota, left: bigint): (typeof quotaRefusals)[number] | 'quota_empty' | null =>
  whyNotUsable({ ...quota, isEffective: true }) ?? (left === 0n ? 'quota_empty' : null);

const factsOf = (quota: HeldQuota) => ({
  quotaId: quota.id,
  quotaType: quota.type,
  parentQuotaId: quota.parentId,
  resellerId: quota.organizationId,
});

async function markReclaimed(tx: Transaction, ids: readonly Id<'couponQuota'>[]): Promise<void> {
  await tx
    .update(couponQuotas)
    .set({ state: 'reclaimed', updatedAt: sql`clock_timestamp()` })
    .where(inArray(couponQuotas.id, ids));
}
