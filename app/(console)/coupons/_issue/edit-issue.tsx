import { getTranslations } from 'next-intl/server';
import { requireActor } from '@/app/_entry/session';
import { MoneyField } from '@/components/form/money-field';
import { paramOf } from '@/components/table/hrefs';
import { Disclosure } from '@/components/ui/disclosure';
import { previewIssue } from '@/domain/coupons/preview-issue';
import { CodeFields } from './code-fields';
import { CustomerPicker } from './customer-picker';
import { EditFrame } from './edit-frame';
import type { IssueRequest } from './issue-request';
import { objectionWords } from './objection-words';
import { RemarkField } from './remark-field';
import { ValidityFields } from './validity-fields';

/** The first step: to whom, how much, on what terms. */
export async function EditIssue({ request }: { request: IssueRequest }) {
  const { scope, quota, values, params } = request;
  const [t, form, problems] = await Promise.all([
    getTranslations('issuing'),
    getTranslations('ui.form'),
    paramOf(params, 'checked') === '1' ? findProblems(request) : undefined,
  ]);
  const fields = problems?.fields ?? {};
  return (
    <EditFrame quota={quota} params={params} review="/coupons/issue/review" label={t('issueTitle')} problems={problems}>
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
    </EditFrame>
  );
}

async function findProblems({ input }: IssueRequest) {
  const { objection } = await previewIssue(await requireActor(), input);
  return objection && objectionWords(objection, { customerIds: 'customers' });
}

async function Advanced({ request, fields }: { request: IssueRequest; fields: Readonly<Record<string, string>> }) {
  const { quota, serviceTypes, productIds, values } = request;
  const t = await getTranslations('issuing');
  const names = ['serviceTypes', 'productIds', 'remark'];
  const isOpen =
    serviceTypes.length + productIds.length > 0 || values.remark !== '' || names.some((name) => fields[name]);
  return (
    <Disclosure summary={t('advanced')} isOpen={isOpen}>
      <div className="flex flex-col gap-4">
        <CodeFields quota={quota} values={request} fields={fields} />
        <RemarkField max={512} value={values.remark} error={fields['remark']} />
      </div>
    </Disclosure>
  );
}
