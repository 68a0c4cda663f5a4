import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { listUsableQuotas } from '@/domain/coupons/chosen-queries';

/** Where an address names no quota: those that something can be cut from now. Whatever else it says is kept. */
export async function ChooseQuota({
  path,
  title,
  params,
}: {
  path: '/coupons/issue' | '/coupons/issue-quota';
  title: string;
  params: SearchParams;
}) {
  const [scope, t, words, common] = await Promise.all([
    requireScope('coupons.read'),
    getTranslations('issuing'),
    getTranslations('couponwords'),
    getTranslations('common'),
  ]);
  const quotas = await listUsableQuotas(scope);
  return (
    <>
      <PageHeader
        title={title}
        description={t('chooseQuota')}
        breadcrumbs={[{ label: t('coupons'), href: '/coupons' }, { label: title }]}
      />
      {quotas.length === 0 ? (
        <EmptyState title={t('noQuota')} action={<TextLink href="/coupons">{t('toQuotas')}</TextLink>}>
          {t('noQuotaText')}
        </EmptyState>
      ) : (
        <DataTable
          caption={t('chooseQuota')}
          rows={quotas}
          rowKey={({ id }) => id}
          rowHref={({ id }) => hrefWith(path, params, { quota: id })}
          columns={[
            { id: 'number', header: t('quota'), isKey: true, cell: ({ number }) => number },
            { id: 'type', header: common('type'), cell: ({ type }) => words(`types.${type}`) },
            {
              id: 'balance',
              header: t('quotaBalance'),
              align: 'end',
              cell: ({ balance }) => <Amount value={balance} />,
            },
            {
              id: 'expiresAt',
              header: t('expiresAt'),
              headerContent: (
                <>
                  {t('expiresAt')} {quotas[0] && <ZoneName at={quotas[0].expiresAt} />}
                </>
              ),
              noWrap: true,
              cell: ({ expiresAt }) => <When at={expiresAt} label={false} />,
            },
          ]}
        />
      )}
    </>
  );
}
