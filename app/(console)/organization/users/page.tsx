import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { DataTable } from '@/components/table/data-table';
import { hrefWith, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { When, ZoneName } from '@/components/when';
import { listUsers } from '@/domain/identity/queries';
import { pageRequest } from '@/lib/cursor';
import { MemberRoles, MemberState } from './member-state';

const path = '/organization/users';

export async function generateMetadata() {
  const t = await getTranslations('users');
  return { title: t('title') };
}

export default async function UsersPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([searchParams, requireScope('users.read'), getTranslations('users')]);
  const { rows, before, after } = await listUsers(scope, pageRequest(params, { key: 'instant', id: 'user' }));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        actions={
          <ButtonLink href={`${path}/new`} variant="primary">
            {t('add')}
          </ButtonLink>
        }
      />
      <DataTable
        caption={t('title')}
        rows={rows}
        rowKey={(row) => row.id}
        rowHref={(row) => `${path}/${row.id}`}
        columns={[
          { id: 'name', header: t('name'), cell: (row) => row.name, isKey: true },
          { id: 'email', header: t('email'), cell: (row) => <span className="break-all">{row.email}</span> },
          { id: 'roles', header: t('roles'), cell: (row) => <MemberRoles roles={row.roles} /> },
          { id: 'state', header: t('state'), cell: (row) => <MemberState member={row} /> },
          {
            id: 'lastSeenAt',
            header: t('lastSeenAt'),
            headerContent: (
              <>
                {t('lastSeenAt')}{' '}
                <span className="font-normal">
                  <ZoneName at={rows[0]?.createdAt ?? new Date()} />
                </span>
              </>
            ),
            cell: (row) =>
              row.lastSeenAt ? <When at={row.lastSeenAt} precision="minute" label={false} /> : t('never'),
          },
        ]}
      />
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined })}
      />
    </>
  );
}
