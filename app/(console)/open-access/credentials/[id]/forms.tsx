import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { overlapDaysMax } from '@/domain/identity/credential-model';
import type { Credential } from '@/domain/identity/credential-queries';
import { disableCredentialAction, rotateCredentialAction } from '../actions';

const path = '/open-access/credentials';

/** Makes the key that takes its place. The secret of the new one is part of the answer. */
export async function RotateCard({
  credential: { id, name },
  asksForCode,
  withOverlap,
}: {
  credential: Credential;
  asksForCode: boolean;
  withOverlap: boolean;
}) {
  const t = await getTranslations('credentials');
  const days = Array.from({ length: withOverlap ? overlapDaysMax + 1 : 1 }, (_, day) => day);
  return (
    <Card title={t('rotateTitle')}>
      {asksForCode && <CodeNotice back={`${path}/${id}`} />}
      {!asksForCode && (
        <Disclosure summary={t('rotateOpen')}>
          <ActionForm
            action={rotateCredentialAction}
            requestKey={newRequestKey()}
            label={t('rotateTitle')}
            doneMessage={t('rotated')}
            doneRecord={{ path: `${path}/`, label: t('view') }}
            className="flex max-w-2xl flex-col gap-3"
          >
            <p className="text-muted">{t('rotateText')}</p>
            {!withOverlap && <p className="text-muted">{t('rotateFull')}</p>}
            <input type="hidden" name="apiKeyId" value={id} />
            <SelectField
              name="overlapDays"
              label={t('overlap')}
              defaultValue={withOverlap ? '1' : '0'}
              options={days.map((day) => ({ value: String(day), label: t('overlapOf', { days: day }) }))}
            />
            <div>
              <SubmitButton>{t('rotate', { name })}</SubmitButton>
            </div>
          </ActionForm>
        </Disclosure>
      )}
    </Card>
  );
}

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
