import { notFound } from 'next/navigation';
import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { Chip } from '@/components/ui/badge';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { PageHeader } from '@/components/ui/page-header';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import { may } from '@/domain/permission';
import type { TransferActor } from '@/domain/statements/transfer-actor-queries';
import { type BankFacts, findTransfer, type TransferDetail } from '@/domain/statements/transfer-queries';
import { amountWords } from '@/lib/amount-words';
import { capitalNumerals } from '@/lib/capital-numerals';
import { isId } from '@/lib/id';
import { localName } from '@/lib/local-name';
import { maskAccount } from '@/lib/mask';
import { shownName } from '../../payers/shown-name';
import { DocumentLink } from './document-link';
import { LegTable } from './leg-table';

interface Props {
  params: Promise<{ id: string }>;
}

async function load({ params }: Props): Promise<TransferDetail> {
  const [{ id }, scope] = await Promise.all([params, requireScope('statements.read')]);
  const transfer = isId('transfer', id) ? await findTransfer(scope, id) : undefined;
  return transfer ?? notFound();
}

const numberOf = ({ document, id }: TransferDetail): string => document?.number ?? id;

export async function generateMetadata(props: Props) {
  const [transfer, t] = await Promise.all([load(props), getTranslations('statement.transfer')]);
  return { title: t('title', { number: numberOf(transfer) }) };
}

/** A transfer: what it did to both accounts, where it comes from and who moved it. */
export default async function TransferPage(props: Props) {
  const [transfer, t] = await Promise.all([load(props), getTranslations('statement')]);
  const number = numberOf(transfer);
  return (
    <>
      <PageHeader
        title={t('transfer.title', { number })}
        status={<Chip>{t(`transfer.kinds.${transfer.kind}`)}</Chip>}
        breadcrumbs={[{ label: t('title'), href: '/funds/statement' }, { label: number }]}
      />
      <div className="flex flex-col gap-4">
        <Card>
          <DescriptionList items={await factsOf(transfer)} />
        </Card>
        <Card title={t('transfer.legs')}>
          <LegTable legs={transfer.legs} />
        </Card>
      </div>
    </>
  );
}

async function factsOf(transfer: TransferDetail): Promise<Detail[]> {
  const [t, locale] = await Promise.all([getTranslations('statement.transfer'), getLocale()]);
  const { amount, document, bank, actor, id } = transfer;
  const isCapital = locale === 'zh-CN' && amount.currency === 'CNY';
  return [
    { label: t('amount'), value: <Amount value={amount} /> },
    { label: t('capital'), value: isCapital ? capitalNumerals(amount.minor) : amountWords(amount) },
    { label: t('at'), value: <When at={transfer.at} /> },
    { label: t('document'), value: document && <DocumentLink document={document} /> },
    ...(bank ? await bankFacts(bank) : []),
    { label: t('who'), value: actor && nameOf(actor, locale, t('job')) },
    { label: t('via'), value: actor && t(`vias.${actor.via}`) },
    ...(document ? [{ label: t('number'), value: <CopyableId id={document.number} /> }] : []),
    { label: t('id'), value: <CopyableId id={id} /> },
  ];
}

function nameOf(actor: TransferActor, locale: string, job: string): string {
  if (actor.organization) return localName(actor.organization, locale);
  return actor.userName ?? actor.keyName ?? job;
}

async function bankFacts(bank: BankFacts): Promise<Detail[]> {
  const [t, actor] = await Promise.all([getTranslations('statement.transfer'), requireActor()]);
  const payerName = shownName(bank.payerName, bank.isByPerson, may(actor, 'payers.manage'));
  return [
    {
      label: t('payerName'),
      value: bank.payerId ? <TextLink href={`/funds/payers/${bank.payerId}`}>{payerName}</TextLink> : payerName,
    },
    { label: t('payerAccount'), value: bank.payerAccount && maskAccount(bank.payerAccount) },
    { label: t('bankReference'), value: <CopyableId id={bank.bankReference} /> },
    { label: t('receivedOn'), value: bank.receivedOn },
    {
      label: t('document'),
      value: bank.claimId ? (
        <TextLink href={`/funds/claims/${bank.claimId}`}>{t('toClaim')}</TextLink>
      ) : (
        t(bank.isRecognised ? 'fromLine' : 'byHand')
      ),
    },
  ];
}
