import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { Pagination } from '@/components/ui/pagination';
import {
  findInvitation,
  type InvitationFilter,
  invitationStates,
  listInvitations,
} from '@/domain/onboarding/invitation-queries';
import { may } from '@/domain/permission';
import { pageRequest } from '@/lib/cursor';
import { isId } from '@/lib/id';
import { OnboardingFrame } from '../onboarding-frame';
import { InvitationTable } from './invitation-table';
import { OwnLinks } from './own-links';

const path = '/onboarding/links';
const kinds = ['email', 'link', 'custom_link'] as const;

export async function generateMetadata() {
  const t = await getTranslations('onboarding.tabs');
  return { title: t('links') };
}

/** Invitations by mail and links: the reader's own to hand out, and all that the reader may see. @source spec/01 §1.3, §1.4 */
export default async function LinksPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('onboarding.read'),
    requireActor(),
    getTranslations('onboarding.links'),
  ]);
  const filter: InvitationFilter = {
    kind: kinds.find((kind) => kind === paramOf(params, 'kind')),
    state: invitationStates.find((state) => state === paramOf(params, 'state')),
  };
  const [{ rows, before, after }, filters] = await Promise.all([
    listInvitations(scope, filter, pageRequest(params, { key: 'instant', id: 'invitation' })),
    filtersFor(),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const invites = may(actor, 'onboarding.invite');
  return (
    <OnboardingFrame current="links" description={t('description')}>
      <div className="mb-3 flex flex-col gap-4">
        <DoneAlert params={params} />
        {invites && <OwnLinks />}
        <h2 className="text-lg">{t('all')}</h2>
      </div>
      {(rows.length > 0 || isFiltered) && <FilterBar path={path} params={params} filters={filters} />}
      {rows.length > 0 && <InvitationTable rows={rows} invites={invites} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </OnboardingFrame>
  );
}

/** What has just been done, as far as the invitation itself agrees that it has. */
async function DoneAlert({ params }: { params: SearchParams }) {
  const [scope, t] = await Promise.all([requireScope('onboarding.read'), getTranslations('onboarding.links.done')]);
  const done = (['made', 'sent', 'withdrawn'] as const).find((each) => isId('invitation', paramOf(params, each)));
  const id = done && paramOf(params, done);
  const invitation = isId('invitation', id) ? await findInvitation(scope, id) : undefined;
  if (!done || !invitation || (done === 'withdrawn') !== (invitation.state === 'withdrawn')) return null;
  return <Alert kind="done" title={t(done)} />;
}

async function filtersFor(): Promise<Filter[]> {
  const [t, common] = await Promise.all([getTranslations('onboarding.links'), getTranslations('common')]);
  return [
    {
      kind: 'select',
      name: 'kind',
      label: t('kind'),
      options: kinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
    },
    {
      kind: 'select',
      name: 'state',
      label: common('status'),
      options: invitationStates.map((value) => ({ value, label: t(`states.${value}`) })),
    },
  ];
}
