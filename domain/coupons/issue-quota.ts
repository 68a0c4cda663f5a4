import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { type AccountId, openAccounts } from '@/domain/ledger/post';
import { type Id, newId as makeId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, type Money } from '@/lib/money';
import { allDeclined } from './declined';
import type { HeldQuota } from './hold-quotas';
import { issueQuotaInput } from './input';
import type { QuotaLimits } from './limits-model';
import { type CouponMove, moveCoupons } from './move-coupons';
import { planQuotaIssue, quotaIssueRefusals } from './plan-quota-issue';
import type { Validity } from './validity';

/**
 * Cuts a quota of its own for each of several resellers out of a distributor's quota: each gets the whole amount, inside the validity and the
 * limits of what it is cut from. A reseller that cannot have one does not keep the others from theirs; if the balance is not enough for all of
 * those, none gets any.
 *
 * The record of each, declined ones too, is found under the id this returns.
 *
 * @source spec/05 §5.4, spec/13 L10, L20
 */
export const issueQuota = command({
  name: 'quotas.issue',
  permission: 'quotas.issue',
  returns: 'couponOperation',
  input: issueQuotaInput,
  sensitive: 'if_asked',
  refusals: [...quotaIssueRefusals, 'reseller_frozen', 'insufficient_quota'],
  async run({ actor, tx, newId, refuse }, input) {
    const { quotaId, amount, remark } = input;
    const { parent, validity, limits, resellers: judged } = await planQuotaIssue(tx, actor, input, refuse);
    const none = allDeclined(judged);
    if (none) return refuse(none.code, none.fields);
    const about = {
      kind: 'quota_issue',
      ...ownerOf(parent),
      quotaType: parent.type,
      parentQuotaId: parent.id,
      amount,
      remark,
    } as const;
    const receivers = judged.flatMap(({ id, refusal }) => (refusal ? [] : [id]));
    const children = await openChildren(tx, actor, parent, { receivers, amount, validity, limits, remark });
    const moves = children.map(({ id, accountId, resellerId }): CouponMove => {
      return { ...about, quotaId: id, resellerId, debit: parent.accountId, credit: accountId };
    });
    const declined = judged.flatMap(({ id, refusal }) =>
      refusal ? [{ ...about, quotaId: parent.id, resellerId: id, refusal }] : [],
    );
    if (!(await moveCoupons(tx, actor, { action: 'quotas.issue', id: newId }, moves, declined)))
      return refuse('insufficient_quota');
    const detail = { quotaId, amount: formatMoney(amount), currency: amount.currency, resellers: moves.length };
    return { id: newId, audit: { subjectId: quotaId, detail: { ...detail, declined: declined.length } } };
  },
});

const ownerOf = ({ organizationId, rootId }: HeldQuota) => ({ organizationId, rootId });

interface Cut {
  readonly receivers: readonly Id<'organization'>[];
  readonly amount: Money;
  readonly validity: Validity;
  readonly limits: QuotaLimits;
  readonly remark: string | null;
}

async function openChildren(
  tx: Transaction,
  actor: Actor,
  parent: HeldQuota,
  { receivers, amount, validity, limits, remark }: Cut,
): Promise<{ id: Id<'couponQuota'>; accountId: AccountId; resellerId: Id<'organization'> }[]> {
  const children = receivers.map((resellerId) => ({ id: makeId('couponQuota'), resellerId }));
  const wanted = children.map(({ id, resellerId }) => ({ owner: resellerId, subject: id }));
  const accounts = await openAccounts(tx, 'quota', parent.currency, wanted);
  const opened = children.map((child, index) => {
    const accountId = accounts[index];
    invariant(accountId !== undefined, 'every quota has an account');
    return { ...child, accountId };
  });
  await tx.insert(schema.couponQuotas).values(
    opened.map(({ id, resellerId, accountId }) => ({
      id,
      organizationId: resellerId,
      rootId: parent.rootId,
      issuerId: parent.issuerId,
      parentId: parent.id,
      accountId,
      type: parent.type,
      valueMinor: amount.minor,
      currency: amount.currency,
      ...validity,
      limits,
      remark,
      createdBy: actor.userId,
    })),
  );
  return opened;
}
