import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { findQuota, type QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { findReseller } from '@/domain/customers/reseller-queries';
import { type ReadScope, scopeOfReseller } from '@/domain/read-scope';
import { type Id, isId } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { daysOf, enteredOr, listOf, textOrList, validityText } from './params';

/** What the address of a page about issuing coupons says. */
export interface IssueRequest {
  readonly scope: ReadScope;
  /** Whose customers can have a coupon: the reader's, or those of its reseller whose quota it is. */
  readonly customerScope: ReadScope;
  readonly quota: QuotaDetail;
  readonly customerIds: readonly Id<'customer'>[];
  readonly serviceTypes: readonly string[];
  readonly productIds: readonly string[];
  readonly values: {
    readonly faceValue: string;
    readonly minOrder: string;
    readonly effectiveAt: string;
    readonly expiresAt: string;
    readonly remark: string;
  };
  /** The command's input. */
  readonly input: Readonly<Record<string, string | readonly string[]>>;
  readonly params: SearchParams;
}

/** Reads such an address. Undefined when it names no quota; one that is out of reach does not exist. */
export async function readIssueRequest(params: SearchParams): Promise<IssueRequest | undefined> {
  const scope = await requireScope('coupons.issue');
  const id = paramOf(params, 'quota');
  if (id === '') return undefined;
  const quota = isId('couponQuota', id) ? await findQuota(scope, id) : undefined;
  if (!quota || !(quota.isOwn || (await findReseller(scope, quota.owner.id)))) return notFound();
  const customerScope = quota.isOwn ? scope : scopeOfReseller(scope, quota.owner.id);
  // `customer` is how other pages name one; the form's own boxes are called `customers`.
  const named = [...listOf(params, 'customers'), ...(params['customers'] ? [] : listOf(params, 'customer'))];
  const customerIds = named.filter((one) => isId('customer', one));
  const days = daysOf(quota, scope.timeZone);
  const minOrder = BigInt(quota.limits.minOrderMinor);
  const values = {
    faceValue: paramOf(params, 'faceValue'),
    minOrder: enteredOr(params, 'minOrder', minOrder > 0n ? formatMoney(money(minOrder, scope.currency)) : ''),
    effectiveAt: enteredOr(params, 'effectiveAt', days.effectiveAt),
    expiresAt: enteredOr(params, 'expiresAt', days.expiresAt),
    remark: paramOf(params, 'remark'),
  };
  const [serviceTypes, productIds] = [listOf(params, 'serviceTypes'), listOf(params, 'productIds')];
  const input = {
    ...{ quotaId: quota.id, customerIds, faceValue: values.faceValue, minOrder: values.minOrder },
    ...validityText(values, quota, scope.timeZone),
    ...{ serviceTypes: textOrList(serviceTypes), productIds: textOrList(productIds), remark: values.remark },
    ...(quota.isOwn ? {} : { resellerId: quota.owner.id }),
  };
  return { scope, customerScope, quota, customerIds, serviceTypes, productIds, values, input, params };
}

/** The same request on another of the pages. */
export const issueHref = (
  path: '/coupons/issue' | '/coupons/issue/review',
  { params }: IssueRequest,
  changes: Readonly<Record<string, string | undefined>> = {},
): string => hrefWith(path, params, { request: undefined, checked: undefined, ...changes });
