import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { When } from '@/components/when';
import type { InvitationRow } from '@/domain/onboarding/invitation-queries';
import { joiningCauseOf } from '@/domain/onboarding/report-model';
import type { ReportRow } from '@/domain/onboarding/report-queries';

interface Step {
  readonly key: string;
  readonly at: Date;
  readonly text: string;
  readonly more?: ReactNode;
}

/** What happened to a report, the earliest first. */
export async function Timeline({ report, invitations }: { report: ReportRow; invitations: readonly InvitationRow[] }) {
  const steps = await stepsOf(report, invitations);
  return (
    <ol className="flex flex-col gap-3">
      {steps.map(({ key, at, text, more }) => (
        <li key={key} className="flex flex-wrap gap-x-4 gap-y-0.5">
          <span className="text-muted">
            <When at={at} precision="minute" />
          </span>
          <span className="min-w-0 wrap-anywhere">
            {text}
            {more !== undefined && <span className="block text-muted">{more}</span>}
          </span>
        </li>
      ))}
    </ol>
  );
}

async function stepsOf(report: ReportRow, invitations: readonly InvitationRow[]): Promise<Step[]> {
  const [t, causes] = await Promise.all([getTranslations('onboarding.report'), getTranslations('onboarding.causes')]);
  const { createdAt, submittedAt, reviewedAt, endedAt, state, reportedBy } = report;
  const note = report.reviewNote === null ? {} : { more: t('note', { note: report.reviewNote }) };
  const cause = joiningCauseOf(report.cause);
  const entered = reportedBy === null ? t('steps.enteredByProgram') : t('steps.entered', { name: reportedBy });
  const steps: (Step | false)[] = [
    { key: 'entered', at: createdAt, text: entered },
    submittedAt !== null && { key: 'submitted', at: submittedAt, text: t('steps.submitted') },
    reviewedAt !== null && {
      key: 'reviewed',
      at: reviewedAt,
      text: t(state === 'rejected' ? 'steps.rejected' : 'steps.approved'),
      ...note,
    },
    ...invitations.map((row) => ({
      key: row.id,
      at: row.createdAt,
      text: t('steps.invited', { to: row.email ?? '' }),
    })),
    endedAt !== null &&
      isEnd(state) && {
        key: 'ended',
        at: endedAt,
        text: t(`steps.${state}`),
        ...(cause ? { more: causes(cause) } : {}),
      },
  ];
  return steps.filter((step) => step !== false).toSorted((a, b) => a.at.getTime() - b.at.getTime());
}

/** The ends that are no review: a rejection stands there already. */
const isEnd = (state: ReportRow['state']): state is 'expired' | 'withdrawn' | 'associated' | 'failed' =>
  state === 'expired' || state === 'withdrawn' || state === 'associated' || state === 'failed';
