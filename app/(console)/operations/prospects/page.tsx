import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { Masked } from '@/components/masked';
import { type Column, DataTable } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { EmptyState, NoResults } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { Pagination } from '@/components/ui/pagination';
import { SubmitButton } from '@/components/ui/submit-button';
import { When, ZoneName } from '@/components/when';
import { listProspects, type ProspectRow } from '@/domain/onboarding/prospect-queries';
import { prospectOwners } from '@/domain/onboarding/report-model';
import { pageRequest } from '@/lib/cursor';
import { releaseProspectAction, reserveProspectAction } from '../reports/actions';

const path = '/operations/prospects';

export async function generateMetadata() {
  const t = await getTranslations('onboarding.prospects');
  return { title: t('title') };
}

/** Prospects no partner can report: the list, and the form that adds one. @source spec/01 §1.2 */
export default async function ProspectsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('onboarding.review'),
    getTranslations('onboarding.prospects'),
  ]);
  const filter = {
    q: paramOf(params, 'q') || undefined,
    owner: prospectOwners.find((owner) => owner === paramOf(params, 'of')),
  };
  const [{ rows, before, after }, columns] = await Promise.all([
    listProspects(scope, filter, pageRequest(params, { key: 'instant', id: 'prospect' })),
    columnsFor(),
  ]);
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const filters: Filter[] = [
    { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
    {
      kind: 'select',
      name: 'of',
      label: t('owner'),
      options: prospectOwners.map((value) => ({ value, label: t(`owners.${value}`) })),
    },
  ];
  const done = (['reserved', 'released'] as const).find((each) => each === paramOf(params, 'done'));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="mb-4 flex flex-col gap-4">
        {done && <Alert kind="done" title={t(`done.${done}`)} />}
        <ReserveCard />
      </div>
      {(rows.length > 0 || isFiltered) && (
        <FilterBar path={path} params={{ ...params, done: undefined }} filters={filters} />
      )}
      {rows.length > 0 && <DataTable caption={t('title')} columns={columns} rows={rows} rowKey={(row) => row.id} />}
      {rows.length === 0 && isFiltered && <NoResults clearHref={path} />}
      {rows.length === 0 && !isFiltered && <EmptyState title={t('emptyTitle')}>{t('empty')}</EmptyState>}
      <Pagination
        previousHref={before && hrefWith(path, params, { before, after: undefined, done: undefined })}
        nextHref={after && hrefWith(path, params, { after, before: undefined, done: undefined })}
      />
    </>
  );
}

async function ReserveCard() {
  const [t, common] = await Promise.all([getTranslations('onboarding.prospects'), getTranslations('common')]);
  const optional = common('optional');
  return (
    <Card title={t('add')}>
      <ActionForm action={reserveProspectAction} label={t('add')}>
        <p className="text-muted">{t('addText')}</p>
        <SelectField
          name="owner"
          label={t('owner')}
          options={prospectOwners.map((value) => ({ value, label: t(`owners.${value}`) }))}
        />
        <TextField name="name" label={t('name')} maxLength={256} autoComplete="off" />
        <TextField
          name="mobile"
          type="tel"
          label={common('mobile')}
          maxLength={64}
          autoComplete="off"
          optional={optional}
        />
        <TextField
          name="email"
          type="email"
          label={common('email')}
          maxLength={254}
          autoComplete="off"
          optional={optional}
        />
        <div>
          <SubmitButton>{t('reserve')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function columnsFor(): Promise<Column<ProspectRow>[]> {
  const [t, common] = await Promise.all([getTranslations('onboarding.prospects'), getTranslations('common')]);
  return [
    { id: 'name', header: t('name'), isKey: true, cell: (row) => <span className="wrap-anywhere">{row.name}</span> },
    { id: 'owner', header: t('owner'), noWrap: true, cell: (row) => t(`owners.${row.owner}`) },
    {
      id: 'mobile',
      header: common('mobile'),
      cell: (row) => (row.mobile === null ? '—' : <Masked text={row.mobile} />),
    },
    { id: 'email', header: common('email'), cell: (row) => (row.email === null ? '—' : <Masked text={row.email} />) },
    {
      id: 'createdAt',
      header: t('createdAt'),
      headerContent: (
        <>
          {t('createdAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    { id: 'createdBy', header: t('createdBy'), noWrap: true, cell: (row) => row.createdBy ?? '—' },
    { id: 'actions', header: common('actions'), cell: (row) => <ReleaseForm row={row} /> },
  ];
}

async function ReleaseForm({ row }: { row: ProspectRow }) {
  const t = await getTranslations('onboarding.prospects');
  const name = t('releaseOf', { name: row.name });
  return (
    <ActionForm action={releaseProspectAction} label={name} className="flex flex-col gap-2">
      <input type="hidden" name="prospectId" value={row.id} />
      <div>
        <SubmitButton variant="secondary" size="small">
          <span aria-hidden>{t('release')}</span>
          <span className="sr-only">{name}</span>
        </SubmitButton>
      </div>
    </ActionForm>
  );
}
