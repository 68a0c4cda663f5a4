import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import type { Column } from '@/components/table/data-table';
import { type Filter, FilterBar } from '@/components/table/filter-bar';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { RecordList } from '@/components/table/record-list';
import { Alert } from '@/components/ui/alert';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { When, ZoneName } from '@/components/when';
import { may } from '@/domain/permission';
import { listPayerRules, type PayerRuleRow } from '@/domain/reconciliation/rule-queries';
import { pageRequest } from '@/lib/cursor';
import { localName } from '@/lib/local-name';
import { endPayerRuleAction } from './actions';

const path = '/operations/payer-rules';

export async function generateMetadata() {
  const t = await getTranslations('reconciliation.rules');
  return { title: t('title') };
}

/** By whom a payer's transfers are suggested for whom. Rules only suggest. @source design/differentiators.md X4 */
export default async function PayerRulesPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.read'),
    requireActor(),
    getTranslations('reconciliation'),
  ]);
  const [q, state] = [paramOf(params, 'q'), paramOf(params, 'state')];
  const { rows, before, after } = await listPayerRules(
    scope,
    { q, isEnded: state === 'ended' },
    pageRequest(params, { key: 'instant', id: 'payerRule' }),
  );
  const filters: Filter[] = [
    { kind: 'search', name: 'q', label: t('rules.search') },
    {
      kind: 'select',
      name: 'state',
      label: t('lines.state'),
      allLabel: t('rules.active'),
      options: [{ value: 'ended', label: t('rules.ended') }],
    },
  ];
  const isFiltered = q !== '' || state !== '';
  return (
    <>
      <PageHeader
        title={t('rules.title')}
        description={t('rules.description')}
        breadcrumbs={[{ label: t('lines.title'), href: '/operations/bank-lines' }, { label: t('rules.title') }]}
      />
      {paramOf(params, 'done') === 'ended' && (
        <div className="mb-4">
          <Alert kind="done" title={t('rules.done')} />
        </div>
      )}
      <FilterBar path={path} params={params} filters={filters} />
      <RecordList
        path={path}
        params={params}
        page={{ rows, before, after }}
        caption={t('rules.title')}
        columns={await columnsFor(may(actor, 'reconciliation.post'))}
        isFiltered={isFiltered}
        empty={{ title: t('rules.emptyTitle'), text: t('rules.empty') }}
      />
    </>
  );
}

async function columnsFor(mayEnd: boolean): Promise<Column<PayerRuleRow>[]> {
  const [t, common, locale] = await Promise.all([
    getTranslations('reconciliation'),
    getTranslations('common'),
    getLocale(),
  ]);
  return [
    { id: 'payer', header: t('lines.payer'), isKey: true, isText: true, cell: (row) => row.payerName },
    {
      id: 'account',
      header: t('line.payerAccount'),
      cell: (row) => <span className="wrap-anywhere">{row.payerAccount ?? t('rules.anyAccount')}</span>,
    },
    {
      id: 'partner',
      header: t('lines.partner'),
      isText: true,
      cell: ({ partner }) =>
        partner && <TextLink href={`/operations/organizations/${partner.id}`}>{localName(partner, locale)}</TextLink>,
    },
    {
      id: 'line',
      header: t('rules.from'),
      cell: ({ lineId }) =>
        lineId ? <TextLink href={`/operations/bank-lines/${lineId}`}>{t('rules.line')}</TextLink> : '—',
    },
    { id: 'madeBy', header: t('rules.madeBy'), noWrap: true, cell: (row) => row.madeBy ?? '—' },
    {
      id: 'createdAt',
      header: t('rules.madeAt'),
      headerContent: (
        <>
          {t('rules.madeAt')} <ZoneName at={new Date()} />
        </>
      ),
      cell: (row) => <When at={row.createdAt} precision="minute" label={false} />,
    },
    {
      id: 'end',
      header: common('actions'),
      cell: (row) =>
        row.endedAt ? (
          t('rules.endedBy', { name: row.endedBy ?? '—' })
        ) : mayEnd ? (
          <ActionForm action={endPayerRuleAction} label={t('rules.endOf', { payer: row.payerName })}>
            <input type="hidden" name="ruleId" value={row.id} />
            <SubmitButton size="small" variant="secondary">
              {t('rules.end')}
            </SubmitButton>
          </ActionForm>
        ) : (
          '—'
        ),
    },
  ];
}
