import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { Pagination } from '@/components/ui/pagination';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { isAuditAction } from '@/domain/audit/action-names';
import { couponOperations, useOperations } from '@/domain/coupons/model';
import type { CustomerDetail } from '@/domain/customers/detail-queries';
import { listTimeline, type TimelineItem } from '@/domain/customers/timeline-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { asKind } from '@/lib/id';

const pageSize = 20;

/** Everything that happened to a customer since its association began, the latest first. @source design/ux-checklist.md 30 */
export async function TimelineCard({ customer, after }: { customer: CustomerDetail; after: string }) {
  const [scope, t, common] = await Promise.all([
    requireScope('customers.read'),
    getTranslations('customers.timeline'),
    getTranslations('common'),
  ]);
  const request = pageRequest({ after }, { key: 'instant', id: 'event' }, pageSize);
  const page = await listTimeline(scope, customer.id, request);
  const path = `/customers/${customer.id}`;
  if (page.rows.length === 0) return null;
  return (
    <Card title={t('title')}>
      <PlainTable caption={t('title')}>
        <thead>
          <tr>
            <th scope="col">{common('time')}</th>
            <th scope="col">{t('what')}</th>
            <th scope="col">{t('who')}</th>
            <th scope="col" className="end">
              {common('amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {page.rows.map((item) => (
            <tr key={`${item.id} ${item.what}`}>
              <td>
                <When at={item.at} precision="minute" />
              </td>
              <td className="whitespace-nowrap">
                <What item={item} />
              </td>
              <td>
                <Who item={item} />
              </td>
              <td className="end">{item.amount ? <Amount value={item.amount} /> : '—'}</td>
            </tr>
          ))}
        </tbody>
      </PlainTable>
      <Pagination
        previousHref={request.after ? `${path}#timeline` : undefined}
        nextHref={page.after && `${path}?timeline=${page.after}#timeline`}
      />
    </Card>
  );
}

const steps = [
  ...(['disassociate_submitted', 'disassociate_completed', 'disassociate_rejected', 'disassociate_withdrawn'] as const),
  ...(['switch_submitted', 'switch_completed', 'switch_rejected', 'switch_withdrawn'] as const),
];
const kinds = ['allocate', 'reclaim', 'unbind'] as const;
const couponKinds = [...couponOperations, ...useOperations];

async function What({ item }: { item: TimelineItem }) {
  const [actor, t, audit, customers, coupons] = await Promise.all([
    requireActor(),
    getTranslations('customers.timeline'),
    getTranslations('audit'),
    getTranslations('customers.adjustmentKinds'),
    getTranslations('customers.timeline.coupons'),
  ]);
  const { what, adjustmentId, couponId } = item;
  const couponKind = couponKinds.find((each) => each === what);
  const kind = kinds.find((each) => each === what);
  const step = steps.find((each) => each === what);
  if (item.source === 'association') return t('joined');
  if (adjustmentId && kind) return <TextLink href={`/funds/adjustments/${adjustmentId}`}>{customers(kind)}</TextLink>;
  if (couponId && couponKind) {
    const page = may(actor, 'quotas.oversee') ? '/operations/coupons' : '/coupons/issued';
    return <TextLink href={`${page}/${couponId}`}>{coupons(couponKind)}</TextLink>;
  }
  if (step && may(actor, 'association_changes.read'))
    return (
      <TextLink href={`/association-changes/${asKind('associationChange', item.id)}`}>{t(`steps.${step}`)}</TextLink>
    );
  if (step) return t(`steps.${step}`);
  return isAuditAction(what) ? audit(`actions.${what}`) : what;
}

/** The name of somebody of the reader's own; of others, what kind of organization they are of. */
async function Who({ item: { by } }: { item: TimelineItem }) {
  const [t, audit, common] = await Promise.all([
    getTranslations('customers.timeline'),
    getTranslations('audit'),
    getTranslations('common.kinds'),
  ]);
  if (!by) return '—';
  if (by.userName) return by.userName;
  if (by.keyName) return audit('byKey', { name: by.keyName });
  if (by.via === 'job' || by.via === 'system') return audit(`via.${by.via}`);
  return by.isOwn ? t('ownOrganization') : common(by.kind);
}
