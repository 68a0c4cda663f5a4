import { useTranslations } from 'next-intl';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { testActs } from '@/domain/recharge/test-provider-acts';

/** What one can let the test provider do: the two ways for it to end, and ways to misbehave. */
export function ActForm({
  action,
  title,
  words,
}: {
  action: string;
  title: string;
  /** What the acts are called here. */
  words: 'acts' | 'refundActs';
}) {
  const t = useTranslations('onlinepay.testProvider');
  return (
    <form method="post" action={action} aria-label={title}>
      <div className="flex flex-col gap-6">
        <div className="flex flex-wrap gap-2">
          <SubmitButton name="act" value="pay">
            {t(`${words}.pay`)}
          </SubmitButton>
          <SubmitButton name="act" value="fail" variant="danger">
            {t(`${words}.fail`)}
          </SubmitButton>
        </div>
        <Card title={t('misbehave')}>
          <p className="mb-3 text-muted">{t('misbehaveText')}</p>
          <div className="flex flex-wrap gap-2">
            {testActs
              .filter((each) => each !== 'pay' && each !== 'fail')
              .map((each) => (
                <SubmitButton key={each} name="act" value={each} variant="secondary" size="small">
                  {t(`${words}.${each}`)}
                </SubmitButton>
              ))}
          </div>
        </Card>
      </div>
    </form>
  );
}
