import { getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { countEndpoints } from '@/domain/webhooks/endpoint-queries';
import { endpointsMax } from '@/domain/webhooks/model';
import { createEndpointAction } from '../actions';
import { EndpointFields } from '../endpoint-fields';

const path = '/open-access/webhooks';

export async function generateMetadata() {
  const t = await getTranslations('webhooks');
  return { title: t('newTitle') };
}

/** A new endpoint. Its secret is part of the answer and is never shown again. */
export default async function NewEndpointPage() {
  const [scope, actor, t] = await Promise.all([
    requireScope('webhooks.manage'),
    requireActor(),
    getTranslations('webhooks'),
  ]);
  const isFull = (await countEndpoints(scope)) >= endpointsMax;
  const wantsCode = needsCode(actor, 'if_asked');
  return (
    <>
      <PageHeader
        title={t('newTitle')}
        description={t('newDescription')}
        breadcrumbs={[{ label: t('title'), href: path }, { label: t('newTitle') }]}
      />
      {isFull && <Alert kind="info">{t('full', { max: endpointsMax })}</Alert>}
      {!isFull && wantsCode && <CodeNotice back={`${path}/new`} />}
      {!isFull && !wantsCode && (
        <Card className="max-w-4xl">
          <ActionForm
            action={createEndpointAction}
            label={t('newTitle')}
            className="flex flex-col gap-4"
            doneMessage={t('addDone')}
            doneRecord={{ path: `${path}/`, label: t('view') }}
          >
            <EndpointFields />
            <div>
              <SubmitButton>{t('add')}</SubmitButton>
            </div>
          </ActionForm>
        </Card>
      )}
    </>
  );
}
