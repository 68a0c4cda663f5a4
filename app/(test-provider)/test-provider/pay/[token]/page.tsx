import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { brandName } from '@/app/_entry/appearance';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { openTestOrder, testReference } from '@/domain/recharge/test-provider';
import { isTestAct, testActs } from '@/domain/recharge/test-provider-acts';

interface Params {
  params: Promise<{ token: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations('onlinepay.testProvider');
  return { title: t('title') };
}

/**
 * Where the test provider takes a payment: one says how it ends. It knows what stands in its address and nothing of the console, and what it
 * says it says by notifications, like any provider.
 *
 * @source docs/payments.md
 */
export default async function TestPaymentPage({ params, searchParams }: Params) {
  const [{ token }, query, t] = await Promise.all([params, searchParams, getTranslations('onlinepay.testProvider')]);
  const order = findPaymentProvider('test') && openTestOrder(token);
  if (!order) return notFound();
  const [act, answers] = [paramOf(query, 'sent'), paramOf(query, 'answers')];
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl">{t('title')}</h1>
      <p className="text-muted">{t('text')}</p>
      {isTestAct(act) && /^[\d-]{1,40}$/.test(answers) && (
        <Alert kind="info" title={t('sent', { act: t(`acts.${act}`) })}>
          {t('answers', { answers: answers.replaceAll('-', ', ') })}
        </Alert>
      )}
      <DescriptionList
        items={[
          { label: t('merchant'), value: brandName() },
          { label: t('amount'), value: <data value={order.amount}>{`${order.amount} ${order.currency}`}</data> },
          { label: t('payment'), value: <code className="break-all">{testReference(order.orderId)}</code> },
        ]}
      />
      <form method="post" action={`/test-provider/pay/${token}/notify`} aria-label={t('title')}>
        <div className="flex flex-col gap-6">
          <div className="flex flex-wrap gap-2">
            <SubmitButton name="act" value="pay">
              {t('acts.pay')}
            </SubmitButton>
            <SubmitButton name="act" value="fail" variant="danger">
              {t('acts.fail')}
            </SubmitButton>
          </div>
          <Card title={t('misbehave')}>
            <p className="mb-3 text-muted">{t('misbehaveText')}</p>
            <div className="flex flex-wrap gap-2">
              {testActs
                .filter((each) => each !== 'pay' && each !== 'fail')
                .map((each) => (
                  <SubmitButton key={each} name="act" value={each} variant="secondary" size="small">
                    {t(`acts.${each}`)}
                  </SubmitButton>
                ))}
            </div>
          </Card>
        </div>
      </form>
      <p>
        <ButtonLink href={order.returnPath}>{t('back')}</ButtonLink>
      </p>
    </div>
  );
}
