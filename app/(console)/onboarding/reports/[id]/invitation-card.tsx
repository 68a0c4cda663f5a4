import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { Masked } from '@/components/masked';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { When } from '@/components/when';
import { languageNames } from '@/domain/identity/input';
import type { InvitationRow } from '@/domain/onboarding/invitation-queries';
import type { ReportRow } from '@/domain/onboarding/report-queries';
import { resendInvitationAction, withdrawInvitationAction } from '../../actions';
import { InvitationState } from '../../links/invitation-state';

/** The mails sent for a report; the newest can be sent again or withdrawn. */
export async function InvitationCard({
  report,
  invitations,
  invites,
}: {
  report: ReportRow;
  invitations: readonly InvitationRow[];
  invites: boolean;
}) {
  const [t, common] = await Promise.all([getTranslations('onboarding'), getTranslations('common')]);
  const [newest] = invitations;
  const isOpen = newest?.state === 'open' || newest?.state === 'expired';
  return (
    <Card title={t('report.invitations')}>
      <div className="flex flex-col gap-4">
        <ul className="flex flex-col gap-2">
          {invitations.map((row) => (
            <li key={row.id} className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <InvitationState state={row.state} />
              <span>{common(`associations.${row.type}`)}</span>
              {row.email !== null && <Masked text={row.email} />}
              <span className="text-muted">
                <When at={row.createdAt} precision="minute" />
              </span>
            </li>
          ))}
        </ul>
        {invites && newest && isOpen && (
          <>
            {report.isInvitable && <ResendForm invitation={newest} />}
            <ActionForm action={withdrawInvitationAction} label={t('links.withdraw')}>
              <input type="hidden" name="invitationId" value={newest.id} />
              <div>
                <SubmitButton variant="secondary">{t('links.withdrawOf', { name: newest.email ?? '' })}</SubmitButton>
              </div>
            </ActionForm>
          </>
        )}
      </div>
    </Card>
  );
}

async function ResendForm({ invitation }: { invitation: InvitationRow }) {
  const [t, languages, locale] = await Promise.all([
    getTranslations('onboarding'),
    getTranslations('shell.languages'),
    getLocale(),
  ]);
  return (
    <ActionForm action={resendInvitationAction} label={t('report.resend')}>
      <input type="hidden" name="invitationId" value={invitation.id} />
      <SelectField
        name="language"
        label={t('invite.language')}
        defaultValue={locale}
        options={languageNames.map((value) => ({ value, label: languages(value) }))}
      />
      <div>
        <SubmitButton variant="secondary">{t('report.resendLabel', { to: invitation.email ?? '' })}</SubmitButton>
      </div>
    </ActionForm>
  );
}
