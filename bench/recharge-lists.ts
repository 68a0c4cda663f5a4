import type { DatabaseHandle } from '@/db/client';
import { readScope } from '@/domain/read-scope';
import { listPaymentNotifications } from '@/domain/recharge/notification-queries';
import { listOverseenRecharges } from '@/domain/recharge/overseen-queries';
import { listPayers } from '@/domain/recharge/payer-queries';
import { listAlikeTransfers, listTransferProposals } from '@/domain/recharge/transfer-proposal-queries';
import { listClaims } from '@/domain/reconciliation/claim-queries';
import { listBankFiles } from '@/domain/reconciliation/file-queries';
import { listBankLines } from '@/domain/reconciliation/line-queries';
import { listPostings } from '@/domain/reconciliation/posting-queries';
import { listRecordedAlike } from '@/domain/reconciliation/recorded-queries';
import { getReversalFigures, listOriginals } from '@/domain/reconciliation/reversal-queries';
import { listStatement } from '@/domain/statements/queries';
import { listPaymentFiles } from '@/domain/withdrawals/payment-file-queries';
import { listWithdrawals } from '@/domain/withdrawals/queries';
import { newId } from '@/lib/id';
import { money } from '@/lib/money';
import { measureReadings, type Reading } from './bare-sql';
import { makeRecharge, type RechargeWorld } from './recharge-world';
import { of } from './record-lists';
import type { Measured, Settings } from './rounds';

/**
 * A page of every list of recharge and withdrawal with each filter it offers, at its beginning and deep down: of an operator and a partner with
 * 10,000 rows of each kind, and with 100,000.
 */
export async function measureRechargeLists(handle: DatabaseHandle, settings: Settings): Promise<Measured[]> {
  const readings: Reading[] = [];
  for (const count of [10_000, 100_000]) {
    settings.tell(`making ${count} of everything about recharge`);
    const world = await makeRecharge(settings.owner, count);
    readings.push(...ofOperator(world), ...ofPayments(world), ...ofPartner(world), ...ofStatement(world));
  }
  await settings.owner.query('vacuum analyze');
  return measureReadings(handle, settings, readings);
}

function ofOperator({ count, operator, partner, file }: RechargeWorld): Reading[] {
  const named = (name: string) => `${name} ${count / 1000} k`;
  const reconciliation = readScope(operator, 'reconciliation.read');
  const { organizationId: partnerId } = partner;
  const lines = of('bankLine', listBankLines)(
    named('bank lines'),
    reconciliation,
    [
      ['page', {}],
      ['suspense', { state: 'suspense' }],
      ['posted', { state: 'posted' }],
      ['sent back, few', { state: 'sent_back' }],
      ['reversals', { state: 'reversal' }],
      ['returned, nothing', { state: 'returned' }],
      ['search, rare', { q: 'needle' }],
      ['search, frequent', { q: '付款公司' }],
      ['search, nothing', { q: 'no such payer' }],
      ['search, reference', { q: `BR77-${count}` }],
      ['suspense, rare word', { state: 'suspense', q: 'needle' }],
      ['amount', { minAmount: money(80_000n, 'CNY'), maxAmount: money(80_100n, 'CNY') }],
      ['amount, nothing', { minAmount: money(9_000_000n, 'CNY') }],
      ['file', { fileId: file }],
      ['file, nothing', { fileId: newId('bankFile') }],
      ['partner', { partnerId }],
      ['partner, nothing', { partnerId: newId('organization') }],
      ['older, suspense', { state: 'suspense', olderThanDays: 30 }],
    ],
    count * 0.6,
  );
  const postings = of('bankPosting', listPostings)(
    named('postings'),
    reconciliation,
    [
      ['page', {}],
      ['proposed', { state: 'proposed' }],
      ['withdrawn, nothing', { state: 'withdrawn' }],
      ['send back', { kind: 'send_back' }],
      ['claim, nothing', { kind: 'claim' }],
    ],
    count * 0.6,
  );
  const files = of('bankFile', listBankFiles)(named('bank files'), reconciliation, [['page', {}]], count * 0.6);
  const paid = of('paymentFile', listPaymentFiles)(
    named('payment files'),
    readScope(operator, 'withdrawals.oversee'),
    [
      ['page', {}],
      ['made', { state: 'made' }],
      ['settling, nothing', { state: 'settling' }],
    ],
    count * 0.5,
  );
  return [...lines, ...postings, ...files, ...paid];
}

/** What came online and what was recorded by hand, as the operator looks through it, and what a line may be or take back. */
function ofPayments({ count, operator, partner, reversal, suspense }: RechargeWorld): Reading[] {
  const named = (name: string) => `${name} ${count / 1000} k`;
  const reconciliation = readScope(operator, 'reconciliation.read');
  const { organizationId: partnerId } = partner;
  const deep = count * 0.6;
  const online = of('onlineRecharge', listOverseenRecharges)(
    named('online recharges'),
    reconciliation,
    [
      ['page', {}],
      ['paid', { state: 'paid' }],
      ['failed, few', { state: 'failed' }],
      ['partner', { partnerId }],
      ['partner, failed', { partnerId, state: 'failed' }],
      ['partner, nothing', { partnerId: newId('organization') }],
      ['search, reference', { q: `PAY-${count}-70` }],
      ['search, nothing', { q: 'PAY-0' }],
    ],
    deep,
  );
  const told = of('paymentNotification', listPaymentNotifications)(
    named('notifications'),
    reconciliation,
    [
      ['page', {}],
      ['credited', { outcome: 'credited' }],
      ['wrong amount, few', { outcome: 'wrong_amount' }],
      ['late, nothing', { outcome: 'late' }],
      ['search, reference', { q: `PAY-${count}-70` }],
      ['recharge, nothing', { rechargeId: newId('onlineRecharge') }],
    ],
    deep,
  );
  const proposals = of('bankTransferProposal', listTransferProposals)(
    named('by hand'),
    reconciliation,
    [
      ['page', {}],
      ['proposed', { state: 'proposed' }],
      ['done', { state: 'done' }],
      ['withdrawn, nothing', { state: 'withdrawn' }],
    ],
    deep,
  );
  const transfer = { partner: { id: partnerId, name: '', nameEn: null }, amount: money(50_000n, 'CNY') };
  const name = named('alike');
  return [
    ...[...online, ...told, ...proposals],
    { name, load: 'originals', read: () => listOriginals(reconciliation, reversal) },
    { name, load: 'open reversals', read: () => getReversalFigures(reconciliation) },
    { name, load: 'recorded', read: () => listRecordedAlike(reconciliation, suspense) },
    {
      name,
      load: 'credited',
      read: () => listAlikeTransfers(reconciliation, { ...transfer, receivedOn: '2026-11-20' }),
    },
  ];
}

function ofPartner({ count, operator, partner }: RechargeWorld): Reading[] {
  const named = (name: string) => `${name} ${count / 1000} k`;
  const claims = of('remittanceClaim', listClaims);
  const everyClaim = [
    ['page', {}],
    ['submitted', { state: 'submitted' }],
    ['rejected', { state: 'rejected' }],
    ['withdrawn, few', { state: 'withdrawn' }],
  ] as const;
  const withdrawals = of('withdrawal', listWithdrawals);
  const everyWithdrawal = [
    ['page', {}],
    ['requested', { state: 'requested' }],
    ['rejected', { state: 'rejected' }],
    ['approved, few', { state: 'approved' }],
    ['returned, nothing', { state: 'returned' }],
    ['original', { kind: 'original' }],
  ] as const;
  const deep = count * 0.6;
  return [
    ...claims(named('claims'), readScope(partner, 'recharge.read'), everyClaim, deep),
    ...claims(named('claims, review'), readScope(operator, 'reconciliation.read'), everyClaim, deep),
    ...withdrawals(named('withdrawals'), readScope(partner, 'withdrawals.read'), everyWithdrawal, deep),
    ...withdrawals(named('withdrawals, review'), readScope(operator, 'withdrawals.oversee'), everyWithdrawal, deep),
    ...of('entrustedPayer', listPayers)(
      named('payers'),
      readScope(partner, 'recharge.read'),
      [
        ['page', {}],
        ['effective', { state: 'effective' }],
        ['expired', { state: 'expired' }],
        ['void', { state: 'void' }],
      ],
      deep,
    ),
  ];
}

/** The account of the statement, its entries and their documents are three statements. */
function ofStatement({ count, partner }: RechargeWorld): Reading[] {
  const scope = readScope(partner, 'statements.read');
  const filters = [
    ['page', {}],
    ['allocate', { types: ['allocate'] }],
    ['recharge, one', { types: ['recharge'] }],
    ['unbind, nothing', { types: ['unbind'] }],
    ['income', { direction: 'in' }],
    ['days, all', { from: '2020-01-01', to: '2029-12-31' }],
    ['days, before all', { to: '2020-01-01' }],
    ['number, nothing', { number: 'ST0000' }],
  ] as const;
  return filters.flatMap(([load, filter]): Reading[] => {
    const read = (after?: { key: string; id: ReturnType<typeof newId<'transfer'>> }) =>
      listStatement(scope, { account: 'recharge', ...filter }, { limit: 50, after });
    const name = `statement ${count / 1000} k`;
    const deep = { key: String(Math.floor(count * 0.4)), id: newId('transfer') };
    return [
      { name, load, read: () => read(), isOfSeveral: true },
      { name, load: `${load}, deep`, read: () => read(deep), isOfSeveral: true },
    ];
  });
}
