import { useTranslations } from 'next-intl';
import { Badge, type Tone } from '@/components/ui/badge';
import { When } from '@/components/when';
import type { WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import type { WithdrawalState } from '@/domain/withdrawals/model';

interface Step {
  readonly state: WithdrawalState;
  readonly at: Date | null;
}

/** The steps of a withdrawal: those it has taken, each with its time, and those to come. The one it stands at is marked for everybody. */
export function Progress({ withdrawal }: { withdrawal: WithdrawalDetail }) {
  const t = useTranslations('withdrawals.detail');
  const steps = stepsOf(withdrawal);
  const words = withdrawal.route === 'provider' ? 'refundSteps' : 'steps';
  return (
    <ol className="flex flex-wrap gap-x-6 gap-y-3">
      {steps.map(({ state, at }) => {
        const isNow = state === withdrawal.state;
        return (
          <li key={state} aria-current={isNow ? 'step' : undefined} className="flex flex-col items-start gap-1">
            <Badge tone={toneOf(state, at, isNow)}>{t(`${words}.${state}`)}</Badge>
            <span className="text-muted text-xs">{at ? <When at={at} precision="minute" /> : t('later')}</span>
          </li>
        );
      })}
    </ol>
  );
}

/** What ended badly is seen at once; a step that was taken differs from one to come. */
function toneOf(state: WithdrawalState, at: Date | null, isNow: boolean): Tone {
  if (state === 'rejected' || state === 'returned') return 'danger';
  if (at === null) return 'neutral';
  return isNow && state !== 'settled' && state !== 'cancelled' ? 'info' : 'success';
}

function stepsOf({
  state,
  createdAt,
  decidedAt,
  file,
  refund,
  endedAt,
  updatedAt,
  transfers,
}: WithdrawalDetail): Step[] {
  const requested: Step = { state: 'requested', at: createdAt };
  if (state === 'cancelled' || state === 'rejected') return [requested, { state, at: endedAt }];
  const steps: Step[] = [
    requested,
    { state: 'approved', at: decidedAt },
    { state: 'sent', at: file?.createdAt ?? refund?.createdAt ?? null },
  ];
  const isPaid = state === 'settled' || transfers.back !== null;
  if (isPaid || state !== 'returned') steps.push({ state: 'settled', at: isPaid ? endedAt : null });
  return state === 'returned' ? [...steps, { state, at: updatedAt }] : steps;
}
