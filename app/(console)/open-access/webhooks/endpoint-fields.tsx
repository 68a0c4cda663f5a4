import { useTranslations } from 'next-intl';
import { Checkbox, Fieldset } from '@/components/form/checkbox';
import { TextField } from '@/components/form/text-field';
import type { EndpointLine } from '@/domain/webhooks/endpoint-queries';
import { webhookEventTypes } from '@/domain/webhooks/event-types';
import { groupBy } from '@/lib/group-by';
import { typeKey } from './words';

/** The types of events by what they are about, in the order in which they are listed. */
const groups = [...groupBy(webhookEventTypes, ({ type }) => groupOf(type))].map(([group, listed]) => ({
  group,
  types: listed.map(({ type }) => type),
}));

/** Where events are sent, and which: the same for a new endpoint and for one that is changed. */
export function EndpointFields({ endpoint }: { endpoint?: EndpointLine }) {
  const [t, common] = [useTranslations('webhooks'), useTranslations('common')];
  return (
    <>
      <TextField
        name="url"
        type="url"
        label={t('url')}
        hint={t('urlHint')}
        defaultValue={endpoint?.url}
        placeholder="https://"
        maxLength={2048}
        required
        autoComplete="off"
        spellCheck={false}
      />
      <TextField
        name="description"
        label={t('descriptionLabel')}
        optional={common('optional')}
        defaultValue={endpoint?.description}
        maxLength={128}
        autoComplete="off"
      />
      <div className="group/types flex flex-col gap-4">
        <Fieldset name="everyType" legend={t('typesLegend')}>
          {(['yes', 'no'] as const).map((value) => (
            <Checkbox
              key={value}
              type="radio"
              name="everyType"
              value={value}
              inGroup
              defaultChecked={value === (endpoint?.types ? 'no' : 'yes')}
              label={t(`everyTypeOf.${value}`)}
            />
          ))}
        </Fieldset>
        <div className="group-has-[[name=everyType][value=yes]:checked]/types:hidden">
          <Fieldset name="types[]" legend={t('typesLabel')}>
            {groups.map(({ group, types }) => (
              <fieldset key={group} className="mt-3 grid min-w-0 gap-x-6 gap-y-2 md:grid-cols-2">
                <legend className="mb-1 font-semibold">{t(`groups.${group}`)}</legend>
                {types.map((type) => (
                  <Checkbox
                    key={type}
                    name="types[]"
                    value={type}
                    inGroup
                    defaultChecked={endpoint?.types?.includes(type) ?? false}
                    label={
                      <>
                        {t(`types.${typeKey(type)}.name`)} <code className="text-table text-muted">{type}</code>
                        <span className="block text-table text-muted">{t(`types.${typeKey(type)}.text`)}</span>
                      </>
                    }
                  />
                ))}
              </fieldset>
            ))}
          </Fieldset>
        </div>
      </div>
    </>
  );
}

function groupOf(type: string): 'money' | 'customers' | 'coupons' | 'platform' {
  if (/^(customer|association_change|report)\./.test(type)) return 'customers';
  if (/^(coupon|quota)\./.test(type)) return 'coupons';
  return type.startsWith('webhook.') ? 'platform' : 'money';
}
