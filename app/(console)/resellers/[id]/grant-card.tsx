import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { ResellerRow } from '@/domain/customers/reseller-queries';
import { may } from '@/domain/permission';
import { grantFreezingAction } from '../actions';

/** Whether a reseller may freeze its customers itself; administrators change it here. @source spec/01 §1.8 */
export async function GrantCard({ reseller, done }: { reseller: ResellerRow; done: string }) {
  const [actor, t] = await Promise.all([requireActor(), getTranslations('resellers.grants')]);
  const isGranted = reseller.freezesCustomers;
  return (
    <Card title={t('title')}>
      <div className="flex flex-col gap-4">
        {done === 'freezing' && <Alert kind="done" title={t(isGranted ? 'done.granted' : 'done.withdrawn')} />}
        <p>{t(isGranted ? 'granted' : 'notGranted')}</p>
        {may(actor, 'resellers.grant') && (
          <ActionForm action={grantFreezingAction} label={t('title')}>
            <input type="hidden" name="resellerId" value={reseller.id} />
            <input type="hidden" name="granted" value={isGranted ? 'no' : 'yes'} />
            <div>
              <SubmitButton variant="secondary">{t(isGranted ? 'withdraw' : 'grant')}</SubmitButton>
            </div>
          </ActionForm>
        )}
      </div>
    </Card>
  );
}
