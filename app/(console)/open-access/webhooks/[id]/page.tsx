import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { may } from '@/domain/permission';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { loadEndpoint } from '../load-endpoint';
import { EndpointHealth } from '../words';
import { DeliveryLog } from './delivery-log';
import { EndpointFacts } from './endpoint-facts';
import { DisableCard, EnableCard, TestCard } from './manage-cards';
import { ReplayCard } from './replay-card';
import { SecretsCard } from './secrets-card';
import { VerifyCard } from './verify-card';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Params) {
  const endpoint = await params.then(({ id }) => loadEndpoint(id, 'webhooks.read'));
  return { title: new URL(endpoint.url).host };
}

/** One endpoint: how it does, what was sent to it, its secrets, and what can be done about it. @source design/differentiators.md X6 */
export default async function EndpointPage({ params, searchParams }: Params) {
  const [endpoint, query, actor, t, common] = await Promise.all([
    params.then(({ id }) => loadEndpoint(id, 'webhooks.read')),
    searchParams,
    requireActor(),
    getTranslations('webhooks'),
    getTranslations('common'),
  ]);
  const mayManage = may(actor, 'webhooks.manage');
  const isDisabled = endpoint.health === 'disabled';
  const host = new URL(endpoint.url).host;
  return (
    <>
      <PageHeader
        title={host}
        status={<EndpointHealth health={endpoint.health} />}
        description={<CopyableId id={endpoint.id} label={t('copyId')} />}
        breadcrumbs={[{ label: t('title'), href: '/open-access/webhooks' }, { label: host }]}
        actions={
          mayManage && <ButtonLink href={`/open-access/webhooks/${endpoint.id}/edit`}>{common('edit')}</ButtonLink>
        }
      />
      <div className="flex flex-col gap-4">
        <DoneAlert endpoint={endpoint} done={paramOf(query, 'done')} />
        <EndpointFacts endpoint={endpoint} />
        <DeliveryLog endpoint={endpoint} params={query} />
        {mayManage && isDisabled && <EnableCard endpoint={endpoint} />}
        {may(actor, 'webhooks.replay') && !isDisabled && <ReplayCard endpoint={endpoint} />}
        {mayManage && !isDisabled && <TestCard endpoint={endpoint} />}
        <SecretsCard endpoint={endpoint} mayManage={mayManage} />
        <VerifyCard />
        {mayManage && !isDisabled && <DisableCard endpoint={endpoint} />}
      </div>
    </>
  );
}

const doneWords = ['changed', 'enabled', 'disabled', 'secretEnded', 'replayed', 'tested'] as const;

async function DoneAlert({ endpoint: { id, health }, done }: { endpoint: EndpointLine; done: string }) {
  const t = await getTranslations('webhooks');
  const word = doneWords.find((each) => each === done);
  // An address that is opened again later says nothing that is no longer so.
  if (!word || (word === 'disabled') !== (health === 'disabled')) return null;
  const isQueued = word === 'replayed' || word === 'tested';
  return (
    <Alert
      kind="done"
      title={t(`done.${word}`)}
      actions={isQueued && <TextLink href={`/open-access/webhooks/${id}`}>{t('refresh')}</TextLink>}
    />
  );
}
