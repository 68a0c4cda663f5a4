import { useTranslations } from 'next-intl';
import { DataTable } from '@/components/table/data-table';
import { Card } from '@/components/ui/card';
import { When } from '@/components/when';
import type { Consent } from '@/domain/associations/partner-queries';

/** Which documents were agreed to, in which version and language, and when. */
export function ConsentTable({ consents }: { consents: readonly Consent[] }) {
  const t = useTranslations('mypartner');
  const languages = useTranslations('shell.languages');
  return (
    <Card title={t('consents')}>
      {consents.length === 0 ? (
        <p className="text-muted">{t('noConsents')}</p>
      ) : (
        <DataTable
          caption={t('consents')}
          rows={consents}
          rowKey={(row) => row.id}
          columns={[
            { id: 'document', header: t('document'), isKey: true, cell: (row) => t(`documents.${row.document}`) },
            { id: 'version', header: t('version'), cell: (row) => row.version },
            { id: 'language', header: t('language'), cell: (row) => languages(row.language) },
            { id: 'agreedAt', header: t('agreedAt'), cell: (row) => <When at={row.agreedAt} /> },
          ]}
        />
      )}
    </Card>
  );
}
