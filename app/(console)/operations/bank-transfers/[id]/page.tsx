import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type BankTransferLine, findBankTransfer } from '@/domain/recharge/queries';
import { findTakeBackOf } from '@/domain/reconciliation/posting-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadTransfer = cache(async (id: string): Promise<BankTransferLine> => {
  const scope = await requireScope('bank_transfers.read');
  const transfer = isId('bankTransfer', id) ? await findBankTransfer(scope, id) : undefined;
  return transfer ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [transfer, t] = await Promise.all([
    params.then(({ id }) => loadTransfer(id)),
    getTranslations('operations.transfers'),
  ]);
  return { title: t('heading', { reference: transfer.bankReference }) };
}

export default async function BankTransferPage({ params, searchParams }: Params) {
  const [transfer, query, scope, locale, t, common] = await Promise.all([
    params.then(({ id }) => loadTransfer(id)),
    searchParams,
    requireScope('bank_transfers.read'),
    getLocale(),
    getTranslations('operations.transfers'),
    getTranslations('common'),
  ]);
  const takenBackBy = await findTakeBackOf(scope, transfer.id);
  const heading = t('heading', { reference: transfer.bankReference });
  const partner = localName(transfer.organization, locale);
  return (
    <>
      <PageHeader
        title={heading}
        description={<CopyableId id={transfer.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/operations/bank-transfers' }, { label: heading }]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === '1' && (
          <Alert kind="done" title={t('done', { name: partner })}>
            <code className="break-all">{transfer.id}</code>
          </Alert>
        )}
        {takenBackBy && (
          <Alert kind="warning" title={t('takenBack')}>
            <TextLink href={`/operations/postings/${takenBackBy}`}>{t('takenBackLink')}</TextLink>
          </Alert>
        )}
        <Card title={t('facts')}>
          <DescriptionList
            items={[
              {
                label: t('partner'),
                value: <TextLink href={`/operations/organizations/${transfer.organization.id}`}>{partner}</TextLink>,
              },
              { label: common('amount'), value: <Amount value={transfer.amount} /> },
              { label: t('payer'), value: transfer.payerName },
              { label: t('reference'), value: transfer.bankReference },
              { label: t('receivedOn'), value: transfer.receivedOn },
              { label: t('recordedAt'), value: <When at={transfer.recordedAt} /> },
              { label: t('recordedBy'), value: transfer.recordedBy ?? undefined },
              { label: common('note'), value: transfer.note ?? undefined },
              { label: t('transferId'), value: <CopyableId id={transfer.transferId} label={t('copyTransferId')} /> },
            ]}
          />
        </Card>
      </div>
    </>
  );
}
