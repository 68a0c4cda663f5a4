import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { When } from '@/components/when';
import { type CouponOperation, findCouponOperation } from '@/domain/coupons/operation-queries';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { ItemTable } from './item-table';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

async function load({ params }: Props): Promise<CouponOperation> {
  const [{ id }, scope] = await Promise.all([params, requireScope('coupons.read')]);
  const operation = isId('couponOperation', id) ? await findCouponOperation(scope, id) : undefined;
  return operation ?? notFound();
}

export async function generateMetadata(props: Props) {
  const [operation, t, words] = await Promise.all([
    load(props),
    getTranslations('issuing'),
    getTranslations('couponwords.kinds'),
  ]);
  return { title: t('resultTitle', { kind: words(operation.kind) }) };
}

/** What an operation on a list did, item by item. It can be opened again at any time. @source spec/05 §5.2–5.4, spec/13 L20 */
export default async function OperationPage(props: Props) {
  const [operation, query, t, words] = await Promise.all([
    load(props),
    props.searchParams,
    getTranslations('issuing'),
    getTranslations('couponwords.kinds'),
  ]);
  const title = t('resultTitle', { kind: words(operation.kind) });
  return (
    <>
      <PageHeader
        title={title}
        breadcrumbs={[
          { label: t('coupons'), href: '/coupons' },
          { label: t('records'), href: '/coupons/records' },
          { label: title },
        ]}
        actions={<ButtonLink href="/coupons/records">{t('records')}</ButtonLink>}
      />
      <div className="flex flex-col gap-4">
        {paramOf(query, 'done') === '1' && <DoneAlert operation={operation} />}
        {operation.declined > 0 && <Alert kind="warning" title={t('declinedTitle', { count: operation.declined })} />}
        <Card>
          <Facts operation={operation} />
        </Card>
        <ItemTable operation={operation} />
      </div>
    </>
  );
}

async function DoneAlert({ operation }: { operation: CouponOperation }) {
  const [t, locale] = await Promise.all([getTranslations('issuing'), getLocale()]);
  const { kind, done, total } = operation;
  const values = { count: done, amount: formatAmount(total, locale) };
  const isOneOfOurs = kind === 'issue' || kind === 'reclaim' || kind === 'quota_issue' || kind === 'quota_reclaim';
  return <Alert kind="done" title={isOneOfOurs ? t(`done.${kind}`, values) : t('done.other', values)} />;
}

async function Facts({ operation }: { operation: CouponOperation }) {
  const [t, common, locale] = await Promise.all([getTranslations('issuing'), getTranslations('common'), getLocale()]);
  const { done, declined, total, passedOn, remark, userName, isByApiKey, actingOrganization } = operation;
  const { kind, name = null, nameEn = null } = actingOrganization ?? {};
  const by = userName ?? (name === null ? kind && common(`kinds.${kind}`) : localName({ name, nameEn }, locale));
  return (
    <DescriptionList
      items={[
        { label: t('doneCount'), value: String(done) },
        { label: t('declinedCount'), value: String(declined) },
        { label: t('moved'), value: <Amount value={total} /> },
        ...(passedOn ? [{ label: t('passedOn'), value: <Amount value={passedOn} /> }] : []),
        { label: common('time'), value: <When at={operation.at} /> },
        { label: t('operator'), value: by ?? (isByApiKey ? t('byApiKey') : t('bySystem')) },
        ...(remark === null ? [] : [{ label: t('remark'), value: <span className="wrap-anywhere">{remark}</span> }]),
        { label: common('id'), value: <CopyableId id={operation.id} /> },
      ]}
    />
  );
}
