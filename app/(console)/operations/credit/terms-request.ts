import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { type Terms, termFields } from '@/domain/credit/model';
import { previewTerms } from '@/domain/credit/preview-terms';
import type { Id } from '@/lib/id';
import { formatMoney } from '@/lib/money';

/** What the form asks for, under the names of the command's input. */
export const termsFields = [...termFields, 'reason'] as const;
type TermsField = (typeof termsFields)[number];
export type TermsValues = Readonly<Record<TermsField, string>>;

/** What an address says about terms, as text; what it leaves out is as it is now. */
export function termsValues(params: SearchParams, now: Terms): TermsValues {
  const of = (field: (typeof termFields)[number]) =>
    params[field] === undefined ? formatMoney(now[field]) : paramOf(params, field);
  return {
    creditLimit: of('creditLimit'),
    designated: of('designated'),
    owedInvoices: of('owedInvoices'),
    reason: paramOf(params, 'reason'),
  };
}

/** What would happen, by the command's own steps. Nothing is left behind. */
export const previewOf = async (organizationId: Id<'organization'>, values: TermsValues) =>
  previewTerms(await requireActor(), { organizationId, ...values });

/** What is wrong, in words; undefined when the terms could be set. */
export async function termsProblems(
  organizationId: Id<'organization'>,
  values: TermsValues,
): Promise<{ message: string; fields: Partial<Record<TermsField, string>> } | undefined> {
  const [{ objection }, refusals, words] = await Promise.all([
    previewOf(organizationId, values),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  if (!objection) return undefined;
  const worded = Object.entries(objection.fields).map(([name, problem]) => [
    name,
    words.has(problem) ? words(problem) : words('invalid'),
  ]);
  return { message: refusals(objection.code), fields: Object.fromEntries(worded) };
}

/** The same values on the partner's page or its review; an amount that was left empty stays in the address as such. */
export function termsHref(
  organizationId: Id<'organization'>,
  page: '' | '/review',
  values: TermsValues,
  changes: Readonly<Record<string, string>> = {},
): string {
  const href = hrefWith(`/operations/credit/${organizationId}${page}`, values, changes);
  const empty = termFields.filter((field) => values[field] === '').map((field) => `${field}=`);
  return [href, ...empty].reduce((path, part) => `${path}${path.includes('?') ? '&' : '?'}${part}`);
}
