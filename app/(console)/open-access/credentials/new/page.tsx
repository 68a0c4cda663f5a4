import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode, type OrganizationKind } from '@/domain/actor';
import { countCredentials } from '@/domain/identity/credential-queries';
import { createCredentialAction } from '../actions';
import { LimitFields } from '../limit-fields';

const path = '/open-access/credentials';

export async function generateMetadata() {
  const t = await getTranslations('credentials');
  return { title: t('createTitle') };
}

/**
 * A new key. Its secret is part of the answer, which without scripts is this page again: so the form is there even when that key was the last
 * that could be made.
 */
export default async function NewCredentialPage() {
  const [scope, actor, t] = await Promise.all([
    requireScope('credentials.manage'),
    requireActor(),
    getTranslations('credentials'),
  ]);
  const { inUse, max } = await countCredentials(scope);
  return (
    <>
      <PageHeader
        title={t('createTitle')}
        description={t('createDescription')}
        breadcrumbs={[{ label: t('title'), href: path }, { label: t('createTitle') }]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`${path}/new`} />
      ) : (
        <Card className="max-w-2xl">
          <ActionForm
            action={createCredentialAction}
            requestKey={newRequestKey()}
            label={t('createTitle')}
            doneMessage={t('created')}
            doneRecord={{ path: `${path}/`, label: t('view') }}
          >
            {inUse < max ? <Fields kind={actor.kind} /> : <p>{t('full')}</p>}
          </ActionForm>
        </Card>
      )}
    </>
  );
}

async function Fields({ kind }: { kind: OrganizationKind }) {
  const t = await getTranslations('credentials');
  return (
    <>
      <TextField name="name" label={t('name')} hint={t('nameHint')} maxLength={64} required autoComplete="off" />
      <SelectField
        name="rights"
        label={t('rights')}
        options={(['full', 'read_only'] as const).map((value) => ({ value, label: t(`rightsOf.${value}`) }))}
      />
      <LimitFields kind={kind} />
      <div>
        <SubmitButton>{t('create')}</SubmitButton>
      </div>
    </>
  );
}
