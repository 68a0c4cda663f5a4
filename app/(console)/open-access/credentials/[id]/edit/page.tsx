import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { type Actor, needsCode } from '@/domain/actor';
import { shownCredential } from '@/domain/identity/credential-model';
import type { Credential } from '@/domain/identity/credential-queries';
import { seenOf } from '@/domain/seen-values';
import { dayAt } from '@/lib/zoned-time';
import { changeCredentialAction } from '../../actions';
import { LimitFields } from '../../limit-fields';
import { loadCredential } from '../../load-credential';

const path = '/open-access/credentials';

interface Params {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: Params) {
  const [{ id }, t] = await Promise.all([params, getTranslations('credentials')]);
  await loadCredential(id);
  return { title: t('changeTitle') };
}

/** Changes what a key is called and narrowed to. One that is being replaced, has ended or is disabled stays as it is. */
export default async function EditCredentialPage({ params }: Params) {
  const [credential, actor, t] = await Promise.all([
    params.then(({ id }) => loadCredential(id)),
    requireActor(),
    getTranslations('credentials'),
    requireScope('credentials.manage'),
  ]);
  const { id, name, state } = credential;
  if (state !== 'active') return notFound();
  const own = `${path}/${id}`;
  return (
    <>
      <PageHeader
        title={t('changeTitle')}
        description={t('changeText')}
        breadcrumbs={[{ label: t('title'), href: path }, { label: name, href: own }, { label: t('changeTitle') }]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={`${own}/edit`} />
      ) : (
        <Card className="max-w-2xl">
          <ChangeForm credential={credential} actor={actor} />
        </Card>
      )}
    </>
  );
}

async function ChangeForm({ credential, actor }: { credential: Credential; actor: Actor }) {
  const t = await getTranslations('credentials');
  const { id, name, expiresAt, rights, permissions, allowedAddresses } = credential;
  const expiresOn = expiresAt && dayAt(expiresAt, actor.timeZone);
  return (
    <ActionForm
      action={changeCredentialAction}
      requestKey={newRequestKey()}
      seen={seenOf(shownCredential(credential, actor.timeZone))}
      label={t('changeTitle')}
    >
      <input type="hidden" name="apiKeyId" value={id} />
      <TextField
        name="name"
        label={t('name')}
        hint={t('nameHint')}
        maxLength={64}
        defaultValue={name}
        required
        autoComplete="off"
      />
      <LimitFields kind={actor.kind} limits={{ rights, permissions, allowedAddresses, expiresOn }} />
      <div>
        <SubmitButton>{t('save')}</SubmitButton>
      </div>
    </ActionForm>
  );
}
