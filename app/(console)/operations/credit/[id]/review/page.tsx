import { notFound, redirect } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { newRequestKey } from '@/app/_entry/request-key';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { ActionForm } from '@/components/form/action-form';
import { CodeNotice } from '@/components/form/code-notice';
import { route } from '@/components/route';
import { PlainTable } from '@/components/table/data-table';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { PageHeader } from '@/components/ui/page-header';
import { SubmitButton } from '@/components/ui/submit-button';
import { TextLink } from '@/components/ui/text-link';
import { needsCode } from '@/domain/actor';
import type { AppliedTerms } from '@/domain/credit/apply-terms';
import { shownTerms } from '@/domain/credit/model';
import { type CreditPartner, findCreditPartner } from '@/domain/credit/operator-queries';
import { findSetTerms } from '@/domain/credit/terms-queries';
import { isRequestKey } from '@/domain/receipts';
import { seenOf } from '@/domain/seen-values';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { add, type Money, subtract } from '@/lib/money';
import { setTermsAction } from '../../actions';
import { previewOf, type TermsValues, termsFields, termsHref, termsValues } from '../../terms-request';

export async function generateMetadata() {
  const t = await getTranslations('credit.operator');
  return { title: t('reviewTitle') };
}

/**
 * The second step: the server says what would be, and the button says it again. The request key stands in the address, so that a reload, a
 * second press and a second tab all send the same one.
 *
 * @source design/decisions.md 10, 41
 */
export default async function ReviewTermsPage({
  params,
  searchParams,
}: {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}) {
  const [{ id }, query, scope, t, locale] = await Promise.all([
    params,
    searchParams,
    requireScope('credit.set'),
    getTranslations('credit.operator'),
    getLocale(),
  ]);
  const partner = isId('organization', id) ? await findCreditPartner(scope, id) : undefined;
  if (!partner) return notFound();
  const values = termsValues(query, partner.terms);
  const requestKey = paramOf(query, 'request');
  if (!isRequestKey(requestKey))
    redirect(route(termsHref(partner.id, '/review', values, { request: newRequestKey() })));
  const done = await findSetTerms(scope, requestKey);
  const preview = done ? undefined : await previewOf(partner.id, values);
  if (preview?.objection) redirect(route(termsHref(partner.id, '', values, { checked: '1' })));
  const name = localName(partner, locale);
  const back = `/operations/credit/${partner.id}`;
  return (
    <>
      <PageHeader
        title={t('reviewTitle')}
        description={done ? undefined : t('reviewDescription')}
        breadcrumbs={[
          { label: t('title'), href: '/operations/credit' },
          { label: name, href: back },
          { label: t('reviewTitle') },
        ]}
      />
      {done && <Alert kind="done" title={t('alreadyDone')} actions={<TextLink href={back}>{t('view')}</TextLink>} />}
      {preview?.outlook && (
        <Card className="max-w-3xl">
          <Review partner={partner} name={name} values={values} terms={preview.outlook} requestKey={requestKey} />
        </Card>
      )}
    </>
  );
}

async function Review({
  partner,
  name,
  values,
  terms,
  requestKey,
}: {
  partner: CreditPartner;
  name: string;
  values: TermsValues;
  terms: AppliedTerms;
  requestKey: string;
}) {
  const [t, common, locale, actor] = await Promise.all([
    getTranslations('credit'),
    getTranslations('common'),
    getLocale(),
    requireActor(),
  ]);
  return (
    <div className="flex flex-col gap-4">
      <ChangeTable terms={terms} />
      <p>
        {t('history.reason')}: {values.reason}
      </p>
      {needsCode(actor, 'if_asked') ? (
        <CodeNotice back={termsHref(partner.id, '/review', values, { request: requestKey })} />
      ) : (
        <ActionForm
          action={setTermsAction}
          requestKey={requestKey}
          seen={seenOf(shownTerms(terms.before))}
          label={t('operator.set')}
        >
          <input type="hidden" name="organizationId" value={partner.id} />
          <input type="hidden" name="back" value={`/operations/credit/${partner.id}?done=set`} />
          {termsFields.map((field) => (
            <input key={field} type="hidden" name={field} value={values[field]} />
          ))}
          <p className="text-muted">{t('operator.takesEffect')}</p>
          <div className="flex flex-wrap gap-2">
            <SubmitButton>
              {t('operator.submit', { name, limit: formatAmount(terms.after.creditLimit, locale) })}
            </SubmitButton>
            <ButtonLink href={termsHref(partner.id, '', values)}>{common('edit')}</ButtonLink>
          </div>
        </ActionForm>
      )}
    </div>
  );
}

/** Each of the terms before and after, and what the partner could allocate then and now. */
async function ChangeTable({ terms: { before, after, balance } }: { terms: AppliedTerms }) {
  const t = await getTranslations('credit');
  const availableUnder = (terms: AppliedTerms['after']): Money =>
    subtract(add(balance, terms.creditLimit), terms.designated);
  const rows = [
    { label: t('terms.limit'), was: before.creditLimit, now: after.creditLimit },
    { label: t('terms.designated'), was: before.designated, now: after.designated },
    { label: t('terms.owedInvoices'), was: before.owedInvoices, now: after.owedInvoices },
    { label: t('figures.available'), was: availableUnder(before), now: availableUnder(after) },
  ];
  return (
    <PlainTable caption={t('operator.changes')}>
      <thead>
        <tr>
          <th scope="col">{t('history.what')}</th>
          <th scope="col" className="end">
            {t('history.before')}
          </th>
          <th scope="col" className="end">
            {t('history.after')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ label, was, now }) => (
          <tr key={label}>
            <th scope="row">{label}</th>
            <td className="end">
              <Amount value={was} />
            </td>
            <td className="end">
              <Amount value={now} />
            </td>
          </tr>
        ))}
      </tbody>
    </PlainTable>
  );
}
