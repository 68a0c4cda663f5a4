import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { openAccount, openAccounts } from '@/domain/ledger/post';
import { asKind } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { grantQuotaInput } from './input';
import { moveCoupons } from './move-coupons';
import { grantRefusals, planGrant } from './plan-grant';

const { couponQuotas } = schema;

/**
 * Gives a partner coupon quota from the platform. Partners at the top of a tree only, in the operator's currency: a reseller's quota comes
 * from its distributor.
 *
 * @source spec/05 §5.1, spec/13 L10
 */
export const grantQuota = command({
  name: 'quotas.grant',
  permission: 'quotas.grant',
  returns: 'couponQuota',
  input: grantQuotaInput,
  sensitive: 'if_asked',
  refusals: grantRefusals,
  async run({ actor, tx, newId, refuse }, input) {
    const { organizationId, amount, type, remark } = input;
    const { rootId, validity, limits } = await planGrant(tx, input, refuse);
    const issuance = await openAccount(tx, actor.organizationId, 'coupon_issuance', amount.currency);
    const [accountId] = await openAccounts(tx, 'quota', amount.currency, [{ owner: organizationId, subject: newId }]);
    invariant(accountId !== undefined, 'a quota has an account');
    const owner = { organizationId, rootId };
    await tx.insert(couponQuotas).values({
      id: newId,
      ...owner,
      issuerId: actor.organizationId,
      accountId,
      type,
      valueMinor: amount.minor,
      currency: amount.currency,
      ...validity,
      limits,
      remark,
      createdBy: actor.userId,
    });
    const grant = { kind: 'quota_grant', ...owner, quotaId: newId, quotaType: type, amount, remark } as const;
    const operation = { action: 'quotas.grant', id: asKind('couponOperation', newId) };
    const isDone = await moveCoupons(tx, actor, operation, [{ ...grant, debit: issuance, credit: accountId }]);
    invariant(isDone, 'the platform can always grant');
    return {
      id: newId,
      audit: { detail: { organizationId, type, amount: formatMoney(amount), currency: amount.currency } },
    };
  },
});
