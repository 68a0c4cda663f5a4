import { getLocale, getTranslations } from 'next-intl/server';
import { formatAmount } from '@/components/amount-format';
import { SelectField } from '@/components/form/select-field';
import { route } from '@/components/route';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { SubmitButton } from '@/components/ui/submit-button';
import type { UsableQuota } from '@/domain/coupons/usable-quota-queries';

/** The first step: from which quota. Customers that were ticked in a list go on to the next. */
export async function ChooseQuota({
  quotas,
  customers,
}: {
  quotas: readonly UsableQuota[];
  customers: readonly string[];
}) {
  const [t, words, pages, locale] = await Promise.all([
    getTranslations('batches.coupons'),
    getTranslations('couponwords'),
    getTranslations('shell.pages'),
    getLocale(),
  ]);
  if (quotas.length === 0) {
    return (
      <EmptyState title={t('noQuotaTitle')} action={<ButtonLink href="/coupons">{pages('coupons')}</ButtonLink>}>
        {t('noQuota')}
      </EmptyState>
    );
  }
  const options = quotas.map(({ id, number, type, balance }) => ({
    value: id,
    label: t('chooseOption', { number, type: words(`types.${type}`), balance: formatAmount(balance, locale) }),
  }));
  return (
    <Card className="max-w-3xl">
      <form
        action={route('/coupons/batches/new')}
        method="get"
        className="flex flex-col gap-4"
        aria-label={t('choose')}
      >
        {customers.map((id) => (
          <input key={id} type="hidden" name="customers" value={id} />
        ))}
        <SelectField name="quota" label={t('choose')} hint={t('chooseHint')} options={options} />
        <div>
          <SubmitButton>{t('chooseNext')}</SubmitButton>
        </div>
      </form>
    </Card>
  );
}
