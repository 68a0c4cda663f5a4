import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ButtonLink } from '@/components/ui/button';
import { Disclosure } from '@/components/ui/disclosure';
import { PageHeader } from '@/components/ui/page-header';
import { Tabs } from '@/components/ui/tabs';
import { getValidDays } from '@/domain/onboarding/report-queries';
import { may } from '@/domain/permission';

const paths = { reports: '/onboarding', links: '/onboarding/links', history: '/onboarding/history' } as const;

/** What the three pages of customer development have in common: their head, the guide that can be opened, and the way between them. */
export async function OnboardingFrame({
  current,
  description,
  children,
}: {
  current: keyof typeof paths;
  description: string;
  children: ReactNode;
}) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('onboarding')]);
  const tabs = (['reports', 'links', 'history'] as const).map((tab) => ({
    label: t(`tabs.${tab}`),
    href: paths[tab],
    isCurrent: tab === current,
  }));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={description}
        actions={
          may(actor, 'onboarding.report') && (
            <ButtonLink variant="primary" href="/onboarding/reports/new">
              {t('reports.new')}
            </ButtonLink>
          )
        }
      />
      <Guide />
      <Tabs label={t('tabsLabel')} tabs={tabs} />
      {children}
    </>
  );
}

async function Guide() {
  const [scope, t] = await Promise.all([requireScope('onboarding.read'), getTranslations('onboarding.guide')]);
  const { report: days, invitation: mailDays } = await getValidDays(scope);
  return (
    <div className="no-print mb-4">
      <Disclosure summary={t('title')}>
        <ol className="flex max-w-prose list-decimal flex-col gap-1 pl-6">
          <li>{t('report', { days })}</li>
          <li>{t('invite', { mailDays })}</li>
          <li>{t('join')}</li>
          <li>{t('follow')}</li>
        </ol>
      </Disclosure>
    </div>
  );
}
