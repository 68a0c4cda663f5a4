import { schema, type Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { command } from '@/domain/command';
import { type AccountId, openAccounts } from '@/domain/ledger/post';
import { asKind, type Id, newId as makeId } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { allDeclined } from './declined';
import { type IssueCoupons, issueCouponsInput } from './input';
import { useLimitsOf } from './limits-model';
import { moveCoupons } from './move-coupons';
import { customerRefusals, type IssuePlan, issueRefusals, planIssue } from './plan-issue';

/**
 * Issues coupons of one face value out of a quota, one to each customer named: ten at once in the console, a hundred by API. The quota cannot
 * be used in any other way. A distributor may also issue out of its reseller's quota, to that reseller's customers.
 *
 * A customer that cannot have one does not keep the others from theirs; if the balance is not enough for all of those, none gets any. What was
 * issued is not edited: it is reclaimed and issued anew. The record of each customer, declined ones too, is found under the id this returns.
 *
 * @source spec/05 §5.2, spec/13 L10, L20
 */
export const issueCoupons = command({
  name: 'coupons.issue',
  permission: 'coupons.issue',
  returns: 'couponOperation',
  input: issueCouponsInput,
  sensitive: 'if_asked',
  refusals: [...issueRefusals, ...customerRefusals, 'insufficient_quota'],
  async run({ actor, tx, newId, refuse }, input) {
    const plan = await planIssue(tx, actor, input, refuse);
    const none = allDeclined(plan.customers);
    if (none) return refuse(none.code, none.fields);
    const { quota, customers } = plan;
    const { faceValue, remark } = input;

    const issued = await openCoupons(tx, actor, plan, input);
    const { id: quotaId, organizationId, rootId, type: quotaType, parentId } = quota;
    const about = {
      ...({ kind: 'issue', organizationId, rootId, quotaId, quotaType, parentQuotaId: parentId } as const),
      ...{ amount: faceValue, remark },
    };
    const moves = issued.map(({ id, customerId, accountId }) => {
      return { ...about, couponId: id, customerId, debit: quota.accountId, credit: accountId };
    });
    const declined = customers.flatMap(({ id, refusal }) => (refusal ? [{ ...about, customerId: id, refusal }] : []));
    if (!(await moveCoupons(tx, actor, { action: 'coupons.issue', id: newId }, moves, declined)))
      return refuse('insufficient_quota');
    const detail = { quotaId, amount: formatMoney(faceValue), currency: faceValue.currency, customers: moves.length };
    return { id: newId, audit: { subjectId: quotaId, detail: { ...detail, declined: declined.length } } };
  },
});

async function openCoupons(
  tx: Transaction,
  actor: Actor,
  { quota, terms, customers }: IssuePlan,
  { faceValue, remark }: IssueCoupons,
): Promise<{ id: Id<'coupon'>; customerId: Id<'customer'>; accountId: AccountId }[]> {
  const wanted = customers.flatMap(({ id, refusal }) => (refusal ? [] : [{ id: makeId('coupon'), customerId: id }]));
  const owners = wanted.map(({ id, customerId }) => ({ owner: asKind('organization', customerId), subject: id }));
  const accounts = await openAccounts(tx, 'coupon', quota.currency, owners);
  const opened = wanted.map((coupon, index) => {
    const accountId = accounts[index];
    invariant(accountId !== undefined, 'every coupon has an account');
    return { ...coupon, accountId };
  });
  const { effectiveAt, expiresAt, minOrderMinor, limits } = terms;
  await tx.insert(schema.coupons).values(
    opened.map((coupon) => ({
      ...coupon,
      organizationId: quota.organizationId,
      rootId: quota.rootId,
      quotaId: quota.id,
      type: quota.type,
      faceMinor: faceValue.minor,
      currency: quota.currency,
      minOrderMinor,
      effectiveAt,
      expiresAt,
      limits: useLimitsOf(limits),
      remark,
      createdBy: actor.userId,
    })),
  );
  return opened;
}
