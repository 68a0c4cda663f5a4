import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, integers, oneOfNumbers, paging, requireOrder, texts, wireId } from '@/app/v2/_wire/members';
import { couponQuota } from '@/app/v2/_wire/present-coupons';
import { fromWire, meaningOf, quotaStates, quotaTypes } from '@/app/v2/_wire/words';
import { listOwnQuotas } from '@/domain/coupons/partner-api-quota-queries';

const states = fromWire(quotaStates);

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  POST: apiRead({
    name: 'ListQuotaCoupons',
    callers: 'partner',
    permission: 'coupons.read',
    takes: 'body',
    members: {
      quota_ids: texts(50),
      quota_status_list: integers(5),
      quota_type: oneOfNumbers(fromWire(quotaTypes)),
      create_time_begin: instant(),
      create_time_end: instant(),
      effective_time_begin: instant(),
      effective_time_end: instant({ rejects: ['empty'] }),
      expire_time_begin: instant({ rejects: ['empty'] }),
      expire_time_end: instant({ rejects: ['empty'] }),
      indirect_partner_id: wireId('organization'),
      ...paging({ offsetMax: 2_147_483_646 }),
    },
    async run({ scope }, input) {
      requireOrder(input.create_time_begin, input.create_time_end, 'create_time_end');
      requireOrder(input.effective_time_begin, input.effective_time_end, 'effective_time_end');
      requireOrder(input.expire_time_begin, input.expire_time_end, 'expire_time_end');
      const { count, rows } = await listOwnQuotas(await scopeActingFor(scope, input.indirect_partner_id), {
        // Empty lists are no filters here; a state that no quota is ever in is one that none meets.
        numbers: input.quota_ids?.length ? input.quota_ids : undefined,
        states: input.quota_status_list?.length
          ? input.quota_status_list.flatMap((state) => meaningOf(states, state) ?? [])
          : undefined,
        type: input.quota_type ?? 'voucher',
        created: { from: input.create_time_begin, to: input.create_time_end },
        effective: { from: input.effective_time_begin, to: input.effective_time_end },
        expires: { from: input.expire_time_begin, to: input.expire_time_end },
        offset: input.offset,
        limit: input.limit,
      });
      return { total_count: count, quotas: rows.map(couponQuota) };
    },
  }),
});
