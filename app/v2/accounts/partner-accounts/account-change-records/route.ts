import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { scopeActingFor } from '@/app/v2/_wire/acting-for';
import { day, oneOf, paging, requiredOneOf, requireOrder, wireId } from '@/app/v2/_wire/members';
import { accountChange } from '@/app/v2/_wire/present-changes';
import { problems } from '@/app/v2/_wire/problems';
import { accountTradeTypes, balanceTypes, fromWire } from '@/app/v2/_wire/words';
import { changeDays, listAccountChanges } from '@/domain/statements/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListPartnerAccountChangeRecords',
    callers: 'partner',
    permission: 'statements.read',
    takes: 'query',
    members: {
      balance_type: requiredOneOf(fromWire(balanceTypes)),
      trade_type: oneOf(accountTradeTypes),
      trade_time_begin: day(),
      trade_time_end: day(),
      indirect_partner_id: wireId('organization'),
      ...paging(),
    },
    async run({ scope }, input) {
      requireOrder(input.trade_time_begin, input.trade_time_end, 'trade_time_end');
      const seen = await scopeActingFor(scope, input.indirect_partner_id);
      const days = await changeDays(seen, input.trade_time_begin, input.trade_time_end);
      if (!days) return { problem: problems.timeRangeTooLong };
      const { balance_type: account, trade_type: types, offset, limit } = input;
      const { count, rows } = await listAccountChanges(seen, { account, types, ...days, offset, limit });
      return { total_count: count, currency: seen.currency, records: rows.map(accountChange) };
    },
  }),
});
