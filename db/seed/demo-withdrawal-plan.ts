/** Where money of partners goes when it is taken out. */
export const demoCards = {
  qiming: { bank: '招商银行', branch: '杭州滨江支行', number: '571900987610606' },
  yunhe: { bank: '中国建设银行', branch: '上海张江支行', number: '31050161393600003344' },
  xinghuo: { bank: '中国银行', branch: '成都高新支行', number: '117712345678' },
  donglin: { bank: '中国工商银行', branch: '宁波鄞州支行', number: '3901110009200567890' },
} as const;
export type WithdrawingPartner = keyof typeof demoCards;

/** A withdrawal of the demo world. Days ago of each step it has come to; amounts in minor units. */
export interface WithdrawalSpec {
  readonly key: string;
  readonly partner: WithdrawingPartner;
  readonly minor: bigint;
  readonly state: 'requested' | 'approved' | 'rejected' | 'cancelled' | 'sent' | 'settled' | 'returned';
  /** From which of the partner's recharges it goes back, the last one first; none for a bank card. */
  readonly from?: readonly { readonly recharge: 'online' | number; readonly minor: bigint }[];
  readonly requested: number;
  readonly decided?: number;
  readonly ended?: number;
  readonly note?: string;
  readonly answer?: string;
  readonly file?: 'settled' | 'made';
  /** Back through the payment provider, which says in the end why it could not; otherwise through the bank. */
  readonly refund?: { readonly failure: string };
}

/** Qiming has paid online once, and has let a payment page lapse. */
export const demoOnline = {
  partner: 'qiming',
  minor: 500_000n,
  paid: 12,
  lapsed: 11.5,
  lapsedMinor: 2_000_000n,
} as const;

/** `recharge` counts back from the last recharge of the history: 0 is that of 33 days ago, 1 that of 62. */
export const demoWithdrawals: readonly WithdrawalSpec[] = [
  {
    ...{ key: 'qiming paid', partner: 'qiming', minor: 1_000_000n, state: 'settled', file: 'settled' },
    ...{ from: [{ recharge: 1, minor: 1_000_000n }], requested: 50.2, decided: 49.4, ended: 47.3 },
    ...{ note: '项目取消，退回部分预存款。' },
  },
  {
    ...{ key: 'yunhe came back', partner: 'yunhe', minor: 1_500_000n, state: 'returned', file: 'settled' },
    ...{ requested: 50.1, decided: 49.3, ended: 47.3 },
  },
  {
    ...{ key: 'qiming rejected', partner: 'qiming', minor: 300_000n, state: 'rejected' },
    ...{ requested: 26.3, decided: 25.4, answer: '收款账户户名与企业名称不一致，请更正后重新提交。' },
  },
  {
    ...{ key: 'donglin cancelled', partner: 'donglin', minor: 100_000n, state: 'cancelled' },
    ...{ from: [{ recharge: 0, minor: 100_000n }], requested: 15.3, ended: 15.1 },
  },
  {
    ...{ key: 'xinghuo on its way', partner: 'xinghuo', minor: 600_000n, state: 'sent', file: 'made' },
    ...{ requested: 9.2, decided: 8.3, note: '退回押金。' },
  },
  {
    ...{ key: 'yunhe approved', partner: 'yunhe', minor: 2_000_000n, state: 'approved' },
    ...{ from: [{ recharge: 0, minor: 2_000_000n }], requested: 5.3, decided: 4.2 },
  },
  {
    ...{ key: 'qiming refund failed', partner: 'qiming', minor: 500_000n, state: 'returned' },
    ...{ from: [{ recharge: 'online', minor: 500_000n }], requested: 10.2, decided: 9.4, ended: 9.35 },
    refund: { failure: 'account_closed' },
  },
  {
    ...{ key: 'qiming waits', partner: 'qiming', minor: 800_000n, state: 'requested', requested: 1.2 },
    from: [{ recharge: 0, minor: 800_000n }],
  },
];

/** By partner what all this changes of its balance: recharges of the history make up for it. */
export function withdrawnOtherwise(): Record<string, bigint> {
  const net: Record<string, bigint> = { [demoOnline.partner]: demoOnline.minor };
  for (const { partner, minor, state } of demoWithdrawals)
    if (!['rejected', 'cancelled', 'returned'].includes(state)) net[partner] = (net[partner] ?? 0n) - minor;
  return net;
}
