import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { instant, oneOf, paging, requireOrder, text, wireId } from '@/app/v2/_wire/members';
import { adjustRecord } from '@/app/v2/_wire/present';
import { fromWire, operationTypes } from '@/app/v2/_wire/words';
import { listAdjustmentRecords } from '@/domain/funds/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListPartnerAdjustRecords',
    callers: 'partner',
    permission: 'adjustments.read',
    takes: 'query',
    members: {
      customer_id: wireId('organization'),
      operation_type: oneOf(fromWire(operationTypes)),
      operation_time_begin: instant(),
      operation_time_end: instant(),
      trans_id: text(128),
      indirect_partner_id: wireId('organization'),
      ...paging(),
    },
    async run({ scope }, input) {
      requireOrder(input.operation_time_begin, input.operation_time_end, 'operation_time_end');
      const { count, rows } = await listAdjustmentRecords(await scopeActingFor(scope, input.indirect_partner_id), {
        counterpartyId: input.customer_id,
        kind: input.operation_type,
        from: input.operation_time_begin,
        to: input.operation_time_end,
        transaction: input.trans_id,
        offset: input.offset,
        limit: input.limit,
      });
      return { total_count: count, records: rows.map(adjustRecord) };
    },
  }),
});
