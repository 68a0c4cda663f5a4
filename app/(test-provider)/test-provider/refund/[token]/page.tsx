import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { brandName } from '@/app/_entry/appearance';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { DescriptionList } from '@/components/ui/description-list';
import { findPaymentProvider } from '@/domain/recharge/payment-providers';
import { openTestRefund, testRefundReference } from '@/domain/recharge/test-provider';
import { isTestAct } from '@/domain/recharge/test-provider-acts';
import { ActForm } from '../../act-form';

interface Params {
  params: Promise<{ token: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata() {
  const t = await getTranslations('onlinepay.testProvider');
  return { title: t('refundTitle') };
}

/** Where the test provider is told how a refund ends; what it then says it says by notifications. @source docs/payments.md */
export default async function TestRefundPage({ params, searchParams }: Params) {
  const [{ token }, query, t] = await Promise.all([params, searchParams, getTranslations('onlinepay.testProvider')]);
  const refund = findPaymentProvider('test') && openTestRefund(token);
  if (!refund) return notFound();
  const [act, answers] = [paramOf(query, 'sent'), paramOf(query, 'answers')];
  return (
    <div className="flex flex-col gap-4">
      <h1 className="text-xl">{t('refundTitle')}</h1>
      <p className="text-muted">{t('refundText')}</p>
      {isTestAct(act) && /^[\d-]{1,40}$/.test(answers) && (
        <Alert kind="info" title={t('sent', { act: t(`refundActs.${act}`) })}>
          {t('answers', { answers: answers.replaceAll('-', ', ') })}
        </Alert>
      )}
      <DescriptionList
        items={[
          { label: t('merchant'), value: brandName() },
          { label: t('amount'), value: <data value={refund.amount}>{`${refund.amount} ${refund.currency}`}</data> },
          { label: t('payment'), value: <code className="break-all">{refund.payment}</code> },
          { label: t('refund'), value: <code className="break-all">{testRefundReference(refund.refundId)}</code> },
        ]}
      />
      <ActForm action={`/test-provider/refund/${token}/notify`} title={t('refundTitle')} words="refundActs" />
    </div>
  );
}
