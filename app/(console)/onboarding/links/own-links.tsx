import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { listOwnLinks } from '@/domain/onboarding/invitation-queries';
import { makeCustomLinkAction, openGeneralLinkAction } from '../actions';
import { LinkDetails } from './link-details';

/** The links of whoever looks, and the forms that make them. @source spec/01 §1.4 */
export async function OwnLinks() {
  const [scope, t, common] = await Promise.all([
    requireScope('onboarding.invite'),
    getTranslations('onboarding.links'),
    getTranslations('common.associations'),
  ]);
  const types = ['resale', 'referral'] as const;
  const links = await listOwnLinks(scope);
  const general = links.filter(({ kind }) => kind === 'link');
  const custom = links.filter(({ kind }) => kind === 'custom_link');
  const missing = types.filter((type) => !general.some((row) => row.type === type));
  return (
    <>
      <Card title={t('general')}>
        <div className="flex flex-col gap-4">
          <p className="text-muted">{t('generalText')}</p>
          {general.length > 0 && <LinkList rows={general} />}
          {missing.map((type) => (
            <ActionForm key={type} action={openGeneralLinkAction} label={t(`open.${type}`)}>
              <input type="hidden" name="type" value={type} />
              <div>
                <SubmitButton variant="secondary">{t(`open.${type}`)}</SubmitButton>
              </div>
            </ActionForm>
          ))}
        </div>
      </Card>
      <Card title={t('custom')}>
        <div className="flex flex-col gap-4">
          <p className="text-muted">{t('customText')}</p>
          <ActionForm action={makeCustomLinkAction} label={t('custom')}>
            <TextField name="label" label={t('label')} maxLength={128} autoComplete="off" />
            <SelectField
              name="type"
              label={t('type')}
              options={types.map((value) => ({ value, label: common(value) }))}
            />
            <div>
              <SubmitButton variant="secondary">{t('make')}</SubmitButton>
            </div>
          </ActionForm>
          {custom.length > 0 && <LinkList rows={custom} />}
        </div>
      </Card>
    </>
  );
}

const LinkList = ({ rows }: { rows: Awaited<ReturnType<typeof listOwnLinks>> }) => (
  <ul className="flex flex-col gap-6">
    {rows.map((row) => (
      <LinkDetails key={row.id} row={row} />
    ))}
  </ul>
);
