import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { overlapDaysMax } from '@/domain/identity/credential-model';
import { type Credential, countCredentials } from '@/domain/identity/credential-queries';
import { rotateCredentialAction } from '../../actions';
import { loadCredential } from '../../load-credential';

const path = '/open-access/credentials';

interface Params {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Params) {
  const { name } = await loadCredential((await params).id);
  const t = await getTranslations('credentials');
  return { title: t('rotate', { name }) };
}

/**
 * Makes the key that takes a key's place. Its secret is part of the answer, which without scripts is this page again: so the form is there
 * whatever has become of the old key.
 */
export default async function RotateCredentialPage({ params }: Params) {
  const [credential, scope, actor, t] = await Promise.all([
    params.then(({ id }) => loadCredential(id)),
    requireScope('credentials.manage'),
    requireActor(),
    getTranslations('credentials'),
  ]);
  const { id, name, state } = credential;
  const { inUse, max } = await countCredentials(scope);
  const own = `${path}/${id}`;
  return (
    <>
      <PageHeader
        title={t('rotate', { name })}
        description={t('rotateText')}
        breadcrumbs={[{ label: t('title'), href: path }, { label: name, href: own }, { label: t('rotateTitle') }]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`${own}/rotate`} />
      ) : (
        <Card className="max-w-2xl">
          <ActionForm
            action={rotateCredentialAction}
            requestKey={newRequestKey()}
            label={t('rotateTitle')}
            doneMessage={t('rotated')}
            doneRecord={{ path: `${path}/`, label: t('view') }}
          >
            {state === 'active' ? (
              <RotateFields credential={credential} withOverlap={inUse <= max} />
            ) : (
              <p>{t('rotateNot')}</p>
            )}
          </ActionForm>
        </Card>
      )}
    </>
  );
}

async function RotateFields({
  credential: { id, name },
  withOverlap,
}: {
  credential: Credential;
  withOverlap: boolean;
}) {
  const t = await getTranslations('credentials');
  const days = Array.from({ length: withOverlap ? overlapDaysMax + 1 : 1 }, (_, day) => day);
  return (
    <>
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
    </>
  );
}
