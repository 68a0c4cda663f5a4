import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { When } from '@/components/when';
import { findReceivingAccount, type ReceivingAccountLine } from '@/domain/recharge/receiving-account-queries';
import { isId } from '@/lib/id';
import { AccountState } from '../account-state';
import { ManageCards } from './manage-cards';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadAccount = cache(async (id: string): Promise<ReceivingAccountLine> => {
  const scope = await requireScope('receiving_accounts.manage');
  const account = isId('receivingAccount', id) ? await findReceivingAccount(scope, id) : undefined;
  return account ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [account, t] = await Promise.all([
    params.then(({ id }) => loadAccount(id)),
    getTranslations('recharge.receiving'),
  ]);
  return { title: t('heading', { number: account.accountNumber }) };
}

/** One account at a bank: what it is, what partners read of it, and its end. */
export default async function ReceivingAccountPage({ params, searchParams }: Params) {
  const [account, query, t] = await Promise.all([
    params.then(({ id }) => loadAccount(id)),
    searchParams,
    getTranslations('recharge.receiving'),
  ]);
  const heading = t('heading', { number: account.accountNumber });
  const done = paramOf(query, 'done');
  return (
    <>
      <PageHeader
        title={heading}
        status={<AccountState {...account} />}
        description={<CopyableId id={account.id} />}
        breadcrumbs={[{ label: t('title'), href: '/operations/receiving-accounts' }, { label: heading }]}
      />
      <div className="flex flex-col gap-4">
        {done === 'added' && <Alert kind="done" title={t('addDone')} />}
        {done === 'changed' && <Alert kind="done" title={t('changeDone')} />}
        {done === 'closed' && account.isClosed && <Alert kind="done" title={t('closeDone')} />}
        <Card title={t('facts')}>
          <DescriptionList
            items={[
              { label: t('accountNumber'), value: account.accountNumber },
              { label: t('prefix'), value: account.numberPrefix },
              { label: t('currency'), value: account.currency },
              { label: t('accountName'), value: <span className="wrap-anywhere">{account.accountName}</span> },
              { label: t('bank'), value: <span className="wrap-anywhere">{account.bankName}</span> },
              { label: t('branch'), value: <span className="wrap-anywhere">{account.branch}</span> },
              { label: t('arrival'), value: `${account.arrivalDaysMin}–${account.arrivalDaysMax}` },
              { label: t('numbers'), value: account.numbers },
              { label: t('addedAt'), value: <When at={account.addedAt} /> },
              { label: t('addedBy'), value: account.addedBy ?? undefined },
            ]}
          />
        </Card>
        {!account.isClosed && <ManageCards account={account} />}
      </div>
    </>
  );
}
