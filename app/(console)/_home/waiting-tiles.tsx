import { getLocale, getTranslations } from 'next-intl/server';
import { requireActor, requireScope } from '@/app/_entry/session';
import { Amount } from '@/components/amount';
import { FigureTile } from '@/components/ui/card';
import { may } from '@/domain/permission';
import { countOpenTransferProposals } from '@/domain/recharge/transfer-proposal-queries';
import { countSubmittedClaims } from '@/domain/reconciliation/claim-queries';
import { getSuspenseFigures } from '@/domain/reconciliation/line-queries';
import { countProposedPostings } from '@/domain/reconciliation/posting-queries';
import { countWithdrawals } from '@/domain/withdrawals/queries';

/** What waits for the operator's people: money that came in, and money that is to go out. */
export async function WaitingTiles() {
  const actor = await requireActor();
  return (
    <>
      {may(actor, 'reconciliation.read') && <IncomingTiles />}
      {may(actor, 'bank_transfers.read') && <RecordedTile />}
      {may(actor, 'withdrawals.oversee') && <WithdrawalsTile />}
    </>
  );
}

async function IncomingTiles() {
  const [scope, t, locale] = await Promise.all([
    requireScope('reconciliation.read'),
    getTranslations('home'),
    getLocale(),
  ]);
  const [postings, claims, suspense] = await Promise.all([
    countProposedPostings(scope),
    countSubmittedClaims(scope),
    getSuspenseFigures(scope),
  ]);
  const figures = new Intl.NumberFormat(locale);
  return (
    <>
      <FigureTile
        label={t('postings')}
        value={figures.format(postings)}
        note={t('postingsNote')}
        href="/operations/postings"
      />
      <FigureTile label={t('claims')} value={figures.format(claims)} note={t('claimsNote')} href="/operations/claims" />
      <FigureTile
        label={t('suspense')}
        value={<Amount value={suspense.balance} />}
        note={t('suspenseNote', { count: suspense.count })}
        href="/operations/bank-lines"
      />
    </>
  );
}

async function RecordedTile() {
  const [scope, t, locale] = await Promise.all([
    requireScope('bank_transfers.read'),
    getTranslations('home'),
    getLocale(),
  ]);
  return (
    <FigureTile
      label={t('recorded')}
      value={new Intl.NumberFormat(locale).format(await countOpenTransferProposals(scope))}
      note={t('postingsNote')}
      href="/operations/bank-transfers/proposals"
    />
  );
}

async function WithdrawalsTile() {
  const [scope, t, locale] = await Promise.all([
    requireScope('withdrawals.oversee'),
    getTranslations('home'),
    getLocale(),
  ]);
  const [requested, approved] = await Promise.all([
    countWithdrawals(scope, { state: 'requested' }),
    countWithdrawals(scope, { state: 'approved', route: 'bank' }),
  ]);
  return (
    <FigureTile
      label={t('withdrawals')}
      value={new Intl.NumberFormat(locale).format(requested)}
      note={t('withdrawalsNote', { count: approved })}
      href="/operations/withdrawals"
    />
  );
}
