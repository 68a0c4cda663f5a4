import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { getValidDays, type ReportRow } from '@/domain/onboarding/report-queries';
import { localName } from '@/lib/local-name';
import { reviewReportAction } from '../actions';

/** The answer to a report: reserve the prospect for the partner, or decline with the reason it reads. */
export async function ReviewCard({ report }: { report: ReportRow }) {
  const [scope, t, common, locale] = await Promise.all([
    requireScope('onboarding.review'),
    getTranslations('onboarding.review'),
    getTranslations('common'),
    getLocale(),
  ]);
  const { report: days } = await getValidDays(scope);
  return (
    <Card title={t('formTitle')}>
      <ActionForm action={reviewReportAction} label={t('formTitle')}>
        <p className="text-muted">{t('approveText', { partner: localName(report.partner, locale), days })}</p>
        <input type="hidden" name="reportId" value={report.id} />
        <Fieldset name="decision" legend={t('decision')}>
          <Checkbox name="decision" type="radio" value="approve" label={t('approve')} inGroup />
          <Checkbox name="decision" type="radio" value="reject" label={t('reject')} inGroup />
        </Fieldset>
        <TextField
          name="note"
          label={t('note')}
          hint={t('noteHint')}
          maxLength={512}
          autoComplete="off"
          optional={common('optional')}
        />
        <div>
          <SubmitButton>{t('submit')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
