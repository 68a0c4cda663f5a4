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
import { previewIssue } from '@/domain/coupons/preview-issue';
import { CodeField } from './code-field';
import { CustomerPicker } from './customer-picker';
import type { IssueRequest } from './issue-request';
import { objectionWords } from './objection-words';
import { QuotaFacts } from './quota-facts';

/** The first step: to whom, how much, on what terms. It only leads to the review, which sends back what is wrong. */
export async function EditIssue({ request }: { request: IssueRequest }) {
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
          action={route('/coupons/issue/review')}
          method="get"
          className="flex flex-col gap-4"
          aria-label={t('issueTitle')}
          noValidate
        >
          <EnterSubmits />
          {problems && <ErrorSummary title={form('refused')} message={problems.message} fields={problems.fields} />}
          <input type="hidden" name="quota" value={quota.id} />
          <CustomerPicker request={request} error={fields['customers']} />
          <MoneyField
            name="faceValue"
            label={t('faceValue')}
            hint={t('faceValueHint')}
            currency={scope.currency}
            defaultValue={values.faceValue}
            error={fields['faceValue']}
          />
          <MoneyField
            name="minOrder"
            label={t('minOrder')}
            hint={t('minOrderHint')}
            optional={form('optional')}
            currency={scope.currency}
            defaultValue={values.minOrder}
            error={fields['minOrder']}
          />
          <ValidityFields values={values} fields={fields} />
          <Advanced request={request} fields={fields} />
          <div>
            <SubmitButton>{t('review')}</SubmitButton>
          </div>
        </form>
      </Card>
    </div>
  );
}

async function findProblems({ input }: IssueRequest) {
  const { objection } = await previewIssue(await requireActor(), input);
  return objection && objectionWords(objection, { customerIds: 'customers' });
}

/** From when to when, by days; empty means as the quota. */
export async function ValidityFields({
  values,
  fields,
}: {
  values: { readonly effectiveAt: string; readonly expiresAt: string };
  fields: Readonly<Record<string, string>>;
}) {
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      {(['effectiveAt', 'expiresAt'] as const).map((name) => (
        <TextField
          key={name}
          name={name}
          type="date"
          label={t(name)}
          hint={t(`${name}Hint`)}
          optional={form('optional')}
          defaultValue={values[name]}
          error={fields[name]}
        />
      ))}
    </div>
  );
}

async function Advanced({ request, fields }: { request: IssueRequest; fields: Readonly<Record<string, string>> }) {
  const { quota, serviceTypes, productIds, values } = request;
  const [t, form] = await Promise.all([getTranslations('issuing'), getTranslations('ui.form')]);
  const names = ['serviceTypes', 'productIds', 'remark'];
  const isOpen =
    serviceTypes.length + productIds.length > 0 || values.remark !== '' || names.some((name) => fields[name]);
  const shared = { hint: { boxes: t('codesBoxesHint'), text: t('codesTextHint') }, optional: form('optional') };
  return (
    <Disclosure summary={t('advanced')} isOpen={isOpen}>
      <div className="flex flex-col gap-4">
        <CodeField
          name="serviceTypes"
          label={t('serviceTypes')}
          offered={quota.limits.serviceTypes}
          values={serviceTypes}
          error={fields['serviceTypes']}
          {...shared}
        />
        <CodeField
          name="productIds"
          label={t('productIds')}
          offered={quota.limits.productIds}
          values={productIds}
          error={fields['productIds']}
          {...shared}
        />
        <TextArea
          name="remark"
          label={t('remark')}
          hint={t('remarkHint')}
          optional={form('optional')}
          rows={2}
          maxLength={512}
          defaultValue={values.remark}
          error={fields['remark']}
        />
      </div>
    </Disclosure>
  );
}
