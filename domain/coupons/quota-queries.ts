import type { ReadScope } from '@/domain/read-scope';
import type { Page, PageRequest } from '@/lib/cursor';
import { type QuotaFilter, quotasWhere } from './quota-filter';
import { type QuotaLine, type QuotaTotals, quotaLineOf, readQuotas, sumQuotaLines } from './quota-lines';

/** The reader's own quotas that a filter leaves, the newest first. What they were cut from is not theirs to see. @source spec/05 §5.1 */
export async function listQuotas(
  scope: ReadScope,
  filter: QuotaFilter,
  request: PageRequest<'couponQuota'>,
): Promise<Page<QuotaLine>> {
  const page = await readQuotas(quotasWhere(scope, filter), request);
  return { ...page, rows: page.rows.map(quotaLineOf) };
}

/** What those come to. */
export const sumQuotas = (scope: ReadScope, filter: QuotaFilter): Promise<QuotaTotals> =>
  sumQuotaLines(quotasWhere(scope, filter), scope.currency);
