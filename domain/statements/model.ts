import type { FundsTransferKind } from '@/db/schema/ledger';

/** What a statement is of: an organization's own money, or what it has been lent. @source spec/06 §6.1, §6.4 */
export const statementAccounts = ['recharge', 'credit'] as const;
export type StatementAccount = (typeof statementAccounts)[number];

/** What happened: the kind of the transfer, or that the credit limit was changed, which moves no money. */
export type StatementDetail =
  | Exclude<FundsTransferKind, 'bank_receipt' | 'bank_send_back' | 'bank_recorded' | 'bank_reverse' | 'withdraw_pay'>
  | 'credit_adjustment';

/** By what a statement is filtered. Of the list of the product those that happen here. @source spec/06 §6.4 */
export const statementTypes = ['recharge', 'refund', 'freeze', 'adjustment', 'allocate', 'reclaim', 'unbind'] as const;
export type StatementType = (typeof statementTypes)[number];

/** The type of everything that can stand in a statement. */
export const typeOfDetail = {
  recharge: 'recharge',
  recharge_online: 'recharge',
  // What had been paid out and came back from the bank.
  withdraw_return: 'refund',
  withdraw_hold: 'freeze',
  withdraw_release: 'freeze',
  credit_adjustment: 'adjustment',
  // A recharge that the bank has taken back.
  recharge_reverse: 'adjustment',
  allocate: 'allocate',
  allocate_reseller: 'allocate',
  reclaim: 'reclaim',
  reclaim_reseller: 'reclaim',
  unbind: 'unbind',
} as const satisfies Record<StatementDetail, StatementType>;

/** What is of that type. */
export const detailsOfType = (type: StatementType): StatementDetail[] =>
  (Object.keys(typeOfDetail) as StatementDetail[]).filter((detail) => typeOfDetail[detail] === type);

/** `in`: income. `out`: expense. */
export const directions = ['in', 'out'] as const;
export type Direction = (typeof directions)[number];

/** The clocks by which months are closed, whoever reads them. @source spec/06 §6.4 */
export const monthZone = 'Asia/Shanghai';

/** A month as an address holds it: `2026-11`. */
export const isMonth = (text: string): boolean => /^20\d\d-(0[1-9]|1[0-2])$/.test(text);

/** Its first day and its last. */
export const daysOfMonth = (month: string): { readonly from: string; readonly to: string } => ({
  from: `${month}-01`,
  to: new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).toISOString().slice(0, 10),
});
