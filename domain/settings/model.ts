/** What the operator may set, each a whole number: its default and its bounds. @source spec/01 §1.2–1.7, spec/02 §2.3 */
export const settingRules = {
  /** Days for which a reported customer is reserved. */
  report_valid_days: { default: 15, min: 1, max: 365 },
  /** Reports of one partner that may be pending or reported at a time. */
  reports_max: { default: 100, min: 1, max: 100_000 },
  /** Days for which an invitation by mail works. */
  invitation_valid_days: { default: 7, min: 1, max: 90 },
  /** Days after registering for which an account without a partner may still be associated; 0 is no limit. */
  account_age_days_max: { default: 7, min: 0, max: 3650 },
  /** Accounts that may register with one mobile number. */
  accounts_per_mobile_max: { default: 5, min: 1, max: 100 },
  /** Months in which requests to part or to switch are counted. */
  change_months: { default: 3, min: 0, max: 36 },
  /** Such requests in that time by the partner, for one customer. */
  changes_of_partner_max: { default: 1, min: 1, max: 100 },
  /** Such requests in that time by the customer. */
  changes_of_customer_max: { default: 1, min: 1, max: 100 },
  /** Whether customers may ask for a switch too: 1 is yes. With 0 they can only leave, as on the reference product's site. */
  customers_may_switch: { default: 1, min: 0, max: 1 },
  /** Minutes for which a verification code works. */
  code_valid_minutes: { default: 10, min: 1, max: 60 },
  /** Minutes for which a shown code lets a person do sensitive things. */
  code_shown_minutes: { default: 5, min: 1, max: 60 },
  /** Contacts a partner shows to its customers. */
  contacts_max: { default: 5, min: 1, max: 50 },
  /** Whether referral customers may be given coupons too: 1 is yes. By default only resale customers may. */
  coupons_to_referral: { default: 0, min: 0, max: 1 },
  /** Payers other than itself whose transfers a partner may have credited at a time. */
  entrusted_payers_max: { default: 5, min: 1, max: 100 },
  /** From this amount on, in whole units of the currency, a second person decides on what was recognised by itself. */
  automatic_posting_below: { default: 1_000_000, min: 1, max: 999_999_999 },
  /** From this amount on, in whole units, a second person decides on what a person has matched. By default on all of it. */
  manual_posting_below: { default: 0, min: 0, max: 999_999_999 },
  /** From this amount on, in whole units, a second person of the operator decides on what a partner has asked for: claims, withdrawals. */
  review_alone_below: { default: 50_000, min: 0, max: 999_999_999 },
  /** Up to this amount, in whole units, one person may record a bank transfer by hand; above it a second person decides. By default on all. */
  hand_recording_up_to: { default: 0, min: 0, max: 999_999_999 },
  /** Days after which the operator is told of what still lies in suspense. */
  suspense_alert_days: { default: 30, min: 1, max: 365 },
  /** The most that can be paid online at a time, in whole units. */
  online_recharge_max: { default: 1_000_000, min: 1, max: 999_999_999 },
  /** Minutes for which a payment page works. */
  payment_valid_minutes: { default: 30, min: 5, max: 1440 },
  /** Months after a payment in which it goes back through its provider, at most; 0 is never. */
  refund_months: { default: 11, min: 0, max: 60 },
  /** Working days within which an approved withdrawal arrives, as partners are told. */
  withdrawal_days: { default: 7, min: 1, max: 30 },
  /** Days for which events and their deliveries are kept for partners' platforms. */
  event_kept_days: { default: 90, min: 7, max: 3650 },
  /** Hours for which every attempt at a webhook endpoint must have failed before it is disabled. */
  webhook_disable_hours: { default: 120, min: 24, max: 720 },
  /** Days for which a finished export can be downloaded. */
  export_kept_days: { default: 7, min: 1, max: 90 },
} as const satisfies Record<string, { default: number; min: number; max: number }>;

export type SettingKey = keyof typeof settingRules;
/** Every setting with the value in force. */
export type Settings = Readonly<Record<SettingKey, number>>;

/** The settings by name, in the order in which they are shown. */
export const settingKeys = Object.keys(settingRules) as readonly SettingKey[];
