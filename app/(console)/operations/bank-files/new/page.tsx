import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { PostedForm } from '@/components/form/posted-form';
import { SelectField } from '@/components/form/select-field';
import { TextField } from '@/components/form/text-field';
import { bytesLimit } from '@/components/form/upload-limit';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { bankFileFormats, bankFileLimits } from '@/domain/reconciliation/model';
import { listUsableProfiles } from '@/domain/reconciliation/profile-queries';
import { isRefusalCode } from '@/domain/refusal';
import { builtInNames } from '../built-in-names';

export async function generateMetadata() {
  const t = await getTranslations('bankfiles.new');
  return { title: t('title') };
}

/** A bank's file is sent as it is: the browser posts the form, with or without scripts. */
export default async function NewBankFilePage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, scope, t, common, ui, problems] = await Promise.all([
    searchParams,
    requireScope('reconciliation.import'),
    getTranslations('bankfiles'),
    getTranslations('common'),
    getTranslations('ui.form'),
    getTranslations('fields'),
  ]);
  const [saved, builtIn, refused] = await Promise.all([listUsableProfiles(scope), builtInNames(), refusedBy(params)]);
  const profiles = [
    ...[...builtIn].map(([value, label]) => ({ value, label })),
    ...saved.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      <PageHeader
        title={t('new.title')}
        description={t('new.description')}
        breadcrumbs={[{ label: t('title'), href: '/operations/bank-files' }, { label: t('new.title') }]}
        actions={<ButtonLink href="/operations/bank-profiles">{t('profiles')}</ButtonLink>}
      />
      <Card className="max-w-2xl">
        <PostedForm
          action="/operations/bank-files/upload"
          label={t('new.title')}
          refused={refused}
          values={{ format: paramOf(params, 'format'), profile: paramOf(params, 'profile') }}
          file={{ title: t('new.refused'), message: ui('tooLarge') }}
        >
          <input type="hidden" name="request" value={newRequestKey()} />
          <SelectField
            name="format"
            label={t('new.format')}
            options={bankFileFormats.map((value) => ({ value, label: t(`formats.${value}`) }))}
            placeholder={t('new.byContent')}
          />
          <SelectField
            name="profile"
            label={t('new.profile')}
            hint={t('new.profileHint')}
            optional={common('optional')}
            options={profiles}
            placeholder={t('new.noProfile')}
          />
          <TextField
            name="file"
            type="file"
            label={t('new.file')}
            hint={t('new.fileHint')}
            {...bytesLimit(bankFileLimits.bytesMax, problems('bank_file_too_large'))}
          />
          <div>
            <SubmitButton>{t('new.submit')}</SubmitButton>
          </div>
        </PostedForm>
      </Card>
    </>
  );
}

/** Why the form came back, by the code in its address; what is no code of ours says nothing. */
async function refusedBy(params: SearchParams) {
  const [t, refusals, fields] = await Promise.all([
    getTranslations('bankfiles.new'),
    getTranslations('refusals'),
    getTranslations('fields'),
  ]);
  const problem = paramOf(params, 'problem');
  if (!isRefusalCode(problem)) return undefined;
  const field = paramOf(params, 'field');
  if (problem === 'bank_file_too_large')
    return { title: t('refused'), message: refusals(problem), fields: { file: fields(problem) } };
  const isField = field === 'file' || field === 'profile';
  // Whose format was not named, and which is none of those that say it themselves.
  const isTakenForCsv = field === 'profile' && paramOf(params, 'format') === '';
  return {
    title: t('refused'),
    message: refusals(problem),
    fields: isField ? { [field]: isTakenForCsv ? t('csvProfile') : fields('required') } : {},
  };
}
