import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { seenOf } from '@/domain/seen-values';
import { shownEndpoint } from '@/domain/webhooks/model';
import { changeEndpointAction } from '../../actions';
import { EndpointFields } from '../../endpoint-fields';
import { loadEndpoint } from '../../load-endpoint';

interface Params {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Params) {
  const [, t] = await Promise.all([
    params.then(({ id }) => loadEndpoint(id, 'webhooks.manage')),
    getTranslations('webhooks'),
  ]);
  return { title: t('editTitle') };
}

/** Changes where an endpoint's events go, or which. */
export default async function EditEndpointPage({ params }: Params) {
  const [endpoint, actor, t, common] = await Promise.all([
    params.then(({ id }) => loadEndpoint(id, 'webhooks.manage')),
    requireActor(),
    getTranslations('webhooks'),
    getTranslations('common'),
  ]);
  const own = `/open-access/webhooks/${endpoint.id}`;
  return (
    <>
      <PageHeader
        title={t('editTitle')}
        description={<span className="wrap-anywhere">{endpoint.url}</span>}
        breadcrumbs={[
          { label: t('title'), href: '/open-access/webhooks' },
          { label: new URL(endpoint.url).host, href: own },
          { label: t('editTitle') },
        ]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`${own}/edit`} />
      ) : (
        <Card className="max-w-4xl">
          <ActionForm
            action={changeEndpointAction}
            requestKey={newRequestKey()}
            seen={seenOf(shownEndpoint(endpoint))}
            label={t('editTitle')}
            className="flex flex-col gap-4"
          >
            <input type="hidden" name="webhookEndpointId" value={endpoint.id} />
            <EndpointFields endpoint={endpoint} />
            <div>
              <SubmitButton>{common('save')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      )}
    </>
  );
}
