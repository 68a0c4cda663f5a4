import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { ActionForm } from '@/components/form/action-form';
import { Checkbox } from '@/components/form/checkbox';
import { CodeNotice } from '@/components/form/code-notice';
import { TextArea } from '@/components/form/text-field';
import { hrefWith, paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { needsCode } from '@/domain/actor';
import type { ChangeKind } from '@/domain/associations/model';
import { checkChange, type PreCheck } from '@/domain/associations/pre-check-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { requestChangeAction } from '../actions';
import { Effects } from '../effects';
import { CheckList } from './check-list';

interface Props {
  searchParams: Promise<SearchParams>;
}

/** The relation that is asked about. A customer has only its own; one of others does not exist here. */
const load = cache(async (customer: string, wish: string): Promise<PreCheck> => {
  const scope = await requireScope('association_changes.request');
  const kind: ChangeKind = wish === 'switch' ? 'switch' : 'disassociate';
  const customerId = isId('customer', customer) ? customer : undefined;
  return (await checkChange(scope, kind, customerId)) ?? notFound();
});
const loadFrom = (params: SearchParams) => load(paramOf(params, 'customer'), paramOf(params, 'kind'));

/** What the page is called and asks, for the side that reads it. */
async function wordsOf(pre: PreCheck) {
  const [{ kind }, t, locale] = await Promise.all([requireActor(), getTranslations('associations.new'), getLocale()]);
  const isCustomer = kind === 'customer';
  const wish = pre.toType === null ? (isCustomer ? 'leave' : 'disassociate') : isCustomer ? 'ownSwitch' : 'switch';
  const names = { customer: localName(pre.customer, locale), partner: localName(pre.partner, locale) };
  return { isCustomer, title: t(`titles.${wish}`, names), description: t(`descriptions.${wish}`, names) };
}

export async function generateMetadata({ searchParams }: Props) {
  return { title: (await wordsOf(await loadFrom(await searchParams))).title };
}

/** Asks the other side to part or to switch: first what is in the way, then, if nothing is, the form. @source spec/01 §1.7 */
export default async function NewChangePage({ searchParams }: Props) {
  const params = await searchParams;
  const pre = await loadFrom(params);
  const [{ isCustomer, title, description }, actor, list, t] = await Promise.all([
    wordsOf(pre),
    requireActor(),
    getTranslations('associations'),
    getTranslations('associations.new'),
  ]);
  const isPossible = pre.checks.every(({ isPassed }) => isPassed);
  const mustShowCode = isPossible && needsCode(actor, 'customers_always');
  return (
    <>
      <PageHeader
        title={title}
        description={description}
        breadcrumbs={[{ label: list('title'), href: '/association-changes' }, { label: title }]}
      />
      <div className="flex flex-col gap-4">
        {!isPossible && (
          <Alert kind="warning" title={t('blockedTitle')}>
            {t('blocked')}
          </Alert>
        )}
        <CheckList pre={pre} isCustomer={isCustomer} />
        {isPossible && (
          <Card title={list('effects.title')}>
            <Effects
              between={pre}
              fromType={pre.type}
              toType={pre.toType}
              wouldReturn={pre.wouldReturn}
              coupons={pre.wouldReturnCoupons}
            />
          </Card>
        )}
        {mustShowCode && <CodeNotice back={hrefWith('/association-changes/new', params, {})} />}
        {isPossible && !mustShowCode && (
          <Card title={t('form')}>
            <RequestForm pre={pre} isCustomer={isCustomer} />
          </Card>
        )}
      </div>
    </>
  );
}

async function RequestForm({ pre, isCustomer }: { pre: PreCheck; isCustomer: boolean }) {
  const t = await getTranslations('associations.new');
  return (
    <ActionForm
      action={requestChangeAction}
      requestKey={newRequestKey()}
      label={t('form')}
      className="flex max-w-xl flex-col gap-4"
    >
      {!isCustomer && <input type="hidden" name="customerId" value={pre.customer.id} />}
      <input type="hidden" name="kind" value={pre.toType === null ? 'disassociate' : 'switch'} />
      {pre.toType !== null && <input type="hidden" name="toType" value={pre.toType} />}
      <TextArea name="reason" label={t('reason')} hint={t('reasonHint')} maxLength={512} rows={3} required />
      <Checkbox name="understood" label={t('understood')} required />
      <div>
        <SubmitButton variant="danger">
          {t(`submit.${pre.toType ?? (isCustomer ? 'leave' : 'disassociate')}`)}
        </SubmitButton>
      </div>
    </ActionForm>
  );
}
