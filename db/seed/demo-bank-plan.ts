import type { BankFileFormat, BankLineState, MatchReason, MatchRung } from '../schema/reconciliation';

/** The operator's accounts at banks. Partners' numbers are cut from the first. */
export const demoReceivingAccounts = [
  {
    ...{ key: 'cmb', bank: '招商银行', branch: '深圳分行营业部', number: '755900112210508', prefix: '62148390' },
    ...{ from: 1, to: 2, isDefault: true },
  },
  {
    ...{
      key: 'icbc',
      bank: '中国工商银行',
      branch: '深圳高新园支行',
      number: '4000023029200512345',
      prefix: '62220290',
    },
    ...{ from: 1, to: 5, isDefault: false },
  },
] as const;
export type ReceivingKey = (typeof demoReceivingAccounts)[number]['key'];

/** Who has opened its own number, so many days ago. Qiming has not: it is the first thing to try. */
export const demoRemittanceAccounts = [
  { partner: 'yunhe', account: 'cmb', daysAgo: 84 },
  { partner: 'xinghuo', account: 'cmb', daysAgo: 82 },
  { partner: 'donglin', account: 'icbc', daysAgo: 80 },
] as const satisfies readonly { partner: string; account: ReceivingKey; daysAgo: number }[];

/** Agreements with those who pay for a partner: in effect, void and expired. */
export const demoPayers = [
  { partner: 'yunhe', name: '云河数字（上海）有限公司', type: 'enterprise', relationship: 'affiliate', daysAgo: 78 },
  { partner: 'yunhe', name: '沧澜投资管理有限公司', type: 'enterprise', relationship: 'creditor_debtor', daysAgo: 60 },
  {
    ...{ partner: 'yunhe', name: '云河信息服务部', type: 'enterprise', relationship: 'affiliate', daysAgo: 75 },
    ...{ voided: 30, note: '已注销 / Closed down' },
  },
  {
    ...{ partner: 'yunhe', name: '李云', type: 'individual', relationship: 'other', daysAgo: 70, expired: 10 },
    note: '法定代表人 / Legal representative',
  },
  { partner: 'xinghuo', name: '星火科技集团有限公司', type: 'enterprise', relationship: 'affiliate', daysAgo: 66 },
  { partner: 'donglin', name: '东林供应链有限公司', type: 'enterprise', relationship: 'affiliate', daysAgo: 58 },
] as const satisfies readonly {
  partner: string;
  name: string;
  type: 'enterprise' | 'individual';
  relationship: 'affiliate' | 'creditor_debtor' | 'other';
  daysAgo: number;
  voided?: number;
  expired?: number;
  note?: string;
}[];

/** A transaction of a bank file. Amounts in minor units. */
export interface DemoLineSpec {
  readonly payer: string | null;
  readonly payerAccount?: string;
  /** Whose dedicated number it was sent to; or a number as the payer mistyped it. */
  readonly to?: { readonly numberOf: string } | { readonly number: string };
  readonly text?: string;
  readonly minor: bigint;
  /** What has become of it by now. */
  readonly state: BankLineState;
  readonly partner?: string;
  readonly rung?: MatchRung;
  readonly certainty?: number;
  readonly reasons?: readonly MatchReason[];
  /** By which later steps refer to it. */
  readonly key?: string;
  /** The key of the line that the bank takes back by it, under the same reference. */
  readonly reverses?: string;
}

/** A bank file and what stands in it besides the recharges of the history. */
export interface DemoFileSpec {
  readonly daysAgo: number;
  readonly account: ReceivingKey;
  readonly format: BankFileFormat;
  readonly source: 'upload' | 'folder';
  /** The day of the history whose recharges it brought. */
  readonly isOfRecharges?: true;
  readonly lines: readonly DemoLineSpec[];
}

const speaks = (code: string, value?: string): MatchReason => ({ code, speaks: 'for', ...(value ? { value } : {}) });
const against = (code: string, value?: string): MatchReason => ({
  ...{ code, speaks: 'against', ...(value ? { value } : {}) },
});
/** Why a recharge was recognised by itself, besides its number, as domain/reconciliation/match-line.ts says it. */
export const recognised = (payer: string): readonly MatchReason[] => [
  speaks('payer_own_name', payer),
  speaks('amount_usual'),
];

const fee: DemoLineSpec = { payer: '招商银行', text: '账户管理费 / Account fee', minor: 20_000n, state: 'outgoing' };

/** @source spec/06 §6.2, design/differentiators.md X4 */
export const demoFiles: readonly DemoFileSpec[] = [
  { daysAgo: 62, account: 'cmb', format: 'camt053', source: 'upload', isOfRecharges: true, lines: [fee] },
  { daysAgo: 62, account: 'icbc', format: 'csv', source: 'upload', isOfRecharges: true, lines: [] },
  {
    ...{ daysAgo: 41, account: 'cmb', format: 'mt940', source: 'folder' },
    lines: [
      {
        payer: '周海平',
        payerAccount: '6225880155512345',
        text: '货款',
        minor: 1_260_000n,
        state: 'suspense',
        key: 'old',
      },
    ],
  },
  { daysAgo: 33, account: 'cmb', format: 'camt053', source: 'upload', isOfRecharges: true, lines: [fee] },
  { daysAgo: 33, account: 'icbc', format: 'csv', source: 'upload', isOfRecharges: true, lines: [] },
  {
    ...{ daysAgo: 20, account: 'cmb', format: 'camt053', source: 'folder' },
    lines: [
      {
        ...{ payer: '星火教育科技有限公司', payerAccount: '110060149018010054321', text: '充值', minor: 3_000_000n },
        ...{ state: 'posted', partner: 'xinghuo', key: 'claimed' },
      },
      {
        ...{ payer: '华信贸易有限公司', payerAccount: '44050158340100009876', text: '退货款', minor: 800_000n },
        ...{ state: 'sent_back', key: 'stray' },
      },
    ],
  },
  {
    ...{ daysAgo: 2, account: 'cmb', format: 'camt053', source: 'upload' },
    lines: [
      {
        ...{ payer: '云河数字（上海）有限公司', payerAccount: '31050161393600001122', to: { numberOf: 'yunhe' } },
        ...{ text: '充值', minor: 6_000_000n, state: 'posted', partner: 'yunhe', rung: 'virtual_account' },
        ...{
          certainty: 100,
          reasons: [speaks('payer_entrusted', '云河数字（上海）有限公司'), speaks('amount_usual')],
        },
        key: 'entrusted',
      },
      {
        ...{ payer: '启明方案', payerAccount: '755912345610901', text: '十一月充值', minor: 2_680_000n },
        ...{ state: 'suspense', partner: 'qiming', rung: 'payer', certainty: 70, key: 'named' },
        reasons: [speaks('payer_own_name', '启明方案'), speaks('amount_usual')],
      },
      {
        ...{ payer: '云河数据有限公司', payerAccount: '330501618359000777', to: { numberOf: 'yunhe' } },
        ...{ text: '预付款', minor: 12_000_000n, state: 'suspense', partner: 'yunhe', rung: 'virtual_account' },
        ...{
          certainty: 65,
          reasons: [against('payer_not_allowed', '云河数据有限公司'), speaks('amount_usual')],
        },
        key: 'wrong_payer',
      },
      {
        ...{ payer: '东林云商（宁波）有限公司', payerAccount: '33150198373600000888', text: '云资源款' },
        ...{ minor: 4_500_000n, state: 'suspense', key: 'branch' },
      },
      {
        // Two digits of xinghuo's number swapped.
        ...{ payer: '张一鸣', payerAccount: '6214850111112222', to: { number: '621483900000000214' } },
        ...{ text: '星火智能 充值', minor: 180_000n, state: 'suspense', key: 'mistyped' },
        reasons: [against('number_wrong', '621483900000000214')],
      },
      {
        ...{ payer: '星火教育科技有限公司', payerAccount: '110060149018010054321', text: '充值', minor: 880_000n },
        ...{ state: 'suspense', partner: 'xinghuo', rung: 'rule', certainty: 70, key: 'ruled' },
        reasons: [
          speaks('rule_of_account'),
          against('payer_not_allowed', '星火教育科技有限公司'),
          speaks('amount_usual'),
        ],
      },
      { ...fee, text: '跨行手续费 / Transfer fee', minor: 1_050n },
      {
        ...{ payer: '星火教育科技有限公司', payerAccount: '110060149018010054321', text: '冲正', minor: 3_000_000n },
        ...{ state: 'reversal', key: 'reversal', reverses: 'claimed' },
      },
    ],
  },
];

/** What somebody wants of a line: the claims there have been. */
export const demoClaims = [
  {
    ...{ line: 'claimed', partner: 'xinghuo', made: 19, decided: 18, state: 'approved', receipt: '回单-20.pdf' },
    ...{ note: '集团内教育子公司代付，附回单。', answer: '回单与流水一致。' },
  },
  {
    ...{ line: 'stray', partner: 'qiming', made: 18.5, decided: 18.2, state: 'rejected', receipt: '银行回单.pdf' },
    ...{ note: '金额一致，疑为我司汇款。', answer: '付款人与贵司无关，款项将退回原账户。' },
  },
  {
    line: 'branch',
    partner: 'donglin',
    made: 1.3,
    state: 'submitted',
    receipt: '宁波公司回单.pdf',
    note: '宁波分公司汇出。',
  },
] as const satisfies readonly {
  line: string;
  partner: string;
  made: number;
  decided?: number;
  state: 'submitted' | 'approved' | 'rejected';
  receipt: string;
  note: string;
  answer?: string;
}[];
