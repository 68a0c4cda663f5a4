import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { testsAMinute } from '@/domain/webhooks/model';
import { disableEndpointAction, enableEndpointAction, sendTestAction } from '../actions';

/** A test, and the end of it or a new beginning. */
export async function ManageCards({ endpoint }: { endpoint: EndpointLine }) {
  const t = await getTranslations('webhooks');
  const own = <input type="hidden" name="webhookEndpointId" value={endpoint.id} />;
  if (endpoint.health === 'disabled') {
    return (
      <Card title={t('enable')}>
        <ActionForm
          action={enableEndpointAction}
          requestKey={newRequestKey()}
          label={t('enable')}
          className="flex max-w-2xl flex-col gap-3"
        >
          <p className="text-muted">{t('enableText')}</p>
          {own}
          <div>
            <SubmitButton>{t('enable')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    );
  }
  return (
    <>
      <Card title={t('test')}>
        <ActionForm
          action={sendTestAction}
          requestKey={newRequestKey()}
          label={t('test')}
          className="flex max-w-2xl flex-col gap-3"
        >
          <p className="text-muted">{t('testText', { count: testsAMinute })}</p>
          {own}
          <input type="hidden" name="back" value={`/open-access/webhooks/${endpoint.id}?done=tested`} />
          <div>
            <SubmitButton variant="secondary">{t('sendTest')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
      <Card title={t('disable')}>
        <Disclosure summary={t('disableOpen')}>
          <ActionForm
            action={disableEndpointAction}
            requestKey={newRequestKey()}
            label={t('disable')}
            className="flex max-w-2xl flex-col gap-3"
          >
            <p className="text-muted">{t('disableText')}</p>
            {own}
            <div>
              <SubmitButton variant="danger">{t('disableConfirm', { host: new URL(endpoint.url).host })}</SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      </Card>
    </>
  );
}
