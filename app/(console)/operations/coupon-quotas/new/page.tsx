import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { SelectField } from '@/components/form/select-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { couponTypes } from '@/domain/coupons/model';
import { receivingKinds } from '@/domain/coupons/plan-grant';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import { localName } from '@/lib/local-name';
import { grantProblems, grantValues } from '../grant-request';
import { LimitFields } from './limit-fields';

export async function generateMetadata() {
  const t = await getTranslations('quotaops.grant');
  return { title: t('title') };
}

/** The first step: how much for whom, until when, and limited to what. It only leads to the review, which sends back what is wrong. */
export default async function NewQuotaPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, locale, t, words, common, form] = await Promise.all([
    searchParams,
    requireScope('quotas.grant'),
    getLocale(),
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getTranslations('ui.form'),
  ]);
  const values = grantValues(params);
  const [problems, partners] = await Promise.all([
    paramOf(params, 'checked') === '1' ? grantProblems(values) : undefined,
    listOrganizationOptions(scope, receivingKinds),
  ]);
  const fields = problems?.fields ?? {};
  const optional = common('optional');
  return (
    <>
      <PageHeader
        title={t('grant.title')}
        description={t('grant.description')}
        breadcrumbs={[{ label: t('quotas.title'), href: '/operations/coupon-quotas' }, { label: t('grant.title') }]}
      />
      <Card className="max-w-2xl">
        <form
          key={JSON.stringify(values)}
          action={route('/operations/coupon-quotas/review')}
          method="get"
          className="flex flex-col gap-4"
          aria-label={t('grant.title')}
          noValidate
        >
          {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={problems.fields} />}
          <SelectField
            name="organizationId"
            label={t('partner')}
            hint={t('grant.partnerHint')}
            options={partners.map((partner) => ({
              value: partner.id,
              label: t('grant.option', { name: localName(partner, locale), account: partner.accountName }),
            }))}
            placeholder={t('grant.choose')}
            defaultValue={values.organizationId}
            error={fields.organizationId}
          />
          <SelectField
            name="type"
            label={common('type')}
            options={couponTypes.map((value) => ({ value, label: words(`types.${value}`) }))}
            defaultValue={values.type || 'voucher'}
            error={fields.type}
          />
          <MoneyField
            name="amount"
            label={common('amount')}
            currency={scope.currency}
            defaultValue={values.amount}
            error={fields.amount}
          />
          <TextField
            name="effectiveAt"
            label={t('effectiveAt')}
            hint={t('grant.effectiveHint')}
            type="date"
            optional={optional}
            defaultValue={values.effectiveAt}
            error={fields.effectiveAt}
          />
          <TextField
            name="expiresAt"
            label={t('expiresAt')}
            hint={t('grant.expiresHint')}
            type="date"
            defaultValue={values.expiresAt}
            error={fields.expiresAt}
          />
          <LimitFields values={values} problems={fields} currency={scope.currency} />
          <TextArea
            name="remark"
            label={t('remark')}
            hint={t('grant.remarkHint')}
            rows={2}
            maxLength={256}
            optional={optional}
            defaultValue={values.remark}
            error={fields.remark}
          />
          <div>
            <SubmitButton>{t('grant.review')}</SubmitButton>
          </div>
        </form>
      </Card>
    </>
  );
}
