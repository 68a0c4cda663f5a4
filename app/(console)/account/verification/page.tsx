import { getTranslations } from 'next-intl/server';
import { requirePerson, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { ownPath } from '@/components/preferences';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { maskEmail } from '@/lib/mask';
import { sendOwnCodeAction, verifyOwnCodeAction } from './actions';
import { WayBack } from './way-back';

export async function generateMetadata() {
  const t = await getTranslations('verification');
  return { title: t('title') };
}

/** Where a person has a code sent to them and enters it, on the way to what asked for one; `back` leads there again. */
export default async function VerificationPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, { actor, user }, t] = await Promise.all([
    searchParams,
    requirePerson(),
    getTranslations('verification'),
    requireScope('account.manage'),
  ]);
  const back = ownPath(paramOf(params, 'back'));
  const address = maskEmail(user.email) ?? '';
  if (actor.codes.isShown) {
    return (
      <>
        <PageHeader title={t('title')} />
        <Alert
          kind="done"
          title={t('isShown')}
          actions={<WayBack href={back} text={t('continue')} isImmediate={paramOf(params, 'shown') === '1'} />}
        />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('title')} description={t('description', { address })} />
      <div className="flex max-w-3xl flex-col gap-4">
        {paramOf(params, 'sent') === '1' && <Alert kind="done" title={t('sent', { address })} />}
        <SendForm address={address} back={back} />
        <EnterForm back={back} />
      </div>
    </>
  );
}

async function SendForm({ address, back }: { address: string; back: string }) {
  const t = await getTranslations('verification');
  return (
    <Card title={t('sendTitle')}>
      <ActionForm action={sendOwnCodeAction} label={t('sendTitle')}>
        <p className="text-muted">{t('sendText')}</p>
        <input type="hidden" name="back" value={back} />
        <div>
          <SubmitButton variant="secondary">{t('send', { address })}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

async function EnterForm({ back }: { back: string }) {
  const t = await getTranslations('verification');
  return (
    <Card title={t('enterTitle')}>
      <ActionForm action={verifyOwnCodeAction} label={t('enterTitle')}>
        <input type="hidden" name="back" value={back} />
        <TextField
          name="code"
          label={t('code')}
          hint={t('codeHint')}
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={16}
          required
        />
        <div>
          <SubmitButton>{t('verify')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
