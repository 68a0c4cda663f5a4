import { getTranslations } from 'next-intl/server';
import { CallbackAddress } from '@/app/(console)/open-access/callbacks/callback-address';
import { ActionForm } from '@/components/form/action-form';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import type { Callback } from '@/domain/open-access/callback-queries';
import { testNotificationAction } from './actions';

/** Where results go, and a way to try it. */
export async function AddressCard({ address, mayConfigure }: { address: Callback | undefined; mayConfigure: boolean }) {
  const t = await getTranslations('associationresults.address');
  return (
    <Card title={t('title')}>
      <div className="flex max-w-3xl flex-col gap-3">
        {address ? <CallbackAddress callback={address} /> : <p>{t('none')}</p>}
        <p>
          <TextLink href="/open-access/configuration">{t('configuration')}</TextLink>
        </p>
        {address && mayConfigure && (
          <ActionForm action={testNotificationAction} label={t('test')}>
            <p className="text-muted">{t('testText')}</p>
            <div>
              <SubmitButton variant="secondary">{t('test')}</SubmitButton>
            </div>
          </ActionForm>
        )}
      </div>
    </Card>
  );
}
