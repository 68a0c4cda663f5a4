import type { Settings } from '@/domain/settings/model';
import type { PaymentProvider } from './payment-provider';

/** Until how long after it was made a payment goes back through its provider. */
export interface RefundTerms {
  readonly provider: string;
  readonly months: number;
}

/** The terms in force of those providers that give money back: their own, and not longer than `refund_months`. @source spec/06 §6.5 */
export const refundTerms = (
  providers: readonly PaymentProvider[],
  { refund_months: most }: Pick<Settings, 'refund_months'>,
): RefundTerms[] =>
  providers.flatMap(({ name, refunds }) =>
    refunds ? [{ provider: name, months: Math.min(refunds.months, most) }] : [],
  );
