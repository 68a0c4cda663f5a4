/** The states of a withdrawal, in the order in which it comes to them. */
export const withdrawalStates = [
  'requested',
  'approved',
  'sent',
  'settled',
  'rejected',
  'cancelled',
  'returned',
] as const;
export type WithdrawalState = (typeof withdrawalStates)[number];

/** Where money that is taken out goes: back to where it came from, or to a bank card. */
export const withdrawalKinds = ['original', 'bank_card'] as const;
export type WithdrawalKind = (typeof withdrawalKinds)[number];

/** Whose account a bank card or account is. Only cards have a digit that proves the others; accounts of companies in China have none. */
export const payeeTypes = ['company_account', 'personal_card'] as const;

/** The states of a payment file: handed to nobody yet as far as we know, told that the bank has paid it, all of it settled. */
export const paymentFileStates = ['made', 'settling', 'settled'] as const;
export type PaymentFileState = (typeof paymentFileStates)[number];

/** How many withdrawals one payment file takes. */
export const paymentFileMax = 200;
