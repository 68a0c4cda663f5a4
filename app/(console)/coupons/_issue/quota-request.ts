import { notFound } from 'next/navigation';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { findQuota, type QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, isId } from '@/lib/id';
import { daysOf, enteredOr, listOf, textOrList, validityText } from './params';

/** Limits that may be drawn narrower, each an amount or a number. */
export const narrowed = ['minOrder', 'faceMin', 'faceMax', 'faceTotalMax', 'couponsMax'] as const;

/** What the address of a page about issuing quota to resellers says. */
export interface QuotaRequest {
  readonly scope: ReadScope;
  readonly quota: QuotaDetail;
  readonly resellerIds: readonly Id<'organization'>[];
  readonly serviceTypes: readonly string[];
  readonly productIds: readonly string[];
  readonly values: Readonly<
    Record<'amount' | 'effectiveAt' | 'expiresAt' | 'remark' | (typeof narrowed)[number], string>
  >;
  /** The command's input. */
  readonly input: Readonly<Record<string, string | readonly string[]>>;
  readonly params: SearchParams;
}

/** Reads such an address. Undefined when it names no quota; one that is not the reader's own does not exist. */
export async function readQuotaRequest(params: SearchParams): Promise<QuotaRequest | undefined> {
  const scope = await requireScope('quotas.issue');
  const id = paramOf(params, 'quota');
  if (id === '') return undefined;
  const quota = isId('couponQuota', id) ? await findQuota(scope, id) : undefined;
  if (!quota?.isOwn) return notFound();
  const resellerIds = listOf(params, 'resellers').filter((one) => isId('organization', one));
  const days = daysOf(quota, scope.timeZone);
  const [serviceTypes, productIds] = [listOf(params, 'serviceTypes'), listOf(params, 'productIds')];
  const values = {
    amount: paramOf(params, 'amount'),
    effectiveAt: enteredOr(params, 'effectiveAt', days.effectiveAt),
    expiresAt: enteredOr(params, 'expiresAt', days.expiresAt),
    minOrder: paramOf(params, 'minOrder'),
    faceMin: paramOf(params, 'faceMin'),
    faceMax: paramOf(params, 'faceMax'),
    faceTotalMax: paramOf(params, 'faceTotalMax'),
    couponsMax: paramOf(params, 'couponsMax'),
    remark: paramOf(params, 'remark'),
  };
  const input = {
    ...{ quotaId: quota.id, resellerIds, ...values },
    ...validityText(values, quota, scope.timeZone),
    ...{ serviceTypes: textOrList(serviceTypes), productIds: textOrList(productIds) },
  };
  return { scope, quota, resellerIds, serviceTypes, productIds, values, input, params };
}

/** The same request on another of the pages. */
export const quotaHref = (
  path: '/coupons/issue-quota' | '/coupons/issue-quota/review',
  { params }: QuotaRequest,
  changes: Readonly<Record<string, string | undefined>> = {},
): string => hrefWith(path, params, { request: undefined, checked: undefined, ...changes });
