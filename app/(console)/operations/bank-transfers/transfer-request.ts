import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { recordBankTransfer } from '@/domain/recharge/record-bank-transfer';

/** What the form asks for, under the names of the command's input. */
export const transferFields = ['organizationId', 'amount', 'payerName', 'bankReference', 'receivedOn', 'note'] as const;
export type TransferField = (typeof transferFields)[number];
type Values = Readonly<Record<TransferField, string>>;

/** What an address says about a bank transfer, as text. */
export const transferValues = (params: SearchParams): Values => ({
  organizationId: paramOf(params, 'organizationId'),
  amount: paramOf(params, 'amount'),
  payerName: paramOf(params, 'payerName'),
  bankReference: paramOf(params, 'bankReference'),
  receivedOn: paramOf(params, 'receivedOn'),
  note: paramOf(params, 'note'),
});

/** What would happen, by the command's own checks and arithmetic. Nothing is left behind. */
export async function previewTransfer(values: Values) {
  const [preview] = await recordBankTransfer.preview(await requireActor(), [values]);
  return preview;
}

/** What is wrong with each field, in words; undefined when the transfer could be recorded. */
export async function transferProblems(
  values: Values,
): Promise<{ message: string; fields: Partial<Record<TransferField, string>> } | undefined> {
  const [preview, refusals, words] = await Promise.all([
    previewTransfer(values),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  // What one person may not record alone can be proposed.
  if (!preview || preview.ok || preview.code === 'hand_limit_exceeded') return undefined;
  const found = preview.code === 'organization_not_found' ? { organizationId: 'not_found' } : preview.fields;
  const worded = Object.entries(found).map(([name, problem]) => [
    name,
    words.has(problem) ? words(problem) : words('invalid'),
  ]);
  return { message: refusals(preview.code), fields: Object.fromEntries(worded) };
}

/** The same values on another of the pages. */
export const transferHref = (
  page: 'new' | 'review',
  values: Values,
  changes: Readonly<Record<string, string>> = {},
): string => hrefWith(`/operations/bank-transfers/${page}`, values, changes);
