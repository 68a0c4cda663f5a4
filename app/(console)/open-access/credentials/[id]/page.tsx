import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { CopyableId } from '@/components/ui/copy-button';
import { PageHeader } from '@/components/ui/page-header';
import { may } from '@/domain/permission';
import { CredentialState } from '../credential-state';
import { loadCredential } from '../load-credential';
import { FactsCard, LimitsCard } from './cards';
import { DisableCard } from './disable-card';

const path = '/open-access/credentials';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

export async function generateMetadata({ params }: Params) {
  const { name } = await loadCredential((await params).id);
  return { title: name };
}

/** One key: what it can do, when it was used, and what takes its place or ends it. */
export default async function CredentialPage({ params, searchParams }: Params) {
  const [credential, query, actor, t] = await Promise.all([
    params.then(({ id }) => loadCredential(id)),
    searchParams,
    requireActor(),
    getTranslations('credentials'),
  ]);
  const { id, name, state } = credential;
  const mayManage = may(actor, 'credentials.manage');
  const done = paramOf(query, 'done');
  const change = mayManage && state === 'active' && (
    <>
      <ButtonLink href={`${path}/${id}/edit`}>{t('change')}</ButtonLink>
      <ButtonLink href={`${path}/${id}/rotate`}>{t('rotateTitle')}</ButtonLink>
    </>
  );
  return (
    <>
      <PageHeader
        title={name}
        status={<CredentialState state={state} />}
        description={<CopyableId id={id} label={t('copyId', { name })} />}
        breadcrumbs={[{ label: t('title'), href: path }, { label: name }]}
        actions={change}
      />
      <div className="flex flex-col gap-4">
        {done === 'changed' && state === 'active' && <Alert kind="done" title={t('changed')} />}
        {done === 'disabled' && state === 'disabled' && <Alert kind="done" title={t('disabled')} />}
        <FactsCard credential={credential} />
        <LimitsCard credential={credential} />
        {mayManage && state !== 'disabled' && <DisableCard credential={credential} />}
      </div>
    </>
  );
}
