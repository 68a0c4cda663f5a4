import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Amount } from '@/components/amount';
import { Card } from '@/components/ui/card';
import { CopyableId } from '@/components/ui/copy-button';
import { DescriptionList, type Detail } from '@/components/ui/description-list';
import { TextLink } from '@/components/ui/text-link';
import { When } from '@/components/when';
import type { WithdrawalDetail } from '@/domain/withdrawals/detail-queries';
import { FlowTable, shownAccount } from './flow-table';
import { Progress } from './progress';
import { RefundCard } from './refund-card';
import { TogetherCard } from './together-card';

/** A withdrawal as both sides read it: how far it has come, what it is, where it goes, and the movements of its money. */
export function WithdrawalCards({
  withdrawal,
  more = [],
  isWhole = false,
  path,
  transferPath,
  refundHref,
  children,
}: {
  withdrawal: WithdrawalDetail;
  /** What only one side reads. */
  more?: readonly Detail[];
  /** Whether numbers of accounts are shown as they are. */
  isWhole?: boolean;
  /** Where the reader has pages of withdrawals. */
  path: string;
  /** Where a test provider lets one decide how its refund ends. */
  refundHref?: string | undefined;
  /** Where the reader has pages of transfers. */
  transferPath?: string;
  /** What the reader can do about it; it comes before the numbers of its transfers. */
  children?: ReactNode;
}) {
  const t = useTranslations('withdrawals');
  return (
    <>
      <Card title={t('detail.progress')}>
        <Progress withdrawal={withdrawal} />
      </Card>
      <Card title={t('detail.facts')}>
        <DescriptionList items={[...factsOf(withdrawal, isWhole, t), ...more]} />
      </Card>
      {withdrawal.together.length > 0 && <TogetherCard withdrawal={withdrawal} path={path} />}
      {withdrawal.refund && (
        <RefundCard
          refund={withdrawal.refund}
          rechargePath={transferPath ? '/funds/recharge/online' : '/operations/online-recharges'}
          refundHref={refundHref}
        />
      )}
      {withdrawal.flows.length > 0 && (
        <Card title={t('flows.title')}>
          <FlowTable flows={withdrawal.flows} isWhole={isWhole} />
        </Card>
      )}
      {children}
      <Card title={t('detail.transfers')}>
        <DescriptionList items={transfersOf(withdrawal, t, transferPath)} />
      </Card>
    </>
  );
}

type Words = ReturnType<typeof useTranslations<'withdrawals'>>;

function factsOf(withdrawal: WithdrawalDetail, isWhole: boolean, t: Words): Detail[] {
  const { kind, route, payeeType, amount, note, decisionNote, returnNote, requestedBy, createdAt } = withdrawal;
  const card: Detail[] = [
    ...(payeeType === null ? [] : [{ label: t('new.payeeType'), value: t(`payeeTypes.${payeeType}`) }]),
    { label: t('new.accountName'), value: withdrawal.accountName },
    { label: t('new.accountNumber'), value: shownAccount(withdrawal.accountNumber, isWhole) },
    { label: t('new.bankName'), value: withdrawal.bankName },
    { label: t('new.branch'), value: withdrawal.branch },
  ];
  return [
    { label: t('review.amount'), value: <Amount value={amount} /> },
    { label: t('kind'), value: t(route === 'provider' ? 'throughProvider' : `kinds.${kind}`) },
    ...(kind === 'bank_card' ? card : []),
    { label: t('requestedAt'), value: <When at={createdAt} /> },
    { label: t('requestedBy'), value: requestedBy },
    ...(note === null ? [] : [{ label: t('review.note'), value: note }]),
    ...(decisionNote === null ? [] : [{ label: t('detail.decisionNote'), value: decisionNote }]),
    ...(returnNote === null ? [] : [{ label: t('detail.returnNote'), value: returnNote }]),
  ];
}

function transfersOf({ state, transfers }: WithdrawalDetail, t: Words, path: string | undefined): Detail[] {
  const { hold, end, back } = transfers;
  const isPaid = state === 'settled' || back !== null;
  const item = (label: string, id: string | null): Detail[] =>
    id === null
      ? []
      : [
          {
            label,
            value: path ? (
              <TextLink href={`${path}/${id}`} className="break-all">
                {id}
              </TextLink>
            ) : (
              <CopyableId id={id} label={t('detail.copyTransfer')} />
            ),
          },
        ];
  return [
    ...item(t('detail.hold'), hold),
    ...item(t(isPaid ? 'detail.pay' : 'detail.release'), end),
    ...item(t('detail.back'), back),
  ];
}
