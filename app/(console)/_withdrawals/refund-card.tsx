import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { RefundProgress } from '@/domain/withdrawals/detail-queries';
import { providerName } from '../funds/recharge/online/provider-name';

const tones = { asked: 'info', refunded: 'success', failed: 'danger' } as const satisfies Record<
  RefundProgress['state'],
  Tone
>;

/** How far the payment provider is with giving the money back. */
export function RefundCard({
  refund,
  rechargePath,
  refundHref,
}: {
  refund: RefundProgress;
  /** Where the reader has pages of online recharges. */
  rechargePath: string;
  /** Where a test provider lets one decide how it ends. */
  refundHref?: string | undefined;
}) {
  const [t, providers] = [useTranslations('withdrawals.refund'), useTranslations('onlinepay')];
  const { id, state, provider, paymentReference, refundReference, failure, attempts, rechargeId } = refund;
  const time = (at: Date | null) => (at ? <When at={at} precision="minute" /> : undefined);
  return (
    <Card title={t('title')}>
      <DescriptionList
        items={[
          { label: t('state'), value: <Badge tone={tones[state]}>{t(`states.${state}`)}</Badge> },
          { label: t('provider'), value: providerName(providers, provider) },
          { label: t('recharge'), value: <TextLink href={`${rechargePath}/${rechargeId}`}>{rechargeId}</TextLink> },
          { label: t('payment'), value: paymentReference },
          { label: t('reference'), value: refundReference ?? undefined },
          { label: t('ourNumber'), value: <CopyableId id={id} label={t('copyNumber')} /> },
          { label: t('attempts'), value: t('attemptsText', { count: attempts }) },
          { label: t('acceptedAt'), value: time(refund.acceptedAt) },
          ...(state === 'asked' ? [{ label: t('nextAt'), value: time(refund.nextAt) }] : []),
          { label: t('endedAt'), value: time(refund.endedAt) },
          ...(failure === null ? [] : [{ label: t('failure'), value: failure }]),
        ]}
      />
      {refundHref && (
        <p className="mt-3">
          <a href={refundHref} className="link">
            {t('decide')}
          </a>
        </p>
      )}
    </Card>
  );
}
