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

export const problems = {
  frozen: problem(403, 'CBC.0151', 'Access denied: the account is frozen'),
  denied: problem(403, 'CBC.0151', 'Access denied'),
  wrongCaller: problem(403, 'CBC.0155', 'This kind of account cannot call the API'),
  tooManyCalls: problem(429, 'CBC.0250', 'Too many requests', 1),
  unavailable: problem(503, 'CBC.0999', 'The service is busy or temporarily unavailable', 1),
  broken: problem(500, 'CBC.0999', 'Other errors'),
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

/** Commands know members by our names; their problems are told in the wire's. */
const wireNames: Readonly<Record<string, string>> = {
  code: 'verification_code',
  customerId: 'customer_id',
  mobile: 'mobile_phone',
  platformType: 'xaccount_type',
  platformUserId: 'xaccount_id',
  resellerId: 'indirect_partner_id',
};
const wireNameOf = (member: string): string => wireNames[member] ?? member;
