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
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof refusals;

/** Refusals every command may give, so none has to list them. */
export type CommonCode = 'not_permitted' | 'invalid_input' | 'request_reused' | 'request_running' | 'busy';

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
