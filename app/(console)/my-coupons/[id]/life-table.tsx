import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { When } from '@/components/when';
import type { OwnCouponDetail, OwnCouponEvent } from '@/domain/coupons/own-coupon-queries';

/** What happened to a coupon, in the words of whom it belongs to: what was not its doing is one word, whoever's doing it was. */
const wordOf = ({ kind }: OwnCouponEvent) =>
  kind === 'issue' || kind === 'use' || kind === 'refund' || kind === 'expire' ? kind : 'back';

/** The life of a coupon from its issue. */
export function LifeTable({ coupon }: { coupon: OwnCouponDetail }) {
  const t = useTranslations('mycoupons');
  const common = useTranslations('common');
  return (
    <PlainTable caption={t('life')}>
      <thead>
        <tr>
          <th scope="col">{common('time')}</th>
          <th scope="col">{t('what')}</th>
          <th scope="col">{t('order')}</th>
          <th scope="col" className="end">
            {common('amount')}
          </th>
        </tr>
      </thead>
      <tbody>
        {coupon.life.map((event) => (
          <tr key={event.id}>
            <td>
              <When at={event.at} precision="minute" />
            </td>
            <td>{t(`events.${wordOf(event)}`)}</td>
            <td>{event.orderId ?? '—'}</td>
            <td className="end">
              <Amount value={event.amount} />
            </td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
