import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Alert } from '@/components/ui/alert';
import { Card, FigureTile, TileRow } from '@/components/ui/card';
import { CopyButton } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { When } from '@/components/when';
import { countedMax, type EndpointLine, figuresOf } from '@/domain/webhooks/endpoint-queries';
import { readPublicUrl } from '@/lib/public-url';
import { TypeName } from '../words';

/** How an endpoint does, and what it is. */
export async function EndpointFacts({ endpoint }: { endpoint: EndpointLine }) {
  const [scope, t] = await Promise.all([requireScope('webhooks.read'), getTranslations('webhooks')]);
  const figures = await figuresOf(scope, endpoint.id);
  const path = `/open-access/webhooks/${endpoint.id}`;
  const capped = (count: number) => (count < countedMax ? count : t('more', { count: countedMax - 1 }));
  const { disabledAt, disabledReason, failingSince, slowUntil } = endpoint;
  return (
    <>
      {endpoint.health === 'disabled' && disabledAt && (
        <Alert kind="warning" title={t(`disabledReasons.${disabledReason ?? 'person'}`)}>
          {t('disabledSince')} <When at={disabledAt} />
        </Alert>
      )}
      {endpoint.health === 'failing' && failingSince && (
        <Alert kind="warning" title={t('failingTitle')}>
          {t('failingText')} <When at={failingSince} />
        </Alert>
      )}
      {endpoint.health === 'slow' && slowUntil && (
        <Alert kind="info">
          {t('slowText')} <When at={slowUntil} />
        </Alert>
      )}
      <TileRow>
        <FigureTile
          label={t('waiting')}
          value={capped(figures.waiting)}
          note={
            figures.oldestWaiting && (
              <>
                {t('oldest')} <When at={figures.oldestWaiting} precision="minute" />
              </>
            )
          }
          href={`${path}?state=waiting`}
        />
        <FigureTile
          label={t('deliveredLately')}
          value={capped(figures.deliveredLately)}
          href={`${path}?state=delivered`}
        />
        <FigureTile label={t('failedLately')} value={capped(figures.failedLately)} href={`${path}?state=failed`} />
      </TileRow>
      <Card title={t('facts')}>
        <Facts endpoint={endpoint} />
      </Card>
    </>
  );
}

async function Facts({ endpoint }: { endpoint: EndpointLine }) {
  const t = await getTranslations('webhooks');
  const read = readPublicUrl(endpoint.url);
  const chosen = endpoint.types && (
    <ul className="flex flex-wrap gap-x-4">
      {endpoint.types.map((type) => (
        <li key={type}>
          <TypeName type={type} />
        </li>
      ))}
    </ul>
  );
  return (
    <div className="flex flex-col gap-3">
      {read.ok && read.isInternational && (
        <Alert kind="warning">{t('international', { unicode: read.unicodeHost, ascii: read.host })}</Alert>
      )}
      <DescriptionList
        items={[
          {
            label: t('url'),
            value: (
              <span className="inline-flex max-w-full items-center gap-0.5">
                <code className="min-w-0 wrap-anywhere">{endpoint.url}</code>
                <CopyButton value={endpoint.url} label={t('copyUrl')} />
              </span>
            ),
          },
          { label: t('descriptionLabel'), value: endpoint.description || undefined },
          { label: t('typesLabel'), value: chosen ?? t('everyTypeLater') },
          {
            label: t('lastSuccessAt'),
            value: endpoint.lastSuccessAt ? <When at={endpoint.lastSuccessAt} /> : t('never'),
          },
          { label: t('createdAt'), value: <When at={endpoint.createdAt} /> },
          { label: t('createdBy'), value: endpoint.createdBy ?? undefined },
        ]}
      />
    </div>
  );
}
