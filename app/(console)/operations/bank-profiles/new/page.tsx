import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { builtInProfiles, isBuiltInProfile } from '@/domain/reconciliation/formats/csv-profiles';
import { controlsOf, profileFrom, tryBankProfileInput } from '@/domain/reconciliation/profile-input';
import { findBankProfile } from '@/domain/reconciliation/profile-queries';
import { isId } from '@/lib/id';
import { saveBankProfileAction } from '../actions';
import { controlNames, ProfileFields } from './profile-fields';
import { Trial } from './trial';

const path = '/operations/bank-profiles';

export async function generateMetadata() {
  const t = await getTranslations('bankfiles.profile');
  return { title: t('newTitle') };
}

/**
 * How a bank writes its CSV, in two steps on one page: what was entered stands in the address, is checked, tried on a sample, and saved
 * as it was checked. `from` fills the form in with a profile that is there; `profileId` changes it.
 */
export default async function NewBankProfilePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t] = await Promise.all([
    searchParams,
    requireScope('reconciliation.import'),
    getTranslations('bankfiles.profile'),
  ]);
  const changed = paramOf(params, 'profileId');
  const saved = isId('bankProfile', changed) ? await findBankProfile(scope, changed) : undefined;
  const from = paramOf(params, 'from');
  const preset = isBuiltInProfile(from) ? controlsOf(builtInProfiles[from]) : saved ? controlsOf(saved.definition) : {};
  const isEntered = paramOf(params, 'encoding') !== '';
  const entered = Object.fromEntries(controlNames.map((name) => [name, paramOf(params, name)]));
  const values = isEntered ? entered : { headerLine: '1', ...preset };
  const name = isEntered ? paramOf(params, 'name') : (saved?.name ?? '');
  const checked = isEntered ? tryBankProfileInput.safeParse(entered) : undefined;
  const title = saved ? t('changeTitle', { name: saved.name }) : t('newTitle');
  return (
    <>
      <PageHeader
        title={title}
        description={t('description')}
        breadcrumbs={[{ label: t('title'), href: path }, { label: title }]}
      />
      <div className="flex max-w-4xl flex-col gap-4">
        <ProfileFields
          name={name}
          values={values}
          sample={paramOf(params, 'sample')}
          profileId={saved?.id}
          problems={checked && !checked.success ? checked.error.issues : []}
        />
        {checked?.success && <Trial profile={profileFrom(checked.data)} sample={paramOf(params, 'sample')} />}
        {checked?.success && name !== '' && (
          <Card title={t('checked')}>
            <ActionForm action={saveBankProfileAction} label={t('save')}>
              {saved && <input type="hidden" name="profileId" value={saved.id} />}
              <input type="hidden" name="name" value={name} />
              {Object.entries(entered).map(([control, value]) =>
                value === '' ? null : <input key={control} type="hidden" name={control} value={value} />,
              )}
              <p>{name}</p>
              <div>
                <SubmitButton>{t('save')}</SubmitButton>
              </div>
            </ActionForm>
          </Card>
        )}
      </div>
    </>
  );
}
