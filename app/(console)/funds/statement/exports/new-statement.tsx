import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { DescriptionList } from '@/components/ui/description-list';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { exportFormats } from '@/domain/exports/input';
import { filterIn } from '@/domain/exports/lists';
import { filterInWords } from '@/domain/exports/words';
import type { ReadScope } from '@/domain/read-scope';
import { statementFilterNames } from '@/domain/statements/filter-text';
import { startStatementExportAction } from './actions';

/** Says what would be taken out, all of it, and lets it be asked for. */
export async function NewStatement({ params, scope }: { params: SearchParams; scope: ReadScope }) {
  const [t, exports, locale] = await Promise.all([
    getTranslations('statement'),
    getTranslations('exports'),
    getLocale(),
  ]);
  const language = locale === 'en' ? 'en' : 'zh-CN';
  const written = statementFilterNames.flatMap((name) => {
    const text = paramOf(params, name);
    return text === '' ? [] : [[name, text]];
  });
  const query = new URLSearchParams(written).toString();
  const filter = { account: 'recharge', ...filterIn('statement', query, scope.timeZone) };
  return (
    <Card title={t('exports.start')}>
      <ActionForm action={startStatementExportAction} label={t('exports.start')}>
        <p className="text-muted">{t('exports.text')}</p>
        <DescriptionList
          items={[{ label: exports('columns.filter'), value: filterInWords('statement', filter, language) }]}
        />
        <input type="hidden" name="query" value={query} />
        <input type="hidden" name="language" value={language} />
        <div className="flex flex-wrap items-center gap-2">
          {exportFormats.map((format) => (
            <SubmitButton
              key={format}
              name="format"
              value={format}
              variant={format === 'csv' ? 'primary' : 'secondary'}
            >
              {exports(`start.${format}`)}
            </SubmitButton>
          ))}
          <TextLink href={query === '' ? '/funds/statement' : `/funds/statement?${query}`}>{t('toStatement')}</TextLink>
        </div>
      </ActionForm>
    </Card>
  );
}
