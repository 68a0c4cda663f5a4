import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { findDevelopment } from '@/domain/onboarding/prospect-queries';
import type { Id } from '@/lib/id';
import { grantDevelopmentAction } from '../../reports/actions';

/** A partner's right to report and invite customers, and the button that gives or takes it. @source spec/01 §1.4 */
export async function DevelopmentCard({ organizationId }: { organizationId: Id<'organization'> }) {
  const [scope, t] = await Promise.all([requireScope('onboarding.grant'), getTranslations('onboarding.development')]);
  const found = await findDevelopment(scope, organizationId);
  if (!found) return null;
  const { developsCustomers } = found;
  return (
    <Card title={t('title')}>
      <ActionForm action={grantDevelopmentAction} label={t('title')}>
        <p className="text-muted">{t(developsCustomers ? 'granted' : 'missing')}</p>
        <input type="hidden" name="organizationId" value={organizationId} />
        <input type="hidden" name="develops" value={developsCustomers ? 'no' : 'yes'} />
        <div>
          <SubmitButton variant={developsCustomers ? 'danger' : 'primary'}>
            {t(developsCustomers ? 'take' : 'grant')}
          </SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
