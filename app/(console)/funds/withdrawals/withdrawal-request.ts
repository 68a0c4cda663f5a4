import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { isRefusalCode } from '@/domain/refusal';
import { type WithdrawalKind, withdrawalKinds } from '@/domain/withdrawals/model';
import { previewWithdrawal } from '@/domain/withdrawals/preview-withdrawal';

/** What the form asks for, under the names of the command's input. */
export const requestFields = [
  'kind',
  'amount',
  'payeeType',
  'accountName',
  'accountNumber',
  'bankName',
  'branch',
  'note',
] as const;
type RequestField = (typeof requestFields)[number];
/** What an address says about a withdrawal, as text. */
export type RequestValues = Readonly<Record<RequestField, string>>;

export const requestValues = (params: SearchParams): RequestValues => ({
  kind: kindOf(params),
  amount: paramOf(params, 'amount'),
  payeeType: paramOf(params, 'payeeType'),
  accountName: paramOf(params, 'accountName'),
  accountNumber: paramOf(params, 'accountNumber'),
  bankName: paramOf(params, 'bankName'),
  branch: paramOf(params, 'branch'),
  note: paramOf(params, 'note'),
});

/** Back to where it came from, unless the address says otherwise. */
const kindOf = (params: SearchParams): WithdrawalKind =>
  withdrawalKinds.find((kind) => kind === paramOf(params, 'kind')) ?? 'original';

/** What would happen, by the command's own plan. Nothing is left behind. */
export const previewRequest = async (values: RequestValues) => previewWithdrawal(await requireActor(), values);

/** What is wrong with each field, in words; undefined when it could be asked for. */
export async function requestProblems(
  objection: Awaited<ReturnType<typeof previewRequest>>['objection'],
): Promise<{ readonly message: string; readonly fields: Partial<Record<RequestField, string>> } | undefined> {
  if (!objection) return undefined;
  const [refusals, words] = await Promise.all([getTranslations('refusals'), getTranslations('fields')]);
  const wordOf = (problem: string) => {
    if (words.has(problem)) return words(problem);
    return isRefusalCode(problem) ? refusals(problem) : words('invalid');
  };
  const fields = Object.entries(objection.fields).map(([name, problem]) => [name, wordOf(problem)]);
  return { message: refusals(objection.code), fields: Object.fromEntries(fields) };
}

/** The same values on another of the pages. */
export const requestHref = (
  page: 'new' | 'review',
  values: RequestValues,
  changes: Readonly<Record<string, string>> = {},
): string => hrefWith(`/funds/withdrawals/${page}`, values, changes);
