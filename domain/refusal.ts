/** How a refusal is classed. Each door gives every kind its own form: an HTTP status, an error code, a message on a form. */
export type RefusalKind = 'forbidden' | 'missing' | 'invalid' | 'conflict' | 'busy';

/**
 * Every reason the system may decline a request, in one place. Their words are in `messages/<language>/refusals.json`.
 *
 * `forbidden` and `missing` are denials: somebody reached for what is not theirs, so they are kept in the audit.
 */
export const refusals = {
  not_permitted: 'forbidden',
  foreign_origin: 'forbidden',
  invalid_input: 'invalid',
  request_reused: 'conflict',
  request_running: 'busy',
  busy: 'busy',
  organization_not_found: 'missing',
  customer_not_found: 'missing',
  reseller_not_found: 'missing',
  user_not_found: 'missing',
  api_key_not_found: 'missing',
  batch_not_found: 'missing',
  session_not_found: 'missing',
  organization_frozen: 'conflict',
  customer_frozen: 'conflict',
  reseller_frozen: 'conflict',
  referral_customer: 'conflict',
  insufficient_balance: 'conflict',
  already_frozen: 'conflict',
  not_frozen: 'conflict',
  account_name_taken: 'conflict',
  email_taken: 'conflict',
  bank_reference_taken: 'conflict',
  already_disabled: 'conflict',
  last_admin: 'conflict',
  batch_already_run: 'conflict',
  batch_has_no_valid_rows: 'conflict',
  own_account: 'conflict',
  already_enabled: 'conflict',
  sign_in_refused: 'conflict',
  sign_in_delayed: 'busy',
  wrong_password: 'conflict',
  password_too_weak: 'conflict',
  link_not_valid: 'conflict',
  code_required: 'conflict',
  code_wrong: 'conflict',
  code_expired: 'conflict',
  code_too_soon: 'busy',
  report_not_found: 'missing',
  prospect_not_found: 'missing',
  invitation_not_found: 'missing',
  change_not_found: 'missing',
  contact_not_found: 'missing',
  view_not_found: 'missing',
  export_not_found: 'missing',
  notice_not_found: 'missing',
  message_not_found: 'missing',
  message_not_failed: 'conflict',
  development_not_allowed: 'conflict',
  contact_data_missing: 'conflict',
  too_many_reports: 'conflict',
  already_reported: 'conflict',
  reported_by_platform: 'conflict',
  owned_by_direct_sales: 'conflict',
  owned_by_online_sales: 'conflict',
  owned_by_sales_support: 'conflict',
  customer_registered_long_ago: 'conflict',
  report_not_open: 'conflict',
  report_without_email: 'conflict',
  invitation_not_open: 'conflict',
  invitation_expired: 'conflict',
  invitation_used: 'conflict',
  invitation_withdrawn: 'conflict',
  invitation_of_another: 'conflict',
  consent_missing: 'conflict',
  already_associated: 'conflict',
  associated_with_another: 'conflict',
  reported_by_another: 'conflict',
  is_a_partner: 'conflict',
  special_contract: 'conflict',
  cash_consumption: 'conflict',
  unpaid_bills: 'conflict',
  unified_accounting_member: 'conflict',
  consumer_cloud_user: 'conflict',
  reward_plan: 'conflict',
  other_site: 'conflict',
  professional_service_contract: 'conflict',
  reserved_instances: 'conflict',
  enterprise_member: 'conflict',
  enterprise_master: 'conflict',
  partner_frozen: 'conflict',
  platform_user_taken: 'conflict',
  mobile_taken: 'conflict',
  mobile_limit_reached: 'conflict',
  freeze_level_differs: 'conflict',
  freezing_not_granted: 'conflict',
  change_open_already: 'conflict',
  change_not_open: 'conflict',
  change_too_soon: 'conflict',
  same_type: 'conflict',
  too_many_contacts: 'conflict',
  view_name_taken: 'conflict',
  too_many_views: 'conflict',
  export_not_ready: 'conflict',
  export_running: 'conflict',
  quota_not_found: 'missing',
  coupon_not_found: 'missing',
  quota_frozen: 'conflict',
  quota_adjusting: 'conflict',
  quota_not_in_force: 'conflict',
  quota_not_usable: 'conflict',
  quota_wrong_state: 'conflict',
  quota_empty: 'conflict',
  quota_already_so: 'conflict',
  insufficient_quota: 'conflict',
  cannot_receive_quota: 'conflict',
  customer_type_not_allowed: 'conflict',
  customer_not_in_quota: 'conflict',
  not_first_association: 'conflict',
  too_many_customers: 'conflict',
  face_below_minimum: 'conflict',
  face_above_maximum: 'conflict',
  too_many_coupons: 'conflict',
  face_total_above_maximum: 'conflict',
  limits_outside_quota: 'conflict',
  terms_outside_quota: 'conflict',
  coupon_not_usable: 'conflict',
  coupon_not_in_force: 'conflict',
  coupon_locked: 'conflict',
  coupon_not_locked: 'conflict',
  coupon_short: 'conflict',
  order_has_coupon: 'conflict',
  order_below_minimum: 'conflict',
  order_outside_limits: 'conflict',
  coupon_not_refundable: 'conflict',
  refund_above_use: 'conflict',
  receiving_account_not_found: 'missing',
  payer_not_found: 'missing',
  bank_file_not_found: 'missing',
  bank_profile_not_found: 'missing',
  bank_line_not_found: 'missing',
  posting_not_found: 'missing',
  rule_not_found: 'missing',
  claim_not_found: 'missing',
  recharge_not_found: 'missing',
  withdrawal_not_found: 'missing',
  payment_file_not_found: 'missing',
  threshold_not_found: 'missing',
  account_number_taken: 'conflict',
  no_receiving_account: 'conflict',
  remittance_account_open: 'conflict',
  too_many_payers: 'conflict',
  payer_taken: 'conflict',
  payer_is_own_name: 'conflict',
  payer_void: 'conflict',
  profile_name_taken: 'conflict',
  bank_file_known: 'conflict',
  bank_file_too_large: 'invalid',
  bank_file_not_readable: 'invalid',
  too_many_files: 'conflict',
  line_not_open: 'conflict',
  line_posting_open: 'conflict',
  partner_cannot_receive: 'conflict',
  second_person_needed: 'conflict',
  posting_decided: 'conflict',
  claim_open: 'conflict',
  claim_decided: 'conflict',
  too_many_claims: 'conflict',
  receipt_not_readable: 'invalid',
  hand_limit_exceeded: 'conflict',
  recharge_not_open: 'conflict',
  too_many_open_recharges: 'conflict',
  credit_in_use: 'conflict',
  terms_unchanged: 'conflict',
  not_withdrawable: 'conflict',
  withdrawal_not_open: 'conflict',
  withdrawal_wrong_state: 'conflict',
  nothing_to_pay: 'conflict',
  payment_file_settled: 'conflict',
  no_payer_accounts: 'conflict',
  receiving_account_closed: 'conflict',
  remittance_account_not_open: 'conflict',
  details_too_soon: 'busy',
  no_contact_on_file: 'conflict',
  too_many_credentials: 'conflict',
  credential_expired: 'conflict',
  access_change_not_found: 'missing',
  access_change_overtaken: 'conflict',
  access_change_secret: 'conflict',
  access_unchanged: 'conflict',
  metadata_not_valid: 'invalid',
  webhook_endpoint_not_found: 'missing',
  webhook_delivery_not_found: 'missing',
  webhook_secret_not_found: 'missing',
  too_many_webhook_endpoints: 'conflict',
  too_many_webhook_secrets: 'conflict',
  last_webhook_secret: 'conflict',
  webhook_endpoint_disabled: 'conflict',
  webhook_endpoint_unchanged: 'conflict',
  nothing_to_replay: 'conflict',
  too_many_tests: 'busy',
  service_type_not_found: 'missing',
  resource_type_not_found: 'missing',
  usage_type_not_found: 'missing',
  measure_unit_not_found: 'missing',
  conversion_not_found: 'missing',
  catalogue_code_taken: 'conflict',
  catalogue_entry_in_use: 'conflict',
  conversion_taken: 'conflict',
  units_differ: 'conflict',
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof refusals;

/** Whether text is one of the reasons. */
export const isRefusalCode = (text: string): text is RefusalCode => Object.hasOwn(refusals, text);

/** Refusals every command may give, so none has to list them. */
export type CommonCode =
  | 'not_permitted'
  | 'code_required'
  | 'invalid_input'
  | 'request_reused'
  | 'request_running'
  | 'busy';

/** Per field of the input, the first thing that is wrong: a key of `messages/<language>/fields.json`. */
export type FieldProblems = Readonly<Record<string, string>>;

const brand = Symbol.for('partner-center.refusal');

/** How a refusal travels from where it is noticed to the edge of the command, rolling the transaction back on its way. */
export class Refusal extends Error {
  /** A refusal is one wherever it was made: the bundler may load this file twice in one process. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === 'object' && value !== null && brand in value;
  }
  readonly [brand] = true;
  override readonly name = 'Refusal';
  readonly code: RefusalCode;
  readonly fields: FieldProblems;
  constructor(code: RefusalCode, fields: FieldProblems = {}) {
    super(code);
    this.code = code;
    this.fields = fields;
  }
}

/** Whether the refusal means that somebody reached for what is not theirs. */
export const isDenial = (code: RefusalCode): boolean => refusals[code] === 'forbidden' || refusals[code] === 'missing';
