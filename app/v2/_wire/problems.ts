import { type FieldProblems, type RefusalCode, type RefusalKind, refusals } from '@/domain/refusal';

/** An answer that says no: HTTP status, the contract's code, our words. `retryAfter` in seconds. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly retryAfter?: number;
  /** What else stands in the body. */
  readonly members?: Readonly<Record<string, string>>;
}

const problem = (status: number, code: string, message: string, retryAfter?: number): Problem => ({
  status,
  code,
  message,
  ...(retryAfter === undefined ? {} : { retryAfter }),
});

/** Said before anybody is known to be asking, and therefore the same whatever is wrong. Their bodies carry the request id. */
export const gatewayProblems = {
  // The wording the vendor's gateway uses for a wrong signature; clients look for it.
  unauthorized: problem(401, 'APIGW.0301', 'Incorrect IAM authentication information: verify aksk signature fail'),
  noSuchApi: problem(404, 'APIGW.0101', 'The API does not exist'),
  noSuchMethod: problem(405, 'APIGW.0101', 'The API does not exist for this method'),
  tooLarge: problem(413, 'APIGW.0201', 'The request body is larger than 1 MB'),
} as const satisfies Record<string, Problem>;

/** The answer to a signature that is not accepted; 429 to an address that has sent too many of them. @source quality/acceptance.md X10 */
export const unaccepted = (waitSeconds: number | undefined): Problem =>
  waitSeconds === undefined
    ? gatewayProblems.unauthorized
    : problem(429, 'APIGW.0308', 'Too many requests whose signature is not accepted', waitSeconds);

export const problems = {
  frozen: problem(403, 'CBC.0151', 'Access denied: the account is frozen'),
  denied: problem(403, 'CBC.0151', 'Access denied'),
  wrongCaller: problem(403, 'CBC.0155', 'This kind of account cannot call the API'),
  tooManyCalls: problem(429, 'CBC.0250', 'Too many requests', 1),
  unavailable: problem(503, 'CBC.0999', 'The service is busy or temporarily unavailable', 1),
  broken: problem(500, 'CBC.0999', 'Other errors'),
  resaleCustomer: problem(400, 'CBC.99000084', 'Not available to resale customers'),
  timeRangeTooLong: problem(400, 'CBC.80021021', 'The time range is longer than one year'),
  issueToItself: problem(400, 'CBC.99000015', 'A partner may not issue coupons to itself'),
  subsidisedToItself: problem(400, 'CBC.99000025', 'This kind of partner may not issue coupons to itself'),
  notJson: problem(
    400,
    'CBC.0100',
    'Parameter error: the body must be a JSON object in UTF-8 (Content-Type: application/json)',
  ),
  badRequestKey: problem(
    400,
    'CBC.0100',
    'Parameter error: Idempotency-Key must be 8 to 160 printable characters without spaces',
  ),
} as const satisfies Record<string, Problem>;

const noUsableQuota = problem(400, 'CBC.99000012', 'The quota does not exist, or is in the wrong state');
const quotaTooSmall = problem(400, 'CBC.99000013', 'The balance of the quota is too small');

/** @source design/decisions.md 10, 25, 31, 42, api/bss-api.md x-errors */
const byCode: Partial<Record<RefusalCode, Problem>> = {
  not_permitted: problems.denied,
  organization_frozen: problems.frozen,
  customer_frozen: problem(403, 'CBC.0151', 'Access denied: the customer is frozen'),
  reseller_frozen: problem(403, 'CBC.0151', 'Access denied: the reseller is frozen'),
  request_reused: problem(400, 'CBC.0100', 'Parameter error: the request key was used for another request'),
  request_running: problem(409, 'CBC.0999', 'The same request is still being processed', 1),
  busy: problems.unavailable,
  customer_not_found: problem(400, 'CBC.99000035', 'The partner has no such customer'),
  reseller_not_found: problem(400, 'CBC.99000037', 'No permission on this reseller'),
  referral_customer: problem(400, 'CBC.99005021', 'Accounts of referral customers cannot be adjusted'),
  freezing_not_granted: problem(403, 'CBC.0151', 'Access denied: the distributor has not granted freezing'),
  already_frozen: problem(400, 'CBC.0101', 'Invalid parameter: the customer is frozen already'),
  not_frozen: problem(400, 'CBC.0101', 'Invalid parameter: the customer is not frozen'),
  freeze_level_differs: problem(400, 'CBC.0101', 'Invalid parameter: the customer is frozen in another way'),
  insufficient_balance: problem(400, 'CBC.99005003', 'The balance is too small'),
  code_wrong: problem(400, 'CBC.99000026', 'The verification code is wrong'),
  code_expired: problem(400, 'CBC.99000027', 'The verification code has expired or was used'),
  code_too_soon: problem(429, 'CBC.0250', 'Too many requests: a code was sent to this number a moment ago', 60),
  mobile_limit_reached: problem(400, 'CBC.99000030', 'The number of accounts for this mobile number has been reached'),
  password_too_weak: problem(400, 'CBC.99000036', 'The password does not meet the rules'),
  account_name_taken: problem(400, 'CBC.99000038', 'The account name already exists'),
  platform_user_taken: problem(
    400,
    'CBC.0101',
    'Invalid parameter: this xaccount_id of this xaccount_type has an account',
  ),
  reported_by_platform: problem(400, 'CBC.99000051', 'The mobile number is already registered as a lead'),
  development_not_allowed: problem(400, 'CBC.50010085', 'The partner may not develop customers'),
  partner_frozen: problem(403, 'CBC.0151', 'Access denied: the partner is frozen'),
  quota_not_found: noUsableQuota,
  quota_frozen: noUsableQuota,
  quota_adjusting: noUsableQuota,
  quota_not_usable: noUsableQuota,
  quota_wrong_state: noUsableQuota,
  quota_not_in_force: problem(400, 'CBC.99000017', 'The quota is not in force yet, or has expired'),
  insufficient_quota: quotaTooSmall,
  quota_empty: quotaTooSmall,
  customer_type_not_allowed: problem(400, 'CBC.99000014', 'Customers of this association type may not have the coupon'),
  face_below_minimum: problem(400, 'CBC.99000018', 'The face value is below the minimum'),
  face_above_maximum: problem(400, 'CBC.99000019', 'The face value is above the maximum'),
  too_many_coupons: problem(400, 'CBC.99000020', 'The number of coupons is above the maximum'),
  face_total_above_maximum: problem(400, 'CBC.99000021', 'The total face value is above the maximum'),
  not_first_association: problem(400, 'CBC.99000022', 'Only for customers in their first association'),
  limits_outside_quota: problem(400, 'CBC.99000023', 'The services or products go beyond those of the quota'),
  terms_outside_quota: problem(400, 'CBC.99000024', 'The conditions of use go beyond those of the quota'),
  customer_not_in_quota: problem(400, 'CBC.99000024', 'The quota is not for this customer'),
  coupon_not_found: problem(400, 'CBC.0101', 'Invalid parameter: the partner has issued no such coupon'),
  coupon_not_usable: problem(400, 'CBC.0101', 'Invalid parameter: the coupon is used, expired or reclaimed'),
  coupon_locked: problem(400, 'CBC.0101', 'Invalid parameter: an order is about to use the coupon'),
};

/** What issuing coupons says otherwise than the rest. */
const byCodeOfIssuing: Partial<Record<RefusalCode, Problem>> = {
  customer_not_found: problem(400, 'CBC.99000016', 'The customer does not exist, or is not a customer of the partner'),
};

const byKind: Record<RefusalKind, Problem> = {
  forbidden: problems.denied,
  missing: problem(400, 'CBC.0101', 'Invalid parameter'),
  invalid: problem(400, 'CBC.0100', 'Parameter error'),
  conflict: problem(400, 'CBC.0101', 'Invalid parameter'),
  busy: problems.unavailable,
};

/** The account was made and stays, and is named; only associating it failed. */
export const associationFailed = (domainId: string, domainName: string): Problem => ({
  ...problem(400, 'CBC.99000050', 'The account was created, but it could not be associated with the partner'),
  members: { domain_id: domainId, domain_name: domainName },
});

/** A name that is none has a code of its own. */
const badDomainName = problem(400, 'CBC.99000031', 'Parameter error: domain_name');

/** What a refusal is on the wire. A parameter error names the member. */
export function problemOf(code: RefusalCode, fields: FieldProblems = {}): Problem {
  if (code === 'invalid_input' && fields['domainName']) return badDomainName;
  const found = byCode[code] ?? byKind[refusals[code]];
  const [member] = Object.keys(fields);
  return code === 'invalid_input' && member ? { ...found, message: `Parameter error: ${wireNameOf(member)}` } : found;
}

/** The same where coupons are issued. */
export const problemOfIssuing = (code: RefusalCode, fields: FieldProblems = {}): Problem =>
  byCodeOfIssuing[code] ?? problemOf(code, fields['remark'] ? { memo: fields['remark'] } : fields);

/** Commands know members by our names; their problems are told in the wire's. */
const wireNames: Readonly<Record<string, string>> = {
  code: 'verification_code',
  customerId: 'customer_id',
  effectiveAt: 'valid_time',
  expiresAt: 'expire_time',
  mobile: 'mobile_phone',
  platformType: 'xaccount_type',
  platformUserId: 'xaccount_id',
  productIds: 'product_ids',
  resellerId: 'indirect_partner_id',
  serviceTypes: 'cloud_service_types',
};
const wireNameOf = (member: string): string => wireNames[member] ?? member;
