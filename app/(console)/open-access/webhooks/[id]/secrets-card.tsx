import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { needsCode } from '@/domain/actor';
import { type EndpointLine, listSecrets, type SecretLine } from '@/domain/webhooks/endpoint-queries';
import { overlapHours, secretsMax } from '@/domain/webhooks/model';
import { addSecretAction, endSecretAction } from '../actions';

/** The secrets with which deliveries are signed, by when they were made: what they are nobody can read again. */
export async function SecretsCard({ endpoint, mayManage }: { endpoint: EndpointLine; mayManage: boolean }) {
  const [scope, actor, t] = await Promise.all([
    requireScope('webhooks.read'),
    requireActor(),
    getTranslations('webhooks'),
  ]);
  const secrets = await listSecrets(scope, endpoint.id);
  const wantsCode = mayManage && needsCode(actor, 'if_asked');
  return (
    <Card title={t('secrets')}>
      <div className="flex flex-col gap-3">
        <p className="text-muted">{t('secretsText')}</p>
        <ul className="flex flex-col gap-2">
          {secrets.map((secret, index) => (
            <Secret
              key={secret.id}
              secret={secret}
              number={secrets.length - index}
              mayEnd={mayManage && !wantsCode && secret.expiresAt !== null}
            />
          ))}
        </ul>
        {wantsCode && <CodeNotice back={`/open-access/webhooks/${endpoint.id}`} />}
        {mayManage && !wantsCode && secrets.length < secretsMax && (
          <ActionForm
            action={addSecretAction}
            requestKey={newRequestKey()}
            label={t('rotate')}
            doneMessage={t('rotateDone')}
            className="flex max-w-2xl flex-col gap-3"
          >
            <p className="text-muted">{t('rotateText', { hours: overlapHours })}</p>
            <input type="hidden" name="webhookEndpointId" value={endpoint.id} />
            <div>
              <SubmitButton variant="secondary">{t('rotate')}</SubmitButton>
            </div>
          </ActionForm>
        )}
        {mayManage && !wantsCode && secrets.length >= secretsMax && (
          <p className="text-muted">{t('secretsFull', { max: secretsMax })}</p>
        )}
      </div>
    </Card>
  );
}

/** Ending one is folded away: a receiver that still checks with it takes nothing from then on, and it cannot be taken back. */
async function Secret({ secret, number, mayEnd }: { secret: SecretLine; number: number; mayEnd: boolean }) {
  const t = await getTranslations('webhooks');
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <span>
        {t('secretSince', { number })} <When at={secret.createdAt} />
      </span>
      {secret.expiresAt && (
        <span className="text-muted">
          {t('secretUntil')} <When at={secret.expiresAt} />
        </span>
      )}
      {mayEnd && (
        <Disclosure summary={t('endSecretOpen', { number })}>
          <ActionForm
            action={endSecretAction}
            requestKey={newRequestKey()}
            label={t('endSecret', { number })}
            className="flex max-w-2xl flex-col gap-3"
          >
            <p className="text-muted">{t('endSecretText')}</p>
            <input type="hidden" name="webhookSecretId" value={secret.id} />
            <div>
              <SubmitButton variant="danger" size="small">
                {t('endSecret', { number })}
              </SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      )}
    </li>
  );
}
