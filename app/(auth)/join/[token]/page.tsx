import { getTranslations } from 'next-intl/server';
import { currentActor, requirePerson } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { InvitationView } from '@/domain/onboarding/join-invitation';
import { may } from '@/domain/permission';
import { joinPartnerAction } from './actions';
import { ConsentFields, DocumentToRead } from './consent-fields';
import { loadInvitation } from './invitation';
import { InvitationOver } from './invitation-over';

interface Params {
  params: Promise<{ token: string }>;
}

export async function generateMetadata({ params }: Params) {
  const [{ name }, t] = await Promise.all([params.then(({ token }) => loadInvitation(token)), getTranslations('join')]);
  return { title: t('title', { partner: name }) };
}

/**
 * Where an invitation leads: what joining means, and the ways to do it. Looking at it changes nothing and needs nobody signed in.
 *
 * @source spec/01 §1.5
 */
export default async function InvitationPage({ params }: Params) {
  const { token } = await params;
  const [{ name: partner, type, problem }, actor, t] = await Promise.all([
    loadInvitation(token),
    currentActor(),
    getTranslations('join'),
  ]);
  if (problem) return <InvitationOver partner={partner} problem={problem} />;
  return (
    <div className="flex flex-col gap-6">
      <h1 className="text-xl">{t('heading', { partner })}</h1>
      <Card title={t('means.title', { type: t(`type.${type}`) })}>
        <div className="flex flex-col gap-3">
          <p>{t(`means.${type}`, { partner })}</p>
          {!actor && <DocumentToRead document="partner_notice" partner={partner} type={type} />}
        </div>
      </Card>
      {actor ? <WhoIsSignedIn token={token} partner={partner} type={type} /> : <WaysIn token={token} />}
    </div>
  );
}

async function WaysIn({ token }: { token: string }) {
  const t = await getTranslations('join');
  return (
    <section aria-label={t('choose')} className="flex flex-col gap-3">
      <h2 className="text-lg">{t('choose')}</h2>
      <ButtonLink href={`/join/${token}/register`} variant="primary">
        {t('register')}
      </ButtonLink>
      <ButtonLink href={`/sign-in?back=${encodeURIComponent(`/join/${token}`)}`}>{t('signIn')}</ButtonLink>
    </section>
  );
}

async function WhoIsSignedIn({
  token,
  partner,
  type,
}: {
  token: string;
  partner: string;
  type: InvitationView['type'];
}) {
  const [{ actor, user, organization }, t, refusals] = await Promise.all([
    requirePerson(),
    getTranslations('join'),
    getTranslations('refusals'),
  ]);
  return (
    <div className="flex flex-col gap-4">
      <p>{t('signedInAs', { person: user.name, organization: organization.name })}</p>
      {may(actor, 'association.join') ? (
        <ActionForm action={joinPartnerAction} label={t('consents')}>
          <input type="hidden" name="token" value={token} />
          <ConsentFields partner={partner} type={type} />
          <SubmitButton>{t('join', { partner })}</SubmitButton>
        </ActionForm>
      ) : actor.kind === 'customer' ? (
        <Alert kind="info">{t('adminsOnly')}</Alert>
      ) : (
        <Alert kind="info" title={refusals('is_a_partner')}>
          {t('partnersCannot')}
        </Alert>
      )}
    </div>
  );
}
