import { asKind, type Id, uuidOf } from '@/lib/id';
import { formatMoney, money } from '@/lib/money';
import { payerAccountOf, receivingUuid } from './demo-bank';
import {
  type AccountKey,
  amountFacts,
  bankNameOf,
  type DemoDeed,
  type DemoTable,
  dayOf,
  ownerOf,
  sha256Of,
  userUuid,
} from './demo-deeds';
import { demoEmail, demoId } from './demo-organizations';
import { onlineId, onlineReference, refundDeeds, refundRows } from './demo-refunds';
import type { Posted } from './demo-trail';
import { demoCards, demoOnline, demoWithdrawals, type WithdrawalSpec } from './demo-withdrawal-plan';
import type { Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

type Ago = (days: number) => Date;

/** One that the demo world has, with its ids and when each step was. */
export interface Made extends WithdrawalSpec {
  readonly id: Id<'withdrawal'>;
  readonly at: Date;
  readonly decidedAt: Date | null;
  readonly endedAt: Date | null;
  readonly holdId: Id<'transfer'>;
  readonly endId: Id<'transfer'> | null;
}

/** Money on its way out in every state it can be in, with the files for the bank that carry some of it. */
export function withdrawalStory(
  recharges: readonly Posted[],
  random: SeededRandom,
  ago: Ago,
): { tables: readonly DemoTable[]; deeds: readonly DemoDeed[] } {
  const made = demoWithdrawals.map((one): Made => {
    const at = ago(one.requested);
    const decidedAt = one.decided === undefined ? null : ago(one.decided);
    // A rejection gives the money back at once.
    const endedAt = one.state === 'rejected' ? decidedAt : one.ended === undefined ? null : ago(one.ended);
    const endId = endedAt && random.idAt('transfer', endedAt);
    const ids = { id: random.idAt('withdrawal', at), holdId: random.idAt('transfer', at), endId };
    return { ...one, ...ids, at, decidedAt, endedAt };
  });
  const files = (['settled', 'made'] as const).map((state) => paymentFile(state, made, ago));
  return {
    tables: [
      ['payment_files', files.map(({ row }) => row)],
      ['withdrawals', made.map(withdrawalRow)],
      ['withdrawal_flows', made.flatMap((one) => flowRows(one, recharges))],
      ['payment_refunds', made.flatMap(refundRows)],
    ],
    deeds: [...files.flatMap(({ deeds }) => deeds), ...made.flatMap(deedsOf)],
  };
}

const fileId = (state: 'settled' | 'made'): Id<'paymentFile'> => demoId('paymentFile', `payment file ${state}`);

function withdrawalRow(one: Made): Row {
  const card = one.from ? undefined : demoCards[one.partner];
  const isBack = one.state === 'returned' && !one.refund;
  return {
    ...{ id: uuidOf(one.id), ...ownerOf(one.partner), kind: card ? 'bank_card' : 'original' },
    route: one.refund ? 'provider' : 'bank',
    ...{ amount_minor: String(one.minor), currency: 'CNY', account_name: card ? bankNameOf(one.partner) : null },
    ...{ account_number: card?.number ?? null, bank_name: card?.bank ?? null, branch: card?.branch ?? null },
    ...{ note: one.note ?? null, state: one.state, hold_transfer_id: uuidOf(one.holdId) },
    ...{ user_id: userUuid('finance', one.partner), decided_by: one.decidedAt && userUuid('finance', 'cloud') },
    ...{ decided_at: one.decidedAt?.toISOString() ?? null, decision_note: one.answer ?? null },
    payment_file_id: one.file ? uuidOf(fileId(one.file)) : null,
    end_transfer_id: one.endId && uuidOf(one.endId),
    ended_by:
      one.endedAt && !one.refund ? userUuid('finance', one.state === 'cancelled' ? one.partner : 'cloud') : null,
    ended_at: one.endedAt?.toISOString() ?? null,
    ...{ return_transfer_id: null, return_note: isBack ? '收款行退回：账号与户名不符' : null },
    ...{ created_at: one.at.toISOString(), updated_at: (one.endedAt ?? one.decidedAt ?? one.at).toISOString() },
  };
}

function flowRows(one: Made, recharges: readonly Posted[]): Row[] {
  const own = recharges.filter(({ partner }) => partner === one.partner).toReversed();
  return (one.from ?? []).map(({ recharge, minor }, place) => {
    const source = recharge === 'online' ? onlineId : own[recharge] && asKind('bankTransfer', own[recharge].id);
    if (!source) throw new Error(`${one.key} comes from a recharge`);
    const { bank, branch } = demoCards[one.partner];
    const account = {
      ...{ account_name: bankNameOf(one.partner), account_number: payerAccountOf(one.partner) },
      ...{ bank_name: bank, branch },
    };
    return {
      ...{ withdrawal_id: uuidOf(one.id), number: place + 1, ...ownerOf(one.partner) },
      recharge_kind: recharge === 'online' ? 'online' : 'bank_transfer',
      ...{ recharge_id: uuidOf(source), amount_minor: String(minor), currency: 'CNY' },
      ...(one.refund ? {} : account),
    };
  });
}

/** A file for the bank: what it pays, and what has been said of it. */
function paymentFile(state: 'settled' | 'made', all: readonly Made[], ago: Ago) {
  const paid = all.filter(({ file }) => file === state);
  const total = paid.reduce((sum, { minor }) => sum + minor, 0n);
  const at = ago(state === 'settled' ? 48.4 : 7.3);
  const settledAt = state === 'settled' ? ago(47.3) : null;
  const number = `PF${dayOf(at).replaceAll('-', '')}-${state === 'settled' ? '000001' : '000002'}`;
  const [pain001, csv] = [painOf(number, at, paid, total), csvOf(paid)];
  const deed = {
    ...({ by: demoEmail('finance', 'cloud'), organization: 'cloud', via: 'session' } as const),
    subjectId: fileId(state),
    detail: { ...amountFacts(total), number },
  };
  const row: Row = {
    ...{ id: uuidOf(fileId(state)), ...ownerOf('cloud'), receiving_account_id: receivingUuid('cmb'), number },
    ...{ execution_on: dayOf(at), payment_count: paid.length, total_minor: String(total), currency: 'CNY' },
    ...{ pain001, csv, sha256: sha256Of(pain001), state, user_id: userUuid('finance', 'cloud') },
    settled_by: settledAt && userUuid('finance', 'cloud'),
    ...{ created_at: at.toISOString(), settled_at: settledAt?.toISOString() ?? null },
  };
  const deeds: DemoDeed[] = [
    { ...deed, at, action: 'payment_files.make' },
    ...(settledAt ? [{ ...deed, at: settledAt, action: 'payment_files.settle' }] : []),
  ];
  return { row, deeds };
}

const yuanOf = (minor: bigint): string => formatMoney(money(minor, 'CNY'));
const csvOf = (paid: readonly Made[]): string =>
  ['account_name,account_number,bank,branch,amount,currency,reference']
    .concat(
      paid.map((one) => {
        const { bank, branch, number } = demoCards[one.partner];
        return [bankNameOf(one.partner), number, bank, branch, yuanOf(one.minor), 'CNY', one.id].join(',');
      }),
    )
    .join('\r\n');

function painOf(number: string, at: Date, paid: readonly Made[], total: bigint): string {
  const sum = `<NbOfTxs>${paid.length}</NbOfTxs><CtrlSum>${yuanOf(total)}</CtrlSum>`;
  const payments = paid.map((one) => {
    const { bank, number: account } = demoCards[one.partner];
    return [
      `<CdtTrfTxInf><PmtId><EndToEndId>WD${one.id.slice(4).toUpperCase()}</EndToEndId></PmtId><Amt><InstdAmt Ccy="CNY">${yuanOf(one.minor)}</InstdAmt></Amt>`,
      `<CdtrAgt><FinInstnId><Nm>${bank}</Nm></FinInstnId></CdtrAgt><Cdtr><Nm>${bankNameOf(one.partner)}</Nm></Cdtr>`,
      `<CdtrAcct><Id><Othr><Id>${account}</Id></Othr></Id></CdtrAcct></CdtTrfTxInf>`,
    ].join('');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>',
    `<GrpHdr><MsgId>${number}</MsgId><CreDtTm>${at.toISOString().slice(0, 19)}</CreDtTm>${sum}<InitgPty><Nm>云平台运营有限公司</Nm></InitgPty></GrpHdr>`,
    `<PmtInf><PmtInfId>${number}-1</PmtInfId><PmtMtd>TRF</PmtMtd>${sum}<ReqdExctnDt><Dt>${dayOf(at)}</Dt></ReqdExctnDt>`,
    `<Dbtr><Nm>云平台运营有限公司</Nm></Dbtr><DbtrAcct><Id><Othr><Id>755900112210508</Id></Othr></Id></DbtrAcct>`,
    `<DbtrAgt><FinInstnId><Nm>招商银行</Nm></FinInstnId></DbtrAgt>${payments.join('')}</PmtInf></CstmrCdtTrfInitn></Document>`,
  ].join('');
}

function deedsOf(one: Made): DemoDeed[] {
  const facts = { ...amountFacts(one.minor), withdrawalKind: one.from ? 'original' : 'bank_card' };
  const own = { by: demoEmail('finance', one.partner), organization: one.partner, via: 'session' } as const;
  const operators = { by: demoEmail('finance', 'cloud'), organization: 'cloud', via: 'session' } as const;
  const [funds, held]: [AccountKey, AccountKey] = [`${one.partner}:funds`, `${one.partner}:held`];
  const event = (kind: string, more = {}) => ({ kind, organization: one.partner, payload: { ...facts, ...more } });
  const common = { subjectId: one.id, detail: facts };
  const hold = { transferId: one.holdId, kind: 'withdraw_hold', debit: funds, credit: held, amountMinor: one.minor };
  const out = { kind: 'withdraw_pay', debit: held, credit: 'cloud:bank_clearing' } as const;
  const back = { kind: 'withdraw_release', debit: held, credit: funds } as const;
  const end = one.endId && { transferId: one.endId, ...(one.state === 'settled' ? out : back), amountMinor: one.minor };
  const deeds: DemoDeed[] = [
    {
      ...own,
      ...common,
      at: one.at,
      action: 'withdrawals.request',
      event: event('withdrawal.requested'),
      posting: hold,
    },
  ];
  if (one.decidedAt && one.state === 'rejected' && end)
    deeds.push({
      ...{ ...operators, ...common, at: one.decidedAt, action: 'withdrawals.reject', posting: end },
      event: event('withdrawal.decided', { decision: 'reject' }),
    });
  else if (one.decidedAt)
    deeds.push({
      ...{ ...operators, ...common, at: one.decidedAt, action: 'withdrawals.approve' },
      event: event('withdrawal.decided', { decision: 'approve' }),
    });
  if (one.endedAt && end && one.state === 'cancelled')
    deeds.push({
      ...{ ...own, ...common, at: one.endedAt, action: 'withdrawals.cancel', posting: end },
      event: event('withdrawal.cancelled'),
    });
  if (one.refund) deeds.push(...refundDeeds(one, end));
  else if (one.endedAt && end && (one.state === 'settled' || one.state === 'returned'))
    deeds.push({
      ...{ ...operators, ...common, at: one.endedAt, by: null, via: 'job', posting: end },
      action: one.state === 'settled' ? 'withdrawals.settle' : 'withdrawals.return',
      event: event(`withdrawal.${one.state}`),
    });
  return deeds;
}

/** What qiming has paid by the test provider, and what it has let lapse. */
export function onlineStory(
  random: SeededRandom,
  ago: Ago,
): { tables: readonly DemoTable[]; deeds: readonly DemoDeed[] } {
  const { partner, minor, paid, lapsed, lapsedMinor } = demoOnline;
  const [at, paidAt, lapsedAt] = [ago(paid), new Date(ago(paid).getTime() + 95_000), ago(lapsed)];
  const transferId = random.idAt('transfer', paidAt);
  const after = (from: Date, ms: number) => new Date(from.getTime() + ms).toISOString();
  const row = (id: Id<'onlineRecharge'>, from: Date, amount: bigint, more: Row): Row => ({
    ...{ id: uuidOf(id), ...ownerOf(partner), amount_minor: String(amount), currency: 'CNY', provider: 'test' },
    ...{ provider_reference: `TEST-${id.slice(-12)}`, state: 'expired', expires_at: after(from, 1_800_000) },
    ...{ transfer_id: null, user_id: userUuid('finance', partner), created_at: from.toISOString(), paid_at: null },
    ...{ updated_at: after(from, 1_800_000), ...more },
  });
  const lapsedId = demoId('onlineRecharge', 'online lapsed');
  const own = { by: demoEmail('finance', partner), organization: partner, via: 'session' } as const;
  const start = { ...own, action: 'recharge.start_online' };
  const facts = amountFacts(minor);
  const notificationId = 'demo-notification-1';
  const notification: Row = {
    ...{ id: uuidOf(random.idAt('paymentNotification', paidAt)), ...ownerOf('cloud'), provider: 'test' },
    ...{
      recharge_id: uuidOf(onlineId),
      notification_id: notificationId,
      body_sha256: sha256Of('demo notification'),
    },
    ...{ payment_reference: onlineReference, amount_minor: String(minor), currency: 'CNY' },
    ...{ outcome: 'credited', created_at: paidAt.toISOString() },
  };
  const paidRow = {
    state: 'paid',
    transfer_id: uuidOf(transferId),
    paid_at: paidAt.toISOString(),
    updated_at: paidAt.toISOString(),
  };
  const way = { kind: 'recharge_online', debit: 'cloud:payment_clearing', credit: `${partner}:funds` } as const;
  return {
    tables: [
      ['online_recharges', [row(onlineId, at, minor, paidRow), row(lapsedId, lapsedAt, lapsedMinor, {})]],
      ['payment_notifications', [notification]],
    ],
    deeds: [
      { ...start, at, subjectId: onlineId, detail: facts },
      { ...start, at: lapsedAt, subjectId: lapsedId, detail: amountFacts(lapsedMinor) },
      {
        ...{
          ...{ at: paidAt, action: 'recharge.credit_online', by: null, via: 'job' },
          ...{ organization: partner, subjectId: onlineId },
        },
        detail: { ...facts, payment: onlineReference, notification: notificationId },
        event: {
          kind: 'recharge.credited',
          organization: partner,
          payload: { ...facts, kind: 'online', onlineRechargeId: onlineId },
        },
        posting: { transferId, ...way, amountMinor: minor },
      },
    ],
  };
}
