import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { MoneyField } from '@/components/form/money-field';
import { TextField } from '@/components/form/text-field';
import { paramOf } from '@/components/table/hrefs';
import { Disclosure } from '@/components/ui/disclosure';
import { previewQuotaIssue } from '@/domain/coupons/preview-quota-issue';
import { CodeFields } from './code-fields';
import { EditFrame } from './edit-frame';
import { objectionWords } from './objection-words';
import { narrowed, type QuotaRequest } from './quota-request';
import { RemarkField } from './remark-field';
import { ResellerPicker } from './reseller-picker';
import { ValidityFields } from './validity-fields';

/** The first step: to which resellers, how much for each, and what is to be drawn narrower. */
export async function EditQuotaIssue({ request }: { request: QuotaRequest }) {
  const { scope, quota, values, params } = request;
  const [t, problems] = await Promise.all([
    getTranslations('issuing'),
    paramOf(params, 'checked') === '1' ? findProblems(request) : undefined,
  ]);
  const fields = problems?.fields ?? {};
  return (
    <EditFrame
      quota={quota}
      params={params}
      review="/coupons/issue-quota/review"
      label={t('issueQuotaTitle')}
      problems={problems}
    >
      <ResellerPicker request={request} error={fields['resellers']} />
      <MoneyField
        name="amount"
        label={t('quotaAmount')}
        hint={t('quotaAmountHint')}
        currency={scope.currency}
        defaultValue={values.amount}
        error={fields['amount']}
      />
      <ValidityFields values={values} fields={fields} />
      <Narrower request={request} fields={fields} />
      <RemarkField max={256} value={values.remark} error={fields['remark']} />
    </EditFrame>
  );
}

async function findProblems({ input }: QuotaRequest) {
  const { objection } = await previewQuotaIssue(await requireActor(), input);
  return objection && objectionWords(objection, { resellerIds: 'resellers' });
}

async function Narrower({ request, fields }: { request: QuotaRequest; fields: Readonly<Record<string, string>> }) {
  const { scope, quota, serviceTypes, productIds, values } = request;
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  const names = ['serviceTypes', 'productIds', ...narrowed];
  const isOpen =
    serviceTypes.length + productIds.length > 0 ||
    narrowed.some((name) => values[name] !== '') ||
    names.some((name) => fields[name]);
  return (
    <Disclosure summary={t('narrower')} isOpen={isOpen}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('narrowerHint')}</p>
        <CodeFields quota={quota} values={request} fields={fields} />
        {narrowed.map((name) =>
          name === 'couponsMax' ? (
            <TextField
              key={name}
              name={name}
              label={t(name)}
              inputMode="numeric"
              optional={form('optional')}
              maxLength={10}
              defaultValue={values[name]}
              error={fields[name]}
            />
          ) : (
            <MoneyField
              key={name}
              name={name}
              label={t(name)}
              optional={form('optional')}
              currency={scope.currency}
              defaultValue={values[name]}
              error={fields[name]}
            />
          ),
        )}
      </div>
    </Disclosure>
  );
}
