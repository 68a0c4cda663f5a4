import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { createdKinds, partnerKinds } from '@/domain/identity/organization-input';
import { listOrganizationOptions } from '@/domain/identity/organization-queries';
import type { ReadScope } from '@/domain/read-scope';
import { localName } from '@/lib/local-name';
import { createOrganizationAction } from '../../actions';
import { KindChoice } from './kind-choice';

export async function generateMetadata() {
  const t = await getTranslations('operations.organizations');
  return { title: t('createTitle') };
}

/** A new partner or customer with its first administrator. The kind is chosen first, since it decides what is asked. */
export default async function NewOrganizationPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, common] = await Promise.all([
    searchParams,
    requireScope('organizations.create'),
    getTranslations('operations'),
    getTranslations('common'),
  ]);
  const kind = createdKinds.find((each) => each === paramOf(params, 'kind')) ?? 'solution_provider';
  return (
    <>
      <PageHeader
        title={t('organizations.createTitle')}
        description={t('organizations.createDescription')}
        breadcrumbs={[
          { label: t('organizations.title'), href: '/operations/organizations' },
          { label: t('organizations.createTitle') },
        ]}
      />
      <KindChoice kind={kind} />
      <Card className="max-w-2xl" title={common(`kinds.${kind}`)}>
        <ActionForm
          key={kind}
          action={createOrganizationAction}
          label={t('organizations.createTitle')}
          doneMessage={t('organizations.created')}
          doneRecord={{ path: '/operations/organizations/', label: t('organizations.view') }}
        >
          <input type="hidden" name="kind" value={kind} />
          <Place kind={kind} scope={scope} preset={paramOf(params, 'under')} />
          <OrganizationFields />
          <AdministratorFields />
          <div>
            <SubmitButton>{t('organizations.create')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </>
  );
}

/** Where it hangs: a reseller on a distributor, a customer on its partner. */
async function Place({ kind, scope, preset }: { kind: string; scope: ReadScope; preset: string }) {
  const [t, common, locale] = await Promise.all([
    getTranslations('operations.organizations'),
    getTranslations('common'),
    getLocale(),
  ]);
  if (kind !== 'reseller' && kind !== 'customer') return null;
  const isReseller = kind === 'reseller';
  const options = (await listOrganizationOptions(scope, isReseller ? ['distributor'] : partnerKinds)).map((option) => ({
    value: option.id,
    label: t('option', { name: localName(option, locale), account: option.accountName }),
  }));
  return (
    <>
      <SelectField
        name={isReseller ? 'parentId' : 'partnerId'}
        label={isReseller ? common('kinds.distributor') : t('partner')}
        options={options}
        placeholder={t('choose')}
        defaultValue={preset}
      />
      {!isReseller && (
        <SelectField
          name="associationType"
          label={t('associationType')}
          hint={t('associationHint')}
          options={(['resale', 'referral'] as const).map((value) => ({
            value,
            label: common(`associations.${value}`),
          }))}
        />
      )}
    </>
  );
}

async function OrganizationFields() {
  const [t, common] = await Promise.all([getTranslations('operations.organizations'), getTranslations('common')]);
  const optional = common('optional');
  return (
    <>
      <TextField name="name" label={common('name')} maxLength={256} autoComplete="off" />
      <TextField name="nameEn" label={t('nameEn')} maxLength={256} autoComplete="off" optional={optional} />
      <TextField
        name="accountName"
        label={t('accountName')}
        hint={t('accountHint')}
        maxLength={64}
        autoComplete="off"
      />
      <TextField
        name="mobile"
        label={common('mobile')}
        type="tel"
        maxLength={32}
        autoComplete="off"
        optional={optional}
      />
      <TextField name="email" label={t('email')} type="email" maxLength={254} autoComplete="off" optional={optional} />
    </>
  );
}

async function AdministratorFields() {
  const t = await getTranslations('operations.organizations');
  return (
    <fieldset className="flex flex-col gap-4 border-t pt-4">
      <legend className="sr-only">{t('administrator')}</legend>
      <h3 className="font-semibold">{t('administrator')}</h3>
      <p className="text-muted">{t('administratorText')}</p>
      <TextField name="adminName" label={t('adminName')} maxLength={256} autoComplete="off" />
      <TextField name="adminEmail" label={t('adminEmail')} type="email" maxLength={254} autoComplete="off" />
      <SelectField
        name="adminLanguage"
        label={t('adminLanguage')}
        options={[
          { value: 'zh-CN', label: '中文' },
          { value: 'en', label: 'English' },
        ]}
      />
    </fieldset>
  );
}
