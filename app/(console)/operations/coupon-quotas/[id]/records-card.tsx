import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { Pagination } from '@/components/ui/pagination';
import { listQuotaRecords } from '@/domain/coupons/operator-record-queries';
import type { QuotaDetail } from '@/domain/coupons/quota-detail-queries';
import { pageRequest } from '@/lib/cursor';
import { RecordTable } from '../record-table';

/** Everything that was done with a quota, the newest first. */
export async function RecordsCard({ quota, params }: { quota: QuotaDetail; params: SearchParams }) {
  const [scope, t] = await Promise.all([requireScope('quotas.oversee'), getTranslations('quotaops.records')]);
  const request = pageRequest(params, { key: 'instant', id: 'couponRecord' }, 20);
  const { rows, before, after } = await listQuotaRecords(scope, quota.id, request);
  const path = `/operations/coupon-quotas/${quota.id}`;
  return (
    <Card title={t('title')}>
      <RecordTable records={rows} caption={t('title')} />
      <Pagination
        previousHref={before && hrefWith(path, {}, { before })}
        nextHref={after && hrefWith(path, {}, { after })}
      />
    </Card>
  );
}
