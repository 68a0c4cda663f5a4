import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { brandName } from '@/app/_entry/appearance';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { DescriptionList } from '@/components/ui/description-list';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { openTestOrder, testReference } from '@/domain/recharge/test-provider';
import { isTestAct } from '@/domain/recharge/test-provider-acts';
import { ActForm } from '../../act-form';

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
      <ActForm action={`/test-provider/pay/${token}/notify`} title={t('title')} words="acts" />
      <p>
        <ButtonLink href={order.returnPath}>{t('back')}</ButtonLink>
      </p>
    </div>
  );
}
