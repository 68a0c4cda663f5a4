import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { defaultRatePerSecond, partnerKinds } from '@/domain/identity/organization-input';
import { findOption, listOrganizationOptions } from '@/domain/identity/organization-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { createApiKeyAction } from '../../actions';

export async function generateMetadata() {
  const t = await getTranslations('operations.keys');
  return { title: t('createTitle') };
}

/** A new API key. Its secret is part of the answer and is never shown again. */
export default async function NewApiKeyPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, locale, t, common] = await Promise.all([
    searchParams,
    requireScope('api_keys.create'),
    getLocale(),
    getTranslations('operations.keys'),
    getTranslations('common'),
  ]);
  const preset = paramOf(params, 'organization');
  const [listed, chosen] = await Promise.all([
    listOrganizationOptions(scope, partnerKinds),
    isId('organization', preset) ? findOption(scope, preset) : undefined,
  ]);
  // A customer may have keys too; there are too many of them to list, so the address names one.
  const options = chosen && !listed.some(({ id }) => id === chosen.id) ? [chosen, ...listed] : listed;
  return (
    <>
      <PageHeader
        title={t('createTitle')}
        description={t('createDescription')}
        breadcrumbs={[{ label: t('title'), href: '/operations/api-keys' }, { label: t('createTitle') }]}
      />
      <Card className="max-w-2xl">
        <ActionForm
          action={createApiKeyAction}
          label={t('createTitle')}
          doneMessage={t('created')}
          doneRecord={{ path: '/operations/api-keys/', label: t('view') }}
        >
          <SelectField
            name="organizationId"
            label={common('organization')}
            options={options.map((option) => ({
              value: option.id,
              label: t('option', { name: localName(option, locale), account: option.accountName }),
            }))}
            placeholder={t('choose')}
            defaultValue={chosen?.id ?? ''}
          />
          <TextField name="name" label={common('name')} hint={t('nameHint')} maxLength={128} autoComplete="off" />
          <SelectField
            name="rights"
            label={t('rights')}
            options={(['full', 'read_only'] as const).map((value) => ({ value, label: t(`rightsOf.${value}`) }))}
          />
          <TextField
            name="ratePerSecond"
            label={t('rate')}
            hint={t('rateHint')}
            inputMode="numeric"
            maxLength={6}
            autoComplete="off"
            defaultValue={String(defaultRatePerSecond)}
          />
          <div>
            <SubmitButton>{t('create')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </>
  );
}
