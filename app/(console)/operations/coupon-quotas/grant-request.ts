import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { previewGrant } from '@/domain/coupons/preview-grant';

/** What an address says about a grant, as text, under the names of the command's input; of the last two several may be ticked. */
export const grantValues = (params: SearchParams) => ({
  organizationId: paramOf(params, 'organizationId'),
  type: paramOf(params, 'type'),
  amount: paramOf(params, 'amount'),
  effectiveAt: paramOf(params, 'effectiveAt'),
  expiresAt: paramOf(params, 'expiresAt'),
  remark: paramOf(params, 'remark'),
  serviceTypes: paramOf(params, 'serviceTypes'),
  productIds: paramOf(params, 'productIds'),
  chargingMode: paramOf(params, 'chargingMode'),
  minOrder: paramOf(params, 'minOrder'),
  usesMax: paramOf(params, 'usesMax'),
  notCombinable: paramOf(params, 'notCombinable'),
  firstAssociationOnly: paramOf(params, 'firstAssociationOnly'),
  customerIds: paramOf(params, 'customerIds'),
  faceMin: paramOf(params, 'faceMin'),
  faceMax: paramOf(params, 'faceMax'),
  faceTotalMax: paramOf(params, 'faceTotalMax'),
  couponsMax: paramOf(params, 'couponsMax'),
  orderTypes: [params['orderTypes'] ?? []].flat(),
  associationTypes: [params['associationTypes'] ?? []].flat(),
});
type Values = ReturnType<typeof grantValues>;
export type GrantField = keyof Values;

/** What was filled in, each with its name, as a form sends it: what was left empty is not sent. */
export const grantEntries = (values: Values): readonly (readonly [name: string, value: string])[] =>
  Object.entries(values).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => (one === '' ? [] : [[name, one] as const])),
  );

/** What granting would come to. Nothing is left behind. */
export async function previewOf(values: Values) {
  const filled = Object.entries(values).filter(([, value]) => value.length > 0);
  return previewGrant(await requireActor(), Object.fromEntries(filled));
}

/** What is wrong with each field, in words; undefined when it could be granted. */
export async function grantProblems(
  values: Values,
): Promise<{ message: string; fields: Partial<Record<GrantField, string>> } | undefined> {
  const [preview, refusals, words] = await Promise.all([
    previewOf(values),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  if (!preview.objection) return undefined;
  const { code, fields } = preview.objection;
  const isPartner = code === 'organization_not_found' || code === 'cannot_receive_quota';
  if (isPartner) return { message: refusals(code), fields: { organizationId: refusals(code) } };
  const worded = Object.entries(fields).map(([name, problem]) => [
    name,
    words.has(problem) ? words(problem) : words('invalid'),
  ]);
  return { message: refusals(code), fields: Object.fromEntries(worded) };
}

/** The same values on another of the pages. */
export const grantHref = (
  page: 'new' | 'review',
  values: Values,
  changes: Readonly<Record<string, string>> = {},
): string => hrefWith(`/operations/coupon-quotas/${page}`, values, changes);
