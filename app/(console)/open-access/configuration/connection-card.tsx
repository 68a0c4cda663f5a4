import { getTranslations } from 'next-intl/server';
import { Card } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { ConfigurationView } from '@/domain/open-access/configuration-queries';

/** What the platform gave: the identifier, and the metadata to take along. */
export async function ConnectionCard({ configuration }: { configuration: ConfigurationView }) {
  const t = await getTranslations('openaccess.configuration');
  const { platformIdentifier, startedAt, updatedAt } = configuration;
  return (
    <Card title={t('connection')}>
      <div className="flex flex-col gap-3">
        <DescriptionList
          items={[
            {
              label: t('identifier'),
              value: (
                <span className="flex flex-wrap items-center gap-1">
                  <code className="break-all">{platformIdentifier}</code>
                  <CopyButton value={platformIdentifier} label={t('copyIdentifier')} />
                </span>
              ),
            },
            { label: t('startedAt'), value: <When at={startedAt} /> },
            { label: t('updatedAt'), value: <When at={updatedAt} /> },
            {
              label: t('spMetadata'),
              value: <TextLink href="/open-access/sp-metadata">{t('spDownload')}</TextLink>,
            },
          ]}
        />
        <p className="max-w-prose text-muted">{t('spText')}</p>
      </div>
    </Card>
  );
}
