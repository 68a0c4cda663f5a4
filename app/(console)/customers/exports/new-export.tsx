import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { customerFilterNames } from '@/domain/customers/filter-text';
import { countCustomers, countMax } from '@/domain/customers/queries';
import { customerFormats } from '@/domain/exports/input';
import { filterInWords } from '@/domain/exports/words';
import { customerFilter } from '../filter';
import { startExportAction } from './actions';

/** Says what would be taken out, all of it, and lets it be asked for. */
export async function NewExport({ params }: { params: SearchParams }) {
  const [t, customers, locale, scope] = await Promise.all([
    getTranslations('exports'),
    getTranslations('customers'),
    getLocale(),
    requireScope('customers.export'),
  ]);
  const language = locale === 'en' ? 'en' : 'zh-CN';
  const written = customerFilterNames.flatMap((name) => {
    const text = paramOf(params, name);
    return text === '' ? [] : [[name, text]];
  });
  const count = await countCustomers(scope, customerFilter(params));
  const query = new URLSearchParams(written).toString();
  return (
    <Card title={t('exportMenu')}>
      <ActionForm action={startExportAction} label={t('exportMenu')}>
        <p className="text-muted">{t('exportText')}</p>
        <DescriptionList
          items={[
            { label: t('columns.filter'), value: filterInWords('customers', Object.fromEntries(written), language) },
            {
              label: t('columns.rows'),
              value: count > countMax ? customers('countMore', { count: countMax }) : customers('count', { count }),
            },
          ]}
        />
        <input type="hidden" name="list" value="customers" />
        <input type="hidden" name="query" value={query} />
        <input type="hidden" name="language" value={language} />
        <div className="flex flex-wrap items-center gap-2">
          {customerFormats.map((format) => (
            <SubmitButton
              key={format}
              name="format"
              value={format}
              variant={format === 'csv' ? 'primary' : 'secondary'}
            >
              {t(`start.${format}`)}
            </SubmitButton>
          ))}
          <TextLink href={query === '' ? '/customers' : `/customers?${query}`}>{t('toCustomers')}</TextLink>
        </div>
      </ActionForm>
    </Card>
  );
}
