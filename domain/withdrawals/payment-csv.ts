import { type CsvCell, writeCsv } from '@/lib/csv';
import { formatMoney } from '@/lib/money';
import type { Payment } from './payments';

const header = [
  'end_to_end_id',
  'account_name',
  'account_number',
  'bank_name',
  'branch',
  'amount',
  'currency',
  'remittance',
] as const;

/** The same payments as a table, for banks that want to be told so. No cell can become a formula. */
export async function paymentCsv(payments: readonly Payment[]): Promise<string> {
  let text = '';
  for await (const piece of writeCsv(header, payments.map(rowOf))) text += piece;
  return text;
}

const rowOf = (payment: Payment): CsvCell[] => [
  payment.endToEndId,
  payment.accountName,
  payment.accountNumber,
  payment.bankName,
  payment.branch ?? undefined,
  formatMoney(payment.amount),
  payment.amount.currency,
  payment.remittance,
];
