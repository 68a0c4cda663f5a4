import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { type Column, DataTable } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { When } from '@/components/when';
import { listSettings, type SettingRow } from '@/domain/settings/queries';
import { SettingForm } from './setting-form';

const path = '/operations/settings';

export async function generateMetadata() {
  const t = await getTranslations('settings');
  return { title: t('title') };
}

/** Every setting of the platform with what is in force. The one that is to be changed stands in the address. */
export default async function SettingsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('settings.change'),
    getTranslations('settings'),
  ]);
  const rows = await listSettings(scope);
  const chosen = rows.find(({ key }) => key === paramOf(params, 'change'));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <div className="flex flex-col gap-4">
        {paramOf(params, 'done') === '1' && !chosen && <Alert kind="done" title={t('done')} />}
        {chosen && (
          <Card title={t(`names.${chosen.key}`)}>
            <SettingForm setting={chosen} />
          </Card>
        )}
        <DataTable caption={t('title')} columns={await columnsFor()} rows={rows} rowKey={({ key }) => key} />
      </div>
    </>
  );
}

async function columnsFor(): Promise<Column<SettingRow>[]> {
  const t = await getTranslations('settings');
  return [
    { id: 'name', header: t('name'), isKey: true, cell: ({ key }) => t(`names.${key}`) },
    { id: 'meaning', header: t('meaning'), cell: ({ key }) => <span className="text-muted">{t(`texts.${key}`)}</span> },
    { id: 'value', header: t('value'), align: 'end', cell: ({ value }) => <strong>{value}</strong> },
    { id: 'default', header: t('default'), align: 'end', cell: (row) => row.default },
    {
      id: 'bounds',
      header: t('bounds'),
      align: 'end',
      noWrap: true,
      cell: ({ min, max }) => t('boundsOf', { min, max }),
    },
    {
      id: 'changed',
      header: t('changed'),
      cell: ({ changedAt, changedBy }) =>
        changedAt ? (
          <>
            <When at={changedAt} precision="minute" /> {changedBy}
          </>
        ) : (
          t('never')
        ),
    },
    {
      id: 'change',
      header: t('change'),
      noWrap: true,
      cell: ({ key }) => (
        <ButtonLink
          href={`${path}?change=${key}`}
          size="small"
          aria-label={t('changeOne', { name: t(`names.${key}`) })}
        >
          {t('change')}
        </ButtonLink>
      ),
    },
  ];
}
