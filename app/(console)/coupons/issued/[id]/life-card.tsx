import { useTranslations } from 'next-intl';
import { Amount } from '@/components/amount';
import { PlainTable } from '@/components/table/data-table';
import { Badge } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { CouponLife, LifeEvent } from '@/domain/coupons/coupon-life-queries';
import { useRecordWords } from '../../_lists/record-words';

/** Everything that happened to a coupon: as a line of events, and as a table with what each did to its balance. */
export function LifeCard({ life }: { life: CouponLife }) {
  const t = useTranslations('coupons');
  return (
    <Card title={t('life.title')}>
      {life.hasEarlierEvents && (
        <p className="mb-3">
          <TextLink href={`/coupons/records?coupon=${life.number}`}>{t('life.earlier')}</TextLink>
        </p>
      )}
      <Timeline life={life} />
      <PlainTable caption={t('life.title')}>
        <thead>
          <tr>
            <th scope="col">{t('at')}</th>
            <th scope="col">{t('kind')}</th>
            <th scope="col">{t('result')}</th>
            <th scope="col" className="end">
              {t('life.change')}
            </th>
            <th scope="col" className="end">
              {t('life.after')}
            </th>
            <th scope="col">{t('order')}</th>
            <th scope="col">{t('operator')}</th>
            <th scope="col">{t('remark')}</th>
          </tr>
        </thead>
        <tbody>
          {life.events.map((event) => (
            <EventRow key={event.id} event={event} />
          ))}
        </tbody>
      </PlainTable>
    </Card>
  );
}

function EventRow({ event }: { event: LifeEvent }) {
  const words = useRecordWords();
  return (
    <tr>
      <td>
        <When at={event.at} />
      </td>
      <th scope="row">{words.kind(event)}</th>
      <td>
        <Badge tone={event.refusal === null ? 'success' : 'danger'}>{words.result(event)}</Badge>
        {event.refusal !== null && <span className="block text-xs text-muted">{words.why(event)}</span>}
      </td>
      <td className="end">{event.change ? <Amount value={event.change} sign="always" /> : '—'}</td>
      <td className="end">{event.balanceAfter ? <Amount value={event.balanceAfter} /> : '—'}</td>
      <td>{event.orderId ?? '—'}</td>
      <td>{words.by(event)}</td>
      <td className="wrap-anywhere">{event.remark ?? '—'}</td>
    </tr>
  );
}

/** What was done to it, and what will: when it begins, and when it ends if nothing else ends it. */
function Timeline({ life }: { life: CouponLife }) {
  const t = useTranslations('coupons.life');
  const words = useRecordWords();
  const done = life.events.filter(({ refusal }) => refusal === null);
  return (
    <ol aria-label={t('line')} className="mb-4 flex flex-col border-s-2 border-line ps-4">
      {done.map((event) => (
        <Moment key={event.id} at={event.at} text={words.kind(event)}>
          {event.change && <Amount value={event.change} sign="always" />}
        </Moment>
      ))}
      {life.lock && <Moment at={life.lock.at} text={t('locked', { order: life.lock.orderId })} />}
      {life.state === 'usable' && (
        <Moment at={life.expiresAt} text={t('willExpire')}>
          <Amount value={life.left} />
        </Moment>
      )}
    </ol>
  );
}

function Moment({ at, text, children }: { at: Date; text: string; children?: React.ReactNode }) {
  return (
    <li className="flex flex-wrap gap-x-3 py-1">
      <span className="text-muted">
        <When at={at} precision="minute" />
      </span>
      <span className="wrap-anywhere">{text}</span>
      {children}
    </li>
  );
}
