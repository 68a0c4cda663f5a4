import type { Settings } from '@/domain/settings/model';
import { type Currency, type Money, wholeUnits } from '@/lib/money';

/** How many payments of one organization may wait at a time. */
export const openRechargesMax = 10;

/** What may be paid online at a time, and for how long the payment page works. */
export interface OnlineTerms {
  readonly least: Money;
  readonly most: Money;
  readonly validMinutes: number;
}

/** The terms in force in a currency: from one whole unit to `online_recharge_max`. @source spec/06 §6.2 */
export const onlineTerms = (settings: Settings, currency: Currency): OnlineTerms => ({
  least: wholeUnits(1, currency),
  most: wholeUnits(settings.online_recharge_max, currency),
  validMinutes: settings.payment_valid_minutes,
});
