import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import { defaultRatePerSecond, partnerKinds } from '@/domain/identity/organization-input';
import { findOption, listOrganizationOptions } from '@/domain/identity/organization-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { createApiKeyAction } from '../../actions';

export async function generateMetadata() {
  const t = await getTranslations('operations.keys');
  return { title: t('createTitle') };
}

type Organization = NonNullable<Awaited<ReturnType<typeof findOption>>>;

/** A new API key. Its secret is part of the answer and is never shown again. */
export default async function NewApiKeyPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, actor, t] = await Promise.all([
    searchParams,
    requireScope('api_keys.create'),
    requireActor(),
    getTranslations('operations.keys'),
  ]);
  const preset = paramOf(params, 'organization');
  const [listed, chosen] = await Promise.all([
    listOrganizationOptions(scope, partnerKinds),
    isId('organization', preset) ? findOption(scope, preset) : undefined,
  ]);
  // A customer may have keys too; there are too many of them to list, so the address names one.
  const options = chosen && !listed.some(({ id }) => id === chosen.id) ? [chosen, ...listed] : listed;
  const back = `/operations/api-keys/new${chosen ? `?organization=${chosen.id}` : ''}`;
  return (
    <>
      <PageHeader
        title={t('createTitle')}
        description={t('createDescription')}
        breadcrumbs={[{ label: t('title'), href: '/operations/api-keys' }, { label: t('createTitle') }]}
      />
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={back} />
      ) : (
        <Card className="max-w-2xl">
          <CreateForm options={options} chosen={chosen} />
        </Card>
      )}
    </>
  );
}

async function CreateForm({ options, chosen }: { options: readonly Organization[]; chosen: Organization | undefined }) {
  const [locale, t, common] = await Promise.all([
    getLocale(),
    getTranslations('operations.keys'),
    getTranslations('common'),
  ]);
  return (
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
  );
}
