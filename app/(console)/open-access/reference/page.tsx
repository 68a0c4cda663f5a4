import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { apiOrigin, listGroups, referenceWords } from '@/app/_reference/documents';
import { apiNames, type OperationGroup, type ReferenceOperation } from '@/app/_reference/reference-operations';
import { type Column, DataTable } from '@/components/table/data-table';
import { FilterBar } from '@/components/table/filter-bar';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/empty-state';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { searchWords } from '@/lib/search-text';

const path = '/open-access/reference';

export async function generateMetadata() {
  const t = await getTranslations('apireference');
  return { title: t('title') };
}

/** Every operation a partner's program can call, group by group. @source issue 6 "API reference" */
export default async function ReferencePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, , words, columns, t] = await Promise.all([
    searchParams,
    requireScope('api_reference.read'),
    referenceWords(),
    columnsFor(),
    getTranslations('apireference'),
  ]);
  const wanted = apiNames.find((name) => name === paramOf(params, 'api'));
  const all = listGroups(words);
  const groups = apiNames
    .filter((name) => !wanted || name === wanted)
    .flatMap((api) => matching(all[api], paramOf(params, 'q')).map((group) => ({ api, ...group })));
  return (
    <>
      <PageHeader title={t('title')} description={t('description')} />
      <FilterBar
        path={path}
        params={params}
        filters={[
          { kind: 'search', name: 'q', label: t('search'), placeholder: t('searchHint') },
          {
            kind: 'select',
            name: 'api',
            label: t('api'),
            options: apiNames.map((value) => ({ value, label: t(`apis.${value}`) })),
          },
        ]}
      />
      <div className="flex flex-col gap-6">
        {groups.map(({ api, key, title, operations }) => (
          <section key={`${api} ${key}`} aria-label={`${t(`apis.${api}`)} · ${title}`}>
            <h2 className="mb-2 text-lg">
              {title} <span className="text-base text-muted">{t(`apis.${api}`)}</span>
            </h2>
            <DataTable
              caption={`${t(`apis.${api}`)} · ${title}`}
              columns={columns}
              rows={operations}
              rowKey={({ name }) => name}
              rowHref={({ name }) => `${path}/${name}`}
            />
          </section>
        ))}
        {groups.length === 0 && (
          <EmptyState title={t('noneTitle')} action={<TextLink href={hrefWith(path, {}, {})}>{t('all')}</TextLink>}>
            {t('none')}
          </EmptyState>
        )}
        <Rules />
        <Card title={t('downloads')}>
          <p className="mb-2 text-muted">{t('downloadsNote')}</p>
          <ul className="flex flex-wrap gap-x-6 gap-y-2">
            {apiNames.map((api) => (
              <li key={api}>
                <a className="link" href={`${path}/openapi/${api}`} download>
                  {t(`download.${api}`)}
                </a>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}

/** The operations in which each word stands somewhere: in the name, the path or what it does. */
function matching(groups: readonly OperationGroup[], text: string | undefined): readonly OperationGroup[] {
  const words = searchWords(text);
  const has = ({ name, path: at, summary, description }: ReferenceOperation) => {
    const content = `${name} ${at} ${summary} ${description}`.toLowerCase();
    return words.every((forms) => forms.some((form) => content.includes(form.toLowerCase())));
  };
  return groups
    .map((group) => ({ ...group, operations: group.operations.filter(has) }))
    .filter(({ operations }) => operations.length > 0);
}

async function columnsFor(): Promise<Column<ReferenceOperation>[]> {
  const t = await getTranslations('apireference');
  return [
    {
      id: 'name',
      header: t('operation'),
      isKey: true,
      cell: ({ name }) => <code className="wrap-anywhere">{name}</code>,
    },
    { id: 'summary', header: t('summary'), isText: true, cell: ({ summary }) => summary },
    {
      id: 'call',
      header: t('call'),
      cell: ({ method, path: at }) => (
        <code className="wrap-anywhere">
          {method} {at}
        </code>
      ),
    },
    {
      id: 'callers',
      header: t('callers'),
      cell: ({ callers }) => callers.map((caller) => t(`callerNames.${caller}`)).join(', '),
    },
  ];
}

async function Rules() {
  const t = await getTranslations('apireference');
  return (
    <>
      <Card title={t('signing')}>
        <ol className="flex list-decimal flex-col gap-1 pl-5">
          <li className="wrap-anywhere">{t('signingSteps.host', { origin: apiOrigin() })}</li>
          {(['key', 'headers', 'sdk', 'once', 'rate'] as const).map((step) => (
            <li key={step}>{t(`signingSteps.${step}`)}</li>
          ))}
        </ol>
      </Card>
      <Card title={t('openRules')}>
        <p>{t('openRulesText')}</p>
      </Card>
    </>
  );
}
