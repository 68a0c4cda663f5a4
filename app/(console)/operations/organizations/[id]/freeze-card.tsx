import { getLocale, getTranslations } from 'next-intl/server';
import { ActionForm } from '@/components/form/action-form';
import { TextArea } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { OrganizationRow } from '@/domain/identity/organization-queries';
import { localName } from '@/lib/local-name';
import { freezeOrganizationAction, unfreezeOrganizationAction } from '../../actions';

/** Freezing and unfreezing a partner, with what it means said before. @source design/decisions.md 43 */
export async function FreezeCard({ organization }: { organization: OrganizationRow }) {
  const [t, common, locale] = await Promise.all([
    getTranslations('operations.organizations'),
    getTranslations('common'),
    getLocale(),
  ]);
  const name = localName(organization, locale);
  const isFrozen = organization.state === 'frozen';
  const title = t(isFrozen ? 'unfreezeTitle' : 'freezeTitle');
  return (
    <Card title={title}>
      <ActionForm action={isFrozen ? unfreezeOrganizationAction : freezeOrganizationAction} label={title}>
        <p className="text-muted">{t(isFrozen ? 'unfreezeText' : 'freezeText')}</p>
        <input type="hidden" name="organizationId" value={organization.id} />
        {!isFrozen && (
          <TextArea name="reason" label={common('reason')} hint={t('reasonHint')} maxLength={512} rows={2} />
        )}
        <div>
          <SubmitButton variant={isFrozen ? 'primary' : 'danger'}>
            {t(isFrozen ? 'unfreeze' : 'freeze', { name })}
          </SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
