import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { listOwnSessions } from '@/domain/identity/queries';
import { may } from '@/domain/permission';
import { CodesCard } from './codes-card';
import { PasswordForm } from './password-form';
import { EndOthers, SessionTable } from './session-table';

export async function generateMetadata() {
  const t = await getTranslations('account');
  return { title: t('title') };
}

/** What a done act is called in the address, so that the page it leads back to can say so. */
const acts = ['password', 'session', 'others', 'codes'] as const;

export default async function SecurityPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('account.manage'),
    requireActor(),
    getTranslations('account'),
  ]);
  const sessions = await listOwnSessions(scope);
  const done = acts.find((act) => act === paramOf(params, 'done'));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex flex-col gap-4">
        {done !== undefined && <Alert kind="done" title={t(`done.${done}`)} />}
        <Card title={t('changePassword')}>
          <PasswordForm />
        </Card>
        <Card title={t('sessions')} actions={sessions.length > 1 && <EndOthers />}>
          <p className="mb-3 text-muted">{t('sessionsText')}</p>
          <SessionTable rows={sessions} currentId={actor.sessionId} />
        </Card>
        {may(actor, 'security.change') && <CodesCard />}
      </div>
    </>
  );
}
