import { getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import { getValidDays } from '@/domain/onboarding/report-queries';
import type { Id } from '@/lib/id';
import { submitReportAction, withdrawReportAction } from '../../actions';

interface Of {
  reportId: Id<'report'>;
}

/** Hands a draft in for review. */
export async function SubmitCard({ reportId }: Of) {
  const [scope, t] = await Promise.all([requireScope('onboarding.read'), getTranslations('onboarding.report')]);
  const { report: days } = await getValidDays(scope);
  return (
    <Card title={t('submit')}>
      <ActionForm action={submitReportAction} label={t('submit')}>
        <p className="text-muted">{t('submitText', { days })}</p>
        <input type="hidden" name="reportId" value={reportId} />
        <div>
          <SubmitButton>{t('submit')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}

/** Takes a report back, with what it means said before. */
export async function WithdrawCard({ reportId }: Of) {
  const t = await getTranslations('onboarding.report');
  return (
    <Card title={t('withdraw')}>
      <ActionForm action={withdrawReportAction} label={t('withdraw')}>
        <p className="text-muted">{t('withdrawText')}</p>
        <input type="hidden" name="reportId" value={reportId} />
        <div>
          <SubmitButton variant="danger">{t('withdraw')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
