import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import type { Credential } from '@/domain/identity/credential-queries';
import { disableCredentialAction } from '../actions';

/** Folded away, and the button names what it ends: it cannot be undone. */
export async function DisableCard({ credential: { id, name } }: { credential: Credential }) {
  const t = await getTranslations('credentials');
  return (
    <Card title={t('disableTitle')}>
      <Disclosure summary={t('disableOpen')}>
        <ActionForm
          action={disableCredentialAction}
          requestKey={newRequestKey()}
          label={t('disableTitle')}
          className="flex max-w-2xl flex-col gap-3"
        >
          <p className="text-muted">{t('disableText')}</p>
          <input type="hidden" name="apiKeyId" value={id} />
          <div>
            <SubmitButton variant="danger">{t('disable', { name })}</SubmitButton>
          </div>
        </ActionForm>
      </Disclosure>
    </Card>
  );
}
