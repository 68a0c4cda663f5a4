import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { PageHeader } from '@/components/ui/page-header';
import { findRemittanceAccount, listRecentRecharges } from '@/domain/recharge/remittance-queries';
import { AccountCard } from './account-card';
import { ChecksCard } from './checks-card';
import { OnlineRechargeCard } from './online-card';
import { OpenCard } from './open-card';
import { RecentCard } from './recent-card';

const recentMax = 10;

export async function generateMetadata() {
  const t = await getTranslations('recharge');
  return { title: t('title') };
}

/** How money comes in: by transfer to the partner's own number, and what has arrived of late. @source spec/06 §6.2 */
export default async function RechargePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('recharge.read'),
    getTranslations('recharge'),
  ]);
  const [account, recent] = await Promise.all([findRemittanceAccount(scope), listRecentRecharges(scope, recentMax)]);
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex flex-col gap-4">
        {account && paramOf(params, 'done') === 'opened' && <Alert kind="done" title={t('open.done')} />}
        {account ? <AccountCard account={account} /> : <OpenCard />}
        {account && <ChecksCard account={account} />}
        <OnlineRechargeCard />
        <RecentCard recharges={recent} />
      </div>
    </>
  );
}
