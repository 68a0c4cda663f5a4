import { redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { LimitsInWords } from '@/components/coupon/limits-in-words';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { route } from '@/components/route';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { needsCode } from '@/domain/actor';
import { findGrantedQuota } from '@/domain/coupons/operator-quota-queries';
import type { GrantOutlook } from '@/domain/coupons/preview-grant';
import { findOption } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { isRequestKey } from '@/domain/receipts';
import { capitalNumerals } from '@/lib/capital-numerals';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { grantQuotaAction } from '../actions';
import { grantEntries, grantHref, grantValues, previewOf } from '../grant-request';

export async function generateMetadata() {
  const t = await getTranslations('quotaops.grant');
  return { title: t('reviewTitle') };
}

/**
 * The second step: the server says what would be granted, and the button says it again. The request key stands in the address, so that a
 * reload, a second press and a second tab all send the same one.
 *
 * @source design/decisions.md 10, 41
 */
export default async function ReviewGrantPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('quotas.grant'),
    getTranslations('quotaops'),
  ]);
  const values = grantValues(params);
  const requestKey = paramOf(params, 'request');
  if (!isRequestKey(requestKey)) redirect(route(grantHref('review', values, { request: newRequestKey() })));
  const done = await findGrantedQuota(scope, requestKey);
  const preview = done ? undefined : await previewOf(values);
  if (preview && !preview.outlook) redirect(route(grantHref('new', values, { checked: '1' })));
  return (
    <>
      <PageHeader
        title={t('grant.reviewTitle')}
        description={done ? undefined : t('grant.reviewDescription')}
        breadcrumbs={[
          { label: t('quotas.title'), href: '/operations/coupon-quotas' },
          { label: t('grant.reviewTitle') },
        ]}
      />
      {done && (
        <Alert
          kind="done"
          title={t('grant.alreadyDone')}
          actions={<TextLink href={`/operations/coupon-quotas/${done}`}>{t('grant.view')}</TextLink>}
        />
      )}
      {preview?.outlook && (
        <Card className="max-w-3xl">
          <Review scope={scope} values={values} grant={preview.outlook} requestKey={requestKey} />
        </Card>
      )}
    </>
  );
}

async function Review({
  scope,
  values,
  grant,
  requestKey,
}: {
  scope: ReadScope;
  values: ReturnType<typeof grantValues>;
  grant: GrantOutlook;
  requestKey: string;
}) {
  const [t, words, common, locale, actor, partner] = await Promise.all([
    getTranslations('quotaops'),
    getTranslations('couponwords'),
    getTranslations('common'),
    getLocale(),
    requireActor(),
    isId('organization', values.organizationId) ? findOption(scope, values.organizationId) : undefined,
  ]);
  const { type, amount, validity, limits, remark } = grant;
  const name = partner ? localName(partner, locale) : values.organizationId;
  const isChinese = locale === 'zh-CN' && amount.currency === 'CNY';
  return (
    <div className="flex flex-col gap-4">
      <DescriptionList
        items={[
          {
            label: t('partner'),
            value: (
              <>
                {name}
                {partner && <span className="block text-muted text-table">{common(`kinds.${partner.kind}`)}</span>}
              </>
            ),
          },
          { label: common('type'), value: words(`types.${type}`) },
          { label: common('amount'), value: <Amount value={amount} /> },
          ...(isChinese ? [{ label: t('grant.capital'), value: capitalNumerals(amount.minor) }] : []),
          {
            label: t('effectiveAt'),
            value: values.effectiveAt === '' ? t('grant.atOnce') : <When at={validity.effectiveAt} />,
          },
          { label: t('expiresAt'), value: <When at={validity.expiresAt} /> },
          { label: words('limits.title'), value: <LimitsInWords limits={limits} currency={amount.currency} /> },
          ...(remark === null ? [] : [{ label: t('remark'), value: remark }]),
        ]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={grantHref('review', values, { request: requestKey })} />
      ) : (
        <ActionForm action={grantQuotaAction} requestKey={requestKey} label={t('grant.title')}>
          {grantEntries(values).map(([field, value]) => (
            <input key={`${field} ${value}`} type="hidden" name={field} value={value} />
          ))}
          <p className="text-muted">{t('grant.irreversible')}</p>
          <div className="flex flex-wrap gap-2">
            <SubmitButton>{t('grant.submit', { amount: formatAmount(amount, locale), name })}</SubmitButton>
            <ButtonLink href={grantHref('new', values)}>{common('edit')}</ButtonLink>
          </div>
        </ActionForm>
      )}
    </div>
  );
}
