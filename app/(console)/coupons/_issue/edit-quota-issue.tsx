import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { EnterSubmits } from '@/components/form/enter-submits';
import { ErrorSummary } from '@/components/form/error-summary';
import { MoneyField } from '@/components/form/money-field';
import { TextArea, TextField } from '@/components/form/text-field';
import { route } from '@/components/route';
import { paramOf } from '@/components/table/hrefs';
import { Card } from '@/components/ui/card';
import { Disclosure } from '@/components/ui/disclosure';
import { SubmitButton } from '@/components/ui/submit-button';
import { previewQuotaIssue } from '@/domain/coupons/preview-quota-issue';
import { CodeField } from './code-field';
import { ValidityFields } from './edit-issue';
import { objectionWords } from './objection-words';
import { QuotaFacts } from './quota-facts';
import { narrowed, type QuotaRequest } from './quota-request';
import { ResellerPicker } from './reseller-picker';

/** The first step: to which resellers, how much for each, and what is to be drawn narrower. It only leads to the review. */
export async function EditQuotaIssue({ request }: { request: QuotaRequest }) {
  const { scope, quota, values, params } = request;
  const [t, form, problems] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('ui.form'),
    paramOf(params, 'checked') === '1' ? findProblems(request) : undefined,
  ]);
  const fields = problems?.fields ?? {};
  return (
    <div className="flex max-w-3xl flex-col gap-4">
      <Card title={t('fromQuota')}>
        <QuotaFacts quota={quota} />
      </Card>
      <Card>
        <form
          key={JSON.stringify(params)}
          action={route('/coupons/issue-quota/review')}
          method="get"
          className="flex flex-col gap-4"
          aria-label={t('issueQuotaTitle')}
          noValidate
        >
          <EnterSubmits />
          {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={problems.fields} />}
          <input type="hidden" name="quota" value={quota.id} />
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
          <TextArea
            name="remark"
            label={t('remark')}
            hint={t('remarkHint')}
            optional={form('optional')}
            rows={2}
            maxLength={256}
            defaultValue={values.remark}
            error={fields['remark']}
          />
          <div>
            <SubmitButton>{t('review')}</SubmitButton>
          </div>
        </form>
      </Card>
    </div>
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
  const shared = { hint: { boxes: t('codesBoxesHint'), text: t('codesTextHint') }, optional: form('optional') };
  return (
    <Disclosure summary={t('narrower')} isOpen={isOpen}>
      <div className="flex flex-col gap-4">
        <p className="text-muted">{t('narrowerHint')}</p>
        {(['serviceTypes', 'productIds'] as const).map((name) => (
          <CodeField
            key={name}
            name={name}
            label={t(name)}
            offered={quota.limits[name]}
            values={request[name]}
            error={fields[name]}
            {...shared}
          />
        ))}
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
