import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { formatAmount } from '@/components/amount-format';
import { paramOf, type SearchParams } from '@/components/table/hrefs';
import { Alert } from '@/components/ui/alert';
import { Chip } from '@/components/ui/badge';
import { ButtonLink } from '@/components/ui/button';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { type AdjustmentDetail, findAdjustment } from '@/domain/funds/adjustment-detail-queries';
import { may } from '@/domain/permission';
import { capitalNumerals } from '@/lib/capital-numerals';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { formatMoney } from '@/lib/money';
import { type Direction, moneyPath } from '../../_money/money-request';
import { operatorOf } from '../adjustment-table';
import { PostingsTable } from './postings-table';

interface Props {
  params: Promise<{ id: string }>;
  searchParams: Promise<SearchParams>;
}

async function load({ params }: Props): Promise<AdjustmentDetail> {
  const [{ id }, scope] = await Promise.all([params, requireScope('adjustments.read')]);
  const record = isId('adjustment', id) ? await findAdjustment(scope, id) : undefined;
  return record ?? notFound();
}

export async function generateMetadata(props: Props) {
  const [record, t] = await Promise.all([load(props), getTranslations('adjustments.detail')]);
  return { title: t('title', { number: record.number }) };
}

export default async function AdjustmentPage(props: Props) {
  const [record, query, t, kinds] = await Promise.all([
    load(props),
    props.searchParams,
    getTranslations('adjustments.detail'),
    getTranslations('adjustments.kinds'),
  ]);
  const isJustDone = paramOf(query, 'done') === '1';
  return (
    <>
      <PageHeader
        title={t('title', { number: record.number })}
        status={<Chip>{kinds(record.kind)}</Chip>}
        breadcrumbs={[{ label: t('back'), href: '/funds/adjustments' }, { label: record.number }]}
        actions={isJustDone ? undefined : <ReverseLink record={record} />}
      />
      <div className="flex flex-col gap-4">
        {isJustDone && <DoneAlert record={record} />}
        <Card>
          <DescriptionList items={await factsOf(record)} />
        </Card>
        <Card title={t('postings')}>
          <PostingsTable postings={record.postings} />
        </Card>
      </div>
    </>
  );
}

/** The same amount the other way round, as long as the other side is the reader's and the reader may. A parting is not reversed. */
async function ReverseLink({ record }: { record: AdjustmentDetail }) {
  const [t, actor] = await Promise.all([getTranslations('adjustments.detail'), requireActor()]);
  const direction: Direction = record.kind === 'allocate' ? 'reclaim' : 'allocate';
  const permission =
    record.party.kind === 'customer' ? (`funds.${direction}` as const) : (`funds.${direction}_reseller` as const);
  if (record.kind === 'unbind' || !record.isPartyOwn || record.actingOrganization || !may(actor, permission))
    return null;
  return (
    <ButtonLink href={moneyPath(direction, record.party, { amount: formatMoney(record.amount) })}>
      {t('reverse')}
    </ButtonLink>
  );
}

async function DoneAlert({ record }: { record: AdjustmentDetail }) {
  const [t, locale] = await Promise.all([getTranslations('adjustments.detail'), getLocale()]);
  const amount = formatAmount(record.amount, locale);
  return (
    <Alert
      kind="done"
      title={t(`done.${record.kind}`, { amount, name: localName(record.party, locale) })}
      actions={<ReverseLink record={record} />}
    >
      {t('doneText')} <code className="break-all">{record.id}</code>
    </Alert>
  );
}

async function factsOf(record: AdjustmentDetail): Promise<Detail[]> {
  const [t, list, locale] = await Promise.all([
    getTranslations('adjustments.detail'),
    getTranslations('adjustments'),
    getLocale(),
  ]);
  const { party, apiKey, actingOrganization } = record;
  const partyPath = party.kind === 'customer' ? `/customers/${party.id}` : `/resellers/${party.id}`;
  return [
    { label: list('amount'), value: <Amount value={record.amount} /> },
    ...(locale === 'zh-CN' && record.amount.currency === 'CNY'
      ? [{ label: t('capital'), value: capitalNumerals(record.amount.minor) }]
      : []),
    {
      label: t('party'),
      value: (
        <span className="flex flex-col">
          {record.isPartyOwn ? (
            <TextLink href={partyPath}>{localName(party, locale)}</TextLink>
          ) : (
            localName(party, locale)
          )}
          <CopyableId id={party.id} />
        </span>
      ),
    },
    { label: list('at'), value: <When at={record.at} /> },
    { label: list('memo'), value: record.memo && <span className="wrap-anywhere">{record.memo}</span> },
    { label: list('operator'), value: operatorOf(record, list) },
    { label: t('via'), value: record.via && t(`viaKinds.${record.via}`) },
    ...(record.sessionId ? [{ label: t('session'), value: <CopyableId id={record.sessionId} /> }] : []),
    ...(apiKey ? [{ label: t('apiKey'), value: <KeyName name={apiKey.name} id={apiKey.id} /> }] : []),
    ...(actingOrganization ? [{ label: t('actingOrganization'), value: localName(actingOrganization, locale) }] : []),
    { label: list('number'), value: <CopyableId id={record.number} /> },
    { label: t('id'), value: <CopyableId id={record.id} /> },
    { label: t('requestId'), value: record.requestId && <code className="break-all text-xs">{record.requestId}</code> },
  ];
}

function KeyName({ name, id }: { name: string | null; id: string }) {
  return (
    <span className="flex flex-col">
      {name}
      <CopyableId id={id} />
    </span>
  );
}
