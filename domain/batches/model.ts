/** What one batch may hold. @source design/decisions.md 41 */
export const batchRowsMax = 5_000;

/** What lists are of: of money to customers and back, or of coupons. Whoever may see the one need not see the other. */
export const batchKinds = { money: ['allocate', 'reclaim'], coupons: ['issue'] } as const;
export type MoneyBatchKind = (typeof batchKinds.money)[number];
export type CouponBatchKind = (typeof batchKinds.coupons)[number];
export type BatchKind = MoneyBatchKind | CouponBatchKind;

/** Why a row of a batch is not carried out, besides what the command itself refuses. */
export const rowProblems = [
  'customer_missing',
  'customer_unknown',
  'amount_missing',
  'amount_not_a_number',
  'amount_too_precise',
  'amount_not_positive',
  'amount_too_large',
  'memo_too_long',
  'text_not_plain',
  'duplicate_row',
] as const;
export type RowProblem = (typeof rowProblems)[number];
