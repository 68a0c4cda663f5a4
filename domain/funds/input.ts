import { z } from 'zod';
import { amountOf, perCurrency } from '@/lib/amount-input';
import { idOf } from '@/lib/id';
import { optionalText } from '@/lib/text';

/**
 * Allocation to or reclaim from a customer. `resellerId` names the payer when a distributor acts for its reseller,
 * or when a reseller names itself.
 *
 * @source spec/03 §3.1, design/decisions.md 42
 */
export const customerAdjustmentInput = perCurrency((currency) =>
  z.strictObject({
    customerId: idOf('customer'),
    amount: amountOf(currency),
    memo: optionalText(256),
    resellerId: idOf('organization').nullish(),
  }),
);

/** Allocation to or reclaim from a reseller, by its distributor. @source spec/04 §4.3 */
export const resellerAdjustmentInput = perCurrency((currency) =>
  z.strictObject({
    resellerId: idOf('organization'),
    amount: amountOf(currency),
    memo: optionalText(256),
  }),
);

export type CustomerAdjustment = z.output<ReturnType<typeof customerAdjustmentInput>>;
export type ResellerAdjustment = z.output<ReturnType<typeof resellerAdjustmentInput>>;
