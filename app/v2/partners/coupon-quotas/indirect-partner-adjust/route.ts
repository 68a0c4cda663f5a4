import { apiListWrite } from '@/app/_entry/api-list-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { nobody, requiredAmount, requiredIds, requiredText } from '@/app/v2/_wire/members';
import { issueQuota } from '@/domain/coupons/issue-quota';
import { listOperationResults } from '@/domain/coupons/operation-result-queries';
import { findQuotasByNumber } from '@/domain/coupons/partner-api-quota-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiListWrite({
    name: 'UpdateCouponQuotas',
    callers: 'distributor',
    permission: 'quotas.issue',
    members: {
      quota_id: requiredText(64),
      indirect_partner_ids: requiredIds('organization', 100, 1),
      quota_amount: requiredAmount(),
    },
    items: (_call, input) => input.indirect_partner_ids,
    async run({ actor, requestKey, scope }, { quota_id: number, quota_amount: amount }, resellerIds) {
      const quota = (await findQuotasByNumber(scope, [number])).get(number);
      return issueQuota(actor, requestKey, { quotaId: quota?.id ?? nobody('couponQuota'), resellerIds, amount });
    },
    async results(scope, id) {
      const all = await listOperationResults(scope, id);
      return all.map((result) => ({ ...result, id: result.resellerId }));
    },
    doneIn: 'simple_quota_infos',
    present: ({ quota }, given) => ({ id: given, quota_id: quota }),
  }),
});
