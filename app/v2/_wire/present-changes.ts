import type { StatementLine } from '@/domain/statements/lines';
import { monthZone } from '@/domain/statements/model';
import { asKind, wireIdOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { dayAt } from '@/lib/zoned-time';
import { type Json, wireTime } from './json';
import { directions, tradeDetailTypes } from './words';

/** What both statements say of a line. Amounts are text, without a sign. */
const change = (line: StatementLine) => ({
  account_change_id: line.number,
  trade_detail_type: tradeDetailTypes[line.detail],
  trade_time: wireTime(line.at),
  trade_id: line.document?.number ?? null,
  change_amount: formatMoney(line.change.minor < 0n ? money(-line.change.minor, line.change.currency) : line.change),
  balance_after_change: formatMoney(line.balanceAfter),
});

/** `AccountChangeRecord`. The customer is the other side, where that is one. */
export function accountChange(line: StatementLine): Json {
  const customer = line.counterparty?.kind === 'customer' ? line.counterparty : null;
  return {
    ...change(line),
    type: line.change.minor > 0n ? '1' : '2',
    customer_id: customer && wireIdOf(asKind('customer', customer.id)),
    account_name: customer?.accountName ?? null,
  };
}

/** `CustomerAccountChangeRecord`. Nothing is paid through a channel, and nothing consumed. */
export const customerAccountChange = (line: StatementLine, accountName: string | null): Json => ({
  ...change(line),
  revenue_expense_type: directions[line.change.minor > 0n ? 'in' : 'out'],
  bill_cycle: dayAt(line.at, monthZone).slice(0, 7),
  payment_channel_id: null,
  payment_channel_no: null,
  consume_time: null,
  account_name: accountName,
  cloud_service_type_name: null,
  resource_type_name: null,
});
