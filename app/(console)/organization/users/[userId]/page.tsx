import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { CodeNotice } from '@/components/form/code-notice';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { When } from '@/components/when';
import { needsCode } from '@/domain/actor';
import { findUser } from '@/domain/identity/queries';
import { isId } from '@/lib/id';
import { MemberRoles, MemberState } from '../member-state';
import { DisableForm, EnableForm, LinkForm } from './member-forms';

interface Props {
  params: Promise<{ userId: string }>;
  searchParams: Promise<SearchParams>;
}

/** A member the reader may see; anybody else is a page that does not exist. */
async function loadMember(params: Props['params']) {
  const [{ userId }, scope] = await Promise.all([params, requireScope('users.read')]);
  return (isId('user', userId) && (await findUser(scope, userId))) || notFound();
}

export async function generateMetadata({ params }: Props) {
  return { title: (await loadMember(params)).name };
}

export default async function UserPage({ params, searchParams }: Props) {
  const [member, query, actor, t] = await Promise.all([
    loadMember(params),
    searchParams,
    requireActor(),
    getTranslations('users'),
  ]);
  const asksForCode = needsCode(actor, 'customers_always');
  const done = (['disabled', 'enabled'] as const).find((act) => act === paramOf(query, 'done'));
  return (
    <>
      <PageHeader
        title={member.name}
        status={<MemberState member={member} />}
        breadcrumbs={[{ label: t('title'), href: '/organization/users' }, { label: member.name }]}
      />
      <div className="flex flex-col gap-4">
        {done !== undefined && <Alert kind="done" title={t(`done.${done}`)} />}
        <Card title={t('details')}>
          <DescriptionList
            items={[
              { label: t('email'), value: <span className="break-all">{member.email}</span> },
              { label: t('roles'), value: <MemberRoles roles={member.roles} /> },
              { label: t('createdAt'), value: <When at={member.createdAt} precision="minute" /> },
              {
                label: t('lastSeenAt'),
                value: member.lastSeenAt ? <When at={member.lastSeenAt} precision="minute" /> : t('never'),
              },
              { label: t('id'), value: <CopyableId id={member.id} /> },
            ]}
          />
        </Card>
        {asksForCode && <CodeNotice back={`/organization/users/${member.id}`} />}
        {member.state === 'active' && !asksForCode && (
          <Card title={t('newLink')}>
            <LinkForm userId={member.id} />
          </Card>
        )}
        {member.state === 'active' && member.id !== actor.userId && (
          <Card title={t('disable')}>
            <DisableForm userId={member.id} />
          </Card>
        )}
        {member.state === 'disabled' && !asksForCode && (
          <Card title={t('enable')}>
            <EnableForm userId={member.id} />
          </Card>
        )}
      </div>
    </>
  );
}
