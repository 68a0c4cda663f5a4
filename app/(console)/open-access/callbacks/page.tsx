import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { buttonClass } from '@/components/ui/button-class';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { type CallbackName, callbackNames, mayRecharge } from '@/domain/open-access/callback-input';
import { type Callback, findCallbacks } from '@/domain/open-access/callback-queries';
import { may } from '@/domain/permission';
import { CallbackAddress } from './callback-address';
import { samplePaths } from './sample-paths';

const path = '/open-access/callbacks';

export async function generateMetadata() {
  const t = await getTranslations('callbacks');
  return { title: t('title') };
}

/** Where browsers come back to on the partner's platform: what is set, how it is tried, and the way to change it. */
export default async function CallbacksPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [query, scope, actor, t, pages] = await Promise.all([
    searchParams,
    requireScope('open_access.read'),
    requireActor(),
    getTranslations('callbacks'),
    getTranslations('shell.pages'),
  ]);
  const callbacks = await findCallbacks(scope);
  const names = callbackNames.filter((name) => name !== 'rechargeUrl' || mayRecharge(scope.kind));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('description')}
        breadcrumbs={[{ label: pages('openAccess'), href: '/open-access' }, { label: t('title') }]}
        actions={
          may(actor, 'open_access.configure') && (
            <ButtonLink href={`${path}/edit`} variant="primary">
              {t('modify')}
            </ButtonLink>
          )
        }
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === '1' && <Alert kind="done" title={t('done')} />}
        {names.map((name) => (
          <CallbackCard key={name} name={name} callback={callbacks[name]} />
        ))}
        <Card title={t('state.title')}>
          <div className="flex max-w-3xl flex-col gap-2">
            <p>{t('state.text')}</p>
            <p className="text-muted">
              {t('state.verify')} <TextLink href="/open-access/configuration">{t('state.metadata')}</TextLink>
            </p>
          </div>
        </Card>
      </div>
    </>
  );
}

/** One of the two. The sample opens beside the console: what the partner's page does with it is seen there. */
async function CallbackCard({ name, callback }: { name: CallbackName; callback: Callback | undefined }) {
  const t = await getTranslations('callbacks');
  return (
    <Card title={t(`names.${name}`)}>
      <div className="flex max-w-3xl flex-col gap-3">
        <p className="text-muted">{t(`texts.${name}`)}</p>
        {callback ? (
          <>
            <CallbackAddress callback={callback} />
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <a
                href={`${path}/sample/${samplePaths[name]}`}
                target="_blank"
                rel="noopener"
                className={buttonClass('secondary', 'small')}
              >
                {t(`test.${name}`)}
              </a>
              <span className="text-muted">{t('testHint')}</span>
            </p>
          </>
        ) : (
          <p>{t('notSet')}</p>
        )}
      </div>
    </Card>
  );
}
