import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { ActionForm } from '@/components/form/action-form';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import { findPaymentFile, type PaymentFileDetail } from '@/domain/withdrawals/payment-file-queries';
import { listWithdrawals } from '@/domain/withdrawals/queries';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { PaymentFileBadge } from '../../../_withdrawals/state-badges';
import { withdrawalColumns } from '../../withdrawals/withdrawal-columns';
import { settlePaymentFileAction } from '../actions';

const path = '/operations/payment-files';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadFile = cache(async (id: string): Promise<PaymentFileDetail> => {
  const scope = await requireScope('withdrawals.oversee');
  const file = isId('paymentFile', id) ? await findPaymentFile(scope, id) : undefined;
  return file ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [file, t] = await Promise.all([params.then(({ id }) => loadFile(id)), getTranslations('withdrawals.files')]);
  return { title: t('heading', { number: file.number }) };
}

/** A payment file: what the bank gets, and what has become of the withdrawals in it. @source spec/06 §6.5 */
export default async function PaymentFilePage({ params, searchParams }: Params) {
  const [file, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadFile(id)),
    searchParams,
    requireActor(),
    getTranslations('withdrawals.files'),
  ]);
  const done = paramOf(query, 'done');
  const mayPay = may(actor, 'withdrawals.pay');
  return (
    <>
      <PageHeader
        title={t('heading', { number: file.number })}
        status={<PaymentFileBadge state={file.state} />}
        description={<CopyableId id={file.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: path }, { label: file.number }]}
      />
      <div className="flex flex-col gap-4">
        {done === 'made' && <Alert kind="done" title={t('made')} />}
        {done === 'settled' && <Alert kind="done" title={t('settleDone')} />}
        <FactsCard file={file} />
        {mayPay && <DownloadCard file={file} />}
        {mayPay && file.state === 'made' && <SettleCard file={file} />}
        <WithdrawalsOfFile file={file} params={query} />
      </div>
    </>
  );
}

async function FactsCard({ file }: { file: PaymentFileDetail }) {
  const t = await getTranslations('withdrawals.files');
  const { bankName, accountName, accountNumber } = file.account;
  return (
    <Card>
      <DescriptionList
        items={[
          { label: t('total'), value: <Amount value={file.total} /> },
          { label: t('count'), value: file.paymentCount },
          { label: t('executionOn'), value: file.executionOn },
          {
            label: t('account'),
            value: t('accountOption', { bank: bankName, name: accountName, number: accountNumber }),
          },
          { label: t('madeBy'), value: file.madeBy },
          { label: t('madeAt'), value: <When at={file.createdAt} /> },
          ...(file.settledAt ? [{ label: t('settledAt'), value: <When at={file.settledAt} /> }] : []),
          {
            label: t('progress'),
            value: t('progressText', { sent: file.sent, settled: file.settled, returned: file.returned }),
          },
          { label: t('sha256'), value: <code className="break-all text-xs">{file.sha256}</code> },
        ]}
      />
    </Card>
  );
}

async function DownloadCard({ file }: { file: PaymentFileDetail }) {
  const t = await getTranslations('withdrawals.files');
  // Files are no pages: the browser fetches them itself, each time somebody asks for one.
  return (
    <Card title={t('downloads')}>
      <p className="mb-3 text-muted">{t('downloadText')}</p>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <a className="link" href={`${path}/${file.id}/pain001.xml`} download>
          {t('pain001')}
        </a>
        <a className="link" href={`${path}/${file.id}/payments.csv`} download>
          {t('csv')}
        </a>
      </div>
    </Card>
  );
}

async function SettleCard({ file }: { file: PaymentFileDetail }) {
  const t = await getTranslations('withdrawals.files');
  return (
    <Card title={t('settleTitle')}>
      <ActionForm action={settlePaymentFileAction} label={t('settleTitle')} className="flex flex-col gap-3">
        <input type="hidden" name="paymentFileId" value={file.id} />
        <p className="text-muted">{t('settleText')}</p>
        <div>
          <SubmitButton>{t('settle', { number: file.number })}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function WithdrawalsOfFile({ file, params }: { file: PaymentFileDetail; params: SearchParams }) {
  const [scope, t, columns] = await Promise.all([
    requireScope('withdrawals.oversee'),
    getTranslations('withdrawals.files'),
    withdrawalColumns(),
  ]);
  const request = pageRequest(params, { key: 'instant', id: 'withdrawal' });
  const { rows, before, after } = await listWithdrawals(scope, { paymentFileId: file.id }, request);
  const here = `${path}/${file.id}`;
  return (
    <div>
      <DataTable
        caption={t('withdrawals')}
        columns={columns}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `/operations/withdrawals/${row.id}`}
      />
      <Pagination
        previousHref={before && hrefWith(here, params, { before, after: undefined })}
        nextHref={after && hrefWith(here, params, { after, before: undefined })}
      />
    </div>
  );
}
