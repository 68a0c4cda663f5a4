import { apiListWrite } from '@/app/_entry/api-list-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { ExactNumber } from '@/app/v2/_wire/json';
import { nobody, requiredTexts, text } from '@/app/v2/_wire/members';
import { listOperationResults } from '@/domain/coupons/operation-result-queries';
import { findQuotasByNumber } from '@/domain/coupons/partner-api-quota-queries';
import { reclaimQuotas } from '@/domain/coupons/reclaim-quotas';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiListWrite({
    name: 'ReclaimCouponQuotas',
    callers: 'distributor',
    permission: 'quotas.reclaim',
    members: { quota_ids: requiredTexts(10, 1), remark: text(256, { kept: ['empty'] }) },
    async items({ scope }, { quota_ids: numbers }) {
      const quotas = await findQuotasByNumber(scope, numbers);
      return numbers.map((given) => ({ given, id: quotas.get(given)?.id ?? nobody('couponQuota') }));
    },
    run: ({ actor, requestKey }, { remark }, quotaIds) => reclaimQuotas(actor, requestKey, { quotaIds, remark }),
    async results(scope, id) {
      const all = await listOperationResults(scope, id);
      return all.map((result) => ({ ...result, id: result.quotaId }));
    },
    doneIn: 'simple_quota_infos',
    present: ({ quotaBalance }, given) => ({
      quota_id: given,
      quota_balance: quotaBalance && new ExactNumber(quotaBalance),
    }),
  }),
});
