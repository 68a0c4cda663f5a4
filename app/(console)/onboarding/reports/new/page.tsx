import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { TextField } from '@/components/form/text-field';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { Tabs } from '@/components/ui/tabs';
import { reportCustomerAction, saveReportAction } from '../../actions';

const path = '/onboarding/reports/new';

export async function generateMetadata() {
  const t = await getTranslations('onboarding.reports');
  return { title: t('new') };
}

/** Entering a prospect: to report it at once, or to keep it as a draft. @source spec/01 §1.2 */
export default async function NewReportPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [params, , t] = await Promise.all([
    searchParams,
    requireScope('onboarding.report'),
    getTranslations('onboarding'),
  ]);
  const isDraft = paramOf(params, 'as') === 'draft';
  return (
    <>
      <PageHeader
        title={t('reports.new')}
        description={t(isDraft ? 'form.draftDescription' : 'form.description')}
        breadcrumbs={[{ label: t('title'), href: '/onboarding' }, { label: t('reports.new') }]}
      />
      <Tabs
        label={t('form.modes')}
        tabs={[
          { label: t('form.modeReport'), href: path, isCurrent: !isDraft },
          { label: t('form.modeDraft'), href: `${path}?as=draft`, isCurrent: isDraft },
        ]}
      />
      <Card className="max-w-2xl">
        <ActionForm action={isDraft ? saveReportAction : reportCustomerAction} label={t('reports.new')}>
          <ProspectFields />
          <div>
            <SubmitButton>{t(isDraft ? 'form.save' : 'form.report')}</SubmitButton>
          </div>
        </ActionForm>
      </Card>
    </>
  );
}

async function ProspectFields() {
  const [t, common] = await Promise.all([getTranslations('onboarding'), getTranslations('common')]);
  const optional = common('optional');
  return (
    <>
      <TextField name="customerName" label={t('reports.customerName')} maxLength={256} autoComplete="off" />
      <TextField name="contactName" label={t('reports.contactName')} maxLength={256} autoComplete="off" />
      <TextField
        name="mobile"
        type="tel"
        label={common('mobile')}
        hint={t('form.mobileHint')}
        maxLength={64}
        autoComplete="off"
      />
      <TextField
        name="email"
        type="email"
        label={common('email')}
        hint={t('form.emailHint')}
        maxLength={254}
        autoComplete="off"
        optional={optional}
      />
      <TextField
        name="label"
        label={t('reports.label')}
        hint={t('form.labelHint')}
        maxLength={128}
        autoComplete="off"
        optional={optional}
      />
      <TextField name="remark" label={t('reports.remark')} maxLength={512} autoComplete="off" optional={optional} />
    </>
  );
}
