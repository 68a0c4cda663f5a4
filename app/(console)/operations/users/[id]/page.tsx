import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Masked } from '@/components/masked';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { needsCode } from '@/domain/actor';
import { findUserOfOrganization, type OrganizationUser } from '@/domain/identity/organization-queries';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { ActiveState } from '../../active-state';
import { disableUserAction, enableUserAction, issueSignInLinkAction } from '../actions';

interface Params {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const loadUser = cache(async (id: string): Promise<OrganizationUser> => {
  const scope = await requireScope('organizations.read');
  const user = isId('user', id) ? await findUserOfOrganization(scope, id) : undefined;
  return user ?? notFound();
});

export async function generateMetadata({ params }: Params) {
  const user = await loadUser((await params).id);
  return { title: user.name };
}

/** One member of a partner or customer, for the operator: letting in, keeping out, a new way in. */
export default async function OrganizationUserPage({ params, searchParams }: Params) {
  const [user, query, actor, locale, t, common] = await Promise.all([
    params.then(({ id }) => loadUser(id)),
    searchParams,
    requireActor(),
    getLocale(),
    getTranslations('operations'),
    getTranslations('common'),
  ]);
  const organization = localName(user.organization, locale);
  const done = paramOf(query, 'done');
  const asksForCode = needsCode(actor, 'if_asked');
  return (
    <>
      <PageHeader
        title={user.name}
        status={<ActiveState state={user.state} />}
        description={<CopyableId id={user.id} label={t('copyId', { name: user.name })} />}
        breadcrumbs={[
          { label: t('organizations.title'), href: '/operations/organizations' },
          { label: organization, href: `/operations/organizations/${user.organization.id}` },
          { label: user.name },
        ]}
      />
      <div className="flex flex-col gap-4">
        {done === 'disabled' && user.state === 'disabled' && <Alert kind="done" title={t('users.disabled')} />}
        {done === 'enabled' && user.state === 'active' && <Alert kind="done" title={t('users.enabled')} />}
        <Card title={t('users.facts')}>
          <DescriptionList
            items={[
              { label: common('email'), value: user.email === null ? undefined : <Masked text={user.email} /> },
              { label: t('users.roles'), value: user.roles.map((role) => common(`roles.${role}`)).join(', ') },
              { label: t('createdAt'), value: <When at={user.createdAt} precision="minute" /> },
            ]}
          />
        </Card>
        {asksForCode && <CodeNotice back={`/operations/users/${user.id}`} />}
        {user.state === 'active' && may(actor, 'users.create') && !asksForCode && <NewLink user={user} />}
        {may(actor, 'users.disable') && (user.state === 'active' || !asksForCode) && <Switch user={user} />}
      </div>
    </>
  );
}

async function NewLink({ user }: { user: OrganizationUser }) {
  const t = await getTranslations('operations');
  return (
    <Card title={t('users.linkTitle')}>
      <ActionForm action={issueSignInLinkAction} label={t('users.linkTitle')} doneMessage={t('users.linkDone')}>
        <p className="text-muted">{t('users.linkText')}</p>
        <input type="hidden" name="userId" value={user.id} />
        <div>
          <SubmitButton variant="secondary">{t('users.link')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function Switch({ user }: { user: OrganizationUser }) {
  const t = await getTranslations('operations');
  const isActive = user.state === 'active';
  const title = t(isActive ? 'users.disableTitle' : 'users.enableTitle');
  return (
    <Card title={title}>
      <ActionForm action={isActive ? disableUserAction : enableUserAction} label={title}>
        <p className="text-muted">{t(isActive ? 'users.disableText' : 'users.enableText')}</p>
        <input type="hidden" name="userId" value={user.id} />
        <div>
          <SubmitButton variant={isActive ? 'danger' : 'primary'}>
            {t(isActive ? 'users.disable' : 'users.enable', { name: user.name })}
          </SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
