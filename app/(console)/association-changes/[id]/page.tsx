import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { cache } from 'react';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type ChangeDetail, findChange } from '@/domain/associations/queries';
import { transactionNumber } from '@/domain/funds/transaction-number';
import { may } from '@/domain/permission';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { ChangeState } from '../change-state';
import { AnswerForms } from './answer-forms';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

const load = cache(async (id: string): Promise<ChangeDetail> => {
  const scope = await requireScope('association_changes.read');
  const change = isId('associationChange', id) ? await findChange(scope, id) : undefined;
  return change ?? notFound();
});

async function headingOf(change: ChangeDetail): Promise<string> {
  const [t, locale] = await Promise.all([getTranslations('associations.detail'), getLocale()]);
  const names = { customer: localName(change.customer, locale), partner: localName(change.partner, locale) };
  return t(`headings.${change.kind}`, names);
}

export async function generateMetadata({ params }: Props) {
  return { title: await headingOf(await load((await params).id)) };
}

export default async function ChangePage({ params, searchParams }: Props) {
  const [change, query, list, t] = await Promise.all([
    params.then(({ id }) => load(id)),
    searchParams,
    getTranslations('associations'),
    getTranslations('associations.detail'),
  ]);
  const heading = await headingOf(change);
  const done = change.state === 'submitted' ? 'requested' : change.state;
  return (
    <>
      <PageHeader
        title={heading}
        status={<ChangeState state={change.state} />}
        description={<CopyableId id={change.id} label={t('copyId')} />}
        breadcrumbs={[{ label: list('title'), href: '/association-changes' }, { label: heading }]}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === '1' && <Alert kind="done" title={t(`done.${done}`)} />}
        <Card title={t('title')}>
          <DescriptionList items={await factsOf(change)} />
        </Card>
        <AnswerForms change={change} />
      </div>
    </>
  );
}

async function factsOf(change: ChangeDetail): Promise<Detail[]> {
  const [list, t, common, locale] = await Promise.all([
    getTranslations('associations'),
    getTranslations('associations.detail'),
    getTranslations('common'),
    getLocale(),
  ]);
  const customer = localName(change.customer, locale);
  return [
    {
      label: common('customer'),
      value: change.isCustomerOwn ? (
        <TextLink href={`/customers/${change.customer.id}`}>{customer}</TextLink>
      ) : (
        customer
      ),
    },
    { label: list('partner'), value: localName(change.partner, locale) },
    { label: list('kind'), value: list(`wishes.${change.toType ?? 'disassociate'}`) },
    { label: t('typeNow'), value: common(`associations.${change.fromType}`) },
    { label: list('startedBy'), value: list(`sides.${change.startedBy}`) },
    { label: t('askedBy'), value: change.askedBy ?? t('otherSide') },
    { label: list('createdAt'), value: <When at={change.createdAt} /> },
    { label: t('reason'), value: <span className="wrap-anywhere">{change.reason}</span> },
    ...(change.endedAt
      ? [
          { label: list('endedAt'), value: <When at={change.endedAt} /> },
          { label: t('endedBy'), value: change.endedBy ?? t('otherSide') },
          { label: t('answer'), value: change.answer && <span className="wrap-anywhere">{change.answer}</span> },
        ]
      : []),
    ...(change.returned ? await returnFacts(change) : []),
    ...(await couponFacts(change)),
  ];
}

/** What was left of the coupons, once it has gone back. */
async function couponFacts({ state, coupons }: ChangeDetail): Promise<Detail[]> {
  const t = await getTranslations('associations.detail');
  if (state !== 'completed' || !coupons || coupons.count === 0) return [];
  const { count, amount } = coupons;
  return [
    { label: t('couponsReturned'), value: t.rich('couponsBack', { count, amount: () => <Amount value={amount} /> }) },
  ];
}

/** What went back and where it stands: the partner has a record of its own, the customer the number in its statement. */
async function returnFacts({ returned, adjustmentId }: ChangeDetail): Promise<Detail[]> {
  const [list, t, actor] = await Promise.all([
    getTranslations('associations'),
    getTranslations('associations.detail'),
    requireActor(),
  ]);
  if (!returned || !adjustmentId) return [{ label: list('returned'), value: t('nothingReturned') }];
  const number = transactionNumber('unbind', adjustmentId);
  const record = may(actor, 'adjustments.read') ? `/funds/adjustments/${adjustmentId}` : '/my-account';
  return [
    { label: list('returned'), value: <Amount value={returned} /> },
    {
      label: t('record'),
      value: (
        <TextLink href={record}>
          <code className="break-all text-xs">{number}</code>
        </TextLink>
      ),
    },
  ];
}
