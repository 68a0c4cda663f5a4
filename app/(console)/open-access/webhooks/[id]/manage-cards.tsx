import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { testsAMinute } from '@/domain/webhooks/model';
import { disableEndpointAction, enableEndpointAction, sendTestAction } from '../actions';

/** A test, where the endpoint is sent to at all. */
export async function TestCard({ endpoint }: { endpoint: EndpointLine }) {
  const t = await getTranslations('webhooks');
  return (
    <Card title={t('test')}>
      <ActionForm
        action={sendTestAction}
        requestKey={newRequestKey()}
        label={t('test')}
        className="flex max-w-2xl flex-col gap-3"
      >
        <p className="text-muted">{t('testText', { count: testsAMinute })}</p>
        <input type="hidden" name="webhookEndpointId" value={endpoint.id} />
        <input type="hidden" name="back" value={`/open-access/webhooks/${endpoint.id}?done=tested`} />
        <div>
          <SubmitButton variant="secondary">{t('sendTest')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

/** Sends to the endpoint again. */
export async function EnableCard({ endpoint }: { endpoint: EndpointLine }) {
  const t = await getTranslations('webhooks');
  return (
    <Card title={t('enable')}>
      <ActionForm
        action={enableEndpointAction}
        requestKey={newRequestKey()}
        label={t('enable')}
        className="flex max-w-2xl flex-col gap-3"
      >
        <p className="text-muted">{t('enableText')}</p>
        <input type="hidden" name="webhookEndpointId" value={endpoint.id} />
        <div>
          <SubmitButton>{t('enable')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

/** Folded away, and the button names the host: what waits is lost from the queue by it. */
export async function DisableCard({ endpoint }: { endpoint: EndpointLine }) {
  const t = await getTranslations('webhooks');
  return (
    <Card title={t('disable')}>
      <Disclosure summary={t('disableOpen')}>
        <ActionForm
          action={disableEndpointAction}
          requestKey={newRequestKey()}
          label={t('disable')}
          className="flex max-w-2xl flex-col gap-3"
        >
          <p className="text-muted">{t('disableText')}</p>
          <input type="hidden" name="webhookEndpointId" value={endpoint.id} />
          <div>
            <SubmitButton variant="danger">{t('disableConfirm', { host: new URL(endpoint.url).host })}</SubmitButton>
          </div>
        </ActionForm>
      </Disclosure>
    </Card>
  );
}
