import { getTranslations } from 'next-intl/server';
import { BarsChart } from '@/components/chart/bars-chart';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { type ExpiryBucket, forecastExpiry, forecastSteps } from '@/domain/coupons/forecast-queries';
import type { ReadScope } from '@/domain/read-scope';

const steps = ['week', 'month'] as const;

/** How much of what is left expires in which week or month, drawn and in figures. */
export async function ExpiryForecast({ scope, params }: { scope: ReadScope; params: SearchParams }) {
  const by = paramOf(params, 'forecast') === 'month' ? 'month' : 'week';
  const [t, buckets] = await Promise.all([getTranslations('coupons.forecast'), forecastExpiry(scope, by)]);
  const isEmpty = buckets.every(({ quota, coupons }) => quota.minor + coupons.minor === 0n);
  const title = t(`title.${by}`, { count: forecastSteps[by] });
  return (
    <Card
      title={title}
      className="mt-6"
      actions={
        <div className="no-print flex gap-2">
          {steps.map((step) => (
            <ButtonLink
              key={step}
              size="small"
              variant={step === by ? 'secondary' : 'quiet'}
              href={hrefWith('/coupons', params, { forecast: step === 'week' ? undefined : step })}
              aria-current={step === by ? 'true' : undefined}
            >
              {t(`by.${step}`)}
            </ButtonLink>
          ))}
        </div>
      }
    >
      {isEmpty ? (
        <p className="text-muted">{t('nothing')}</p>
      ) : (
        <BarsChart
          title={title}
          note={t(scope.accountManagerId ? 'noteOwn' : 'note')}
          heading={t(`heading.${by}`)}
          series={[t('quota'), t('coupons')]}
          bars={buckets.map((bucket) => barOf(bucket, by))}
        />
      )}
    </Card>
  );
}

const barOf = ({ from, to, quota, coupons }: ExpiryBucket, by: keyof typeof forecastSteps) => ({
  label: `${from} – ${to}`,
  short: by === 'week' ? from.slice(5) : from.slice(0, 7),
  amounts: [quota, coupons],
});
