import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type ChangeView, findAccessChange } from '@/domain/open-access/change-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { ChangeKind } from '../change-kind';
import { BeforeAndAfter } from './before-and-after';
import { UndoCard } from './undo-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadChange = cache(async (id: string) => {
  const [scope, actor] = await Promise.all([requireScope('open_access.read'), requireActor()]);
  const shows = may(actor, 'open_access.configure') ? 'plain' : 'masked';
  const change = isId('accessChange', id) ? await findAccessChange(scope, id, shows) : undefined;
  return change ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const [change, t] = await Promise.all([params.then(({ id }) => loadChange(id)), getTranslations('openaccess')]);
  return { title: t('changes.heading', { part: t(`parts.${change.part}`) }) };
}

/** One change: the part as it was and as it became, and the way back. */
export default async function ChangePage({ params, searchParams }: Params) {
  const [change, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadChange(id)),
    searchParams,
    requireActor(),
    getTranslations('openaccess'),
  ]);
  const heading = t('changes.heading', { part: t(`parts.${change.part}`) });
  return (
    <>
      <PageHeader
        title={heading}
        status={<ChangeKind change={change} />}
        description={<CopyableId id={change.id} />}
        breadcrumbs={[
          { label: t('title'), href: '/open-access' },
          { label: t('changes.title'), href: '/open-access/changes' },
          { label: heading },
        ]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === 'undone' && change.undoesId && <Alert kind="done" title={t('done.undone')} />}
        <FactsCard change={change} />
        <BeforeAndAfter change={change} />
        {may(actor, 'open_access.configure') && <UndoCard change={change} actor={actor} />}
      </div>
    </>
  );
}

async function FactsCard({ change: { at, userName, undoesId, undoneById } }: { change: ChangeView }) {
  const t = await getTranslations('openaccess.changes');
  const link = (id: string) => <TextLink href={`/open-access/changes/${id}`}>{id}</TextLink>;
  return (
    <Card title={t('facts')}>
      <DescriptionList
        items={[
          { label: t('at'), value: <When at={at} /> },
          { label: t('by'), value: <span className="wrap-anywhere">{userName ?? t('byProgram')}</span> },
          ...(undoesId ? [{ label: t('undoes'), value: <span className="break-all">{link(undoesId)}</span> }] : []),
          ...(undoneById
            ? [{ label: t('undoneBy'), value: <span className="break-all">{link(undoneById)}</span> }]
            : []),
        ]}
      />
    </Card>
  );
}
