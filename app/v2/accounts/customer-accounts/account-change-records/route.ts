import { apiRead } from '@/app/_entry/api-operation';
import { apiRoute } from '@/app/_entry/api-route';

import { day, oneOf, paging, requiredOneOf, requireOrder, text } from '@/app/v2/_wire/members';
import { customerAccountChange } from '@/app/v2/_wire/present-changes';
import { problems } from '@/app/v2/_wire/problems';
import { accountTradeTypes, balanceTypes, directions, fromWire, meaningOf } from '@/app/v2/_wire/words';
import { isResaleCustomer } from '@/domain/coupons/partner-api-change-queries';
import { changeDays, findAccountName, listAccountChanges } from '@/domain/statements/partner-api-queries';

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute({
  GET: apiRead({
    name: 'ListCustomerAccountChangeRecords',
    callers: 'customer',
    permission: 'statements.read',
    takes: 'query',
    members: {
      balance_type: requiredOneOf(fromWire(balanceTypes)),
      revenue_expense_type: oneOf(fromWire(directions)),
      trade_type: text(64),
      trade_time_begin: day(),
      trade_time_end: day(),
      trade_id: text(128),
      payment_channel_id: text(64),
      payment_channel_no: text(64),
      ...paging(),
    },
    async run({ scope }, input) {
      requireOrder(input.trade_time_begin, input.trade_time_end, 'trade_time_end');
      if (await isResaleCustomer(scope)) return { problem: problems.resaleCustomer };
      const days = await changeDays(scope, input.trade_time_begin, input.trade_time_end);
      if (!days) return { problem: problems.timeRangeTooLong };
      const { balance_type: account, revenue_expense_type: direction, trade_id: trade, offset, limit } = input;
      // Nothing has a channel, so a filter by one matches nothing; a type that never occurs does neither.
      const hasChannel = input.payment_channel_id !== undefined || input.payment_channel_no !== undefined;
      const types = hasChannel ? [] : input.trade_type === undefined ? undefined : typesOf(input.trade_type);
      const [accountName, { count, rows }] = [
        await findAccountName(scope),
        await listAccountChanges(scope, { account, types, direction, trade, ...days, offset, limit }),
      ];
      const records = rows.map((line) => customerAccountChange(line, accountName));
      return { total_count: count, currency: scope.currency, records };
    },
  }),
});

const typesOf = (word: string) => meaningOf(accountTradeTypes, word) ?? [];
