import type { ReadScope } from '@/domain/read-scope';
import type { Page, PageRequest } from '@/lib/cursor';
import { idFromUuid } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type IssuedQuotaFilter, issuedQuotasWhere } from './quota-filter';
import { type IssuedQuotaLine, type QuotaTotals, quotaLineOf, readQuotas, sumQuotaLines } from './quota-lines';

/**
 * What a distributor has cut for its resellers, the newest first: how much it was and how much of it is left, not for whom it was used.
 *
 * @source spec/05 §5.4
 */
export async function listIssuedQuotas(
  scope: ReadScope,
  filter: IssuedQuotaFilter,
  request: PageRequest<'couponQuota'>,
): Promise<Page<IssuedQuotaLine>> {
  const page = await readQuotas(issuedQuotasWhere(scope, filter), request);
  const rows = page.rows.map((row) => {
    invariant(row.parent_id && row.parent_number, 'what was cut for a reseller was cut from something');
    const parent = { id: idFromUuid('couponQuota', row.parent_id), number: row.parent_number };
    const reseller = { id: idFromUuid('organization', row.reseller_id), name: row.name, nameEn: row.name_en };
    return { ...quotaLineOf(row), reseller, parent };
  });
  return { ...page, rows };
}

/** What those come to. */
export const sumIssuedQuotas = (scope: ReadScope, filter: IssuedQuotaFilter): Promise<QuotaTotals> =>
  sumQuotaLines(issuedQuotasWhere(scope, filter), scope.currency);
