import { getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { TextField } from '@/components/form/text-field';
import { Card } from '@/components/ui/card';
import { SubmitButton } from '@/components/ui/submit-button';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { replayChoices, replayMax } from '@/domain/webhooks/model';
import { wallClockAt } from '@/lib/zoned-time';
import { replayDeliveriesAction } from '../actions';

/** Sends the events of a time range again: what did not arrive, or everything. */
export async function ReplayCard({ endpoint }: { endpoint: EndpointLine }) {
  const [scope, t, common] = await Promise.all([
    requireScope('webhooks.replay'),
    getTranslations('webhooks'),
    getTranslations('common'),
  ]);
  const since = endpoint.failingSince ?? endpoint.lastSuccessAt ?? endpoint.createdAt;
  const preset = wallClockAt(since, scope.timeZone).slice(0, 16).replace(' ', 'T');
  const moment = { type: 'datetime-local', className: 'max-w-60' } as const;
  return (
    <Card title={t('replay')}>
      <ActionForm
        action={replayDeliveriesAction}
        requestKey={newRequestKey()}
        label={t('replay')}
        className="flex max-w-2xl flex-col gap-3"
      >
        <p className="text-muted">{t('replayText', { max: replayMax })}</p>
        <input type="hidden" name="webhookEndpointId" value={endpoint.id} />
        <Fieldset name="which" legend={t('which')}>
          {replayChoices.map((choice) => (
            <Checkbox
              key={choice}
              type="radio"
              name="which"
              value={choice}
              inGroup
              defaultChecked={choice === 'undelivered'}
              label={t(`choices.${choice}`)}
            />
          ))}
        </Fieldset>
        <TextField
          name="from"
          label={t('from')}
          hint={t('rangeHint', { zone: scope.timeZone })}
          defaultValue={preset}
          required
          {...moment}
        />
        <TextField name="to" label={t('to')} hint={t('toHint')} optional={common('optional')} {...moment} />
        <div>
          <SubmitButton variant="secondary">{t('replaySubmit')}</SubmitButton>
        </div>
      </ActionForm>
    </Card>
  );
}
