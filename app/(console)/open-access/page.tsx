import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type ChangeRow, listAccessChanges } from '@/domain/open-access/change-queries';
import { statesOf } from '@/domain/open-access/flow-model';
import { readFlow } from '@/domain/open-access/flow-queries';
import { FlowPicture } from './flow-picture';

const recentMax = 5;

export async function generateMetadata() {
  const t = await getTranslations('openaccess');
  return { title: t('title') };
}

/** How a partner's platform gets connected, and how far it has come. @source spec/08 */
export default async function OpenAccessPage() {
  const [scope, actor, t] = await Promise.all([
    requireScope('open_access.read'),
    requireActor(),
    getTranslations('openaccess'),
  ]);
  const [evidence, { rows }] = await Promise.all([readFlow(scope), listAccessChanges(scope, {}, { limit: recentMax })]);
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          evidence.hasStarted && <ButtonLink href="/open-access/configuration">{t('configuration.title')}</ButtonLink>
        }
      />
      <div className="flex flex-col gap-4">
        <FlowPicture states={statesOf(evidence)} asker={actor} />
        {rows.length > 0 && <RecentCard rows={rows} />}
      </div>
    </>
  );
}

async function RecentCard({ rows }: { rows: readonly ChangeRow[] }) {
  const t = await getTranslations('openaccess');
  return (
    <Card title={t('recent')} actions={<TextLink href="/open-access/changes">{t('allChanges')}</TextLink>}>
      <ul className="flex flex-col gap-2">
        {rows.map((row) => (
          <li key={row.id} className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
            <When at={row.at} />
            <TextLink href={`/open-access/changes/${row.id}`}>{t(`parts.${row.part}`)}</TextLink>
            <span className="text-muted wrap-anywhere">{row.userName ?? t('changes.byProgram')}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
