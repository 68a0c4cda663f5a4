import type { CsvProfile } from '@/db/schema/reconciliation';

/**
 * How three large banks in China write their statements as CSV, by a key that is kept with each file. Where a bank's own file differs,
 * a profile of one's own is saved.
 */
export const builtInProfiles = {
  /** Online banking of companies: a head with account and balances, one amount column and 借/贷. From the bank's side 贷 adds to the account. */
  'cn-style-a': {
    encoding: 'gb18030',
    delimiter: ',',
    headerLine: 4,
    columns: {
      account: '账号',
      bookedOn: '交易日期',
      bankReference: '交易流水号',
      direction: '借贷标志',
      amount: '交易金额',
      currency: '币种',
      payerName: '对方户名',
      payerAccount: '对方账号',
      virtualNumber: '子账号',
      remittanceText: '摘要',
    },
    dateFormat: 'YYYYMMDD',
    amountFormat: '1,234.56',
    creditWord: '贷',
    debitWord: '借',
    openingLabel: '期初余额',
    closingLabel: '期末余额',
  },
  /** A column for each side and the balance after each line; the account stands in each line. */
  'cn-style-b': {
    encoding: 'utf-8',
    delimiter: ',',
    headerLine: 1,
    columns: {
      account: '本方账号',
      bookedOn: '记账日期',
      valueOn: '起息日期',
      bankReference: '流水号',
      credit: '贷方发生额',
      debit: '借方发生额',
      balance: '余额',
      payerName: '对方名称',
      payerAccount: '对方账号',
      virtualNumber: '虚拟账号',
      remittanceText: '附言',
    },
    dateFormat: 'YYYY-MM-DD',
    amountFormat: '1234.56',
  },
  /** Separated by vertical bars, one signed amount and the balance after each line. */
  'cn-style-c': {
    encoding: 'gb18030',
    delimiter: '|',
    headerLine: 2,
    columns: {
      account: '账户',
      bookedOn: '交易日',
      bankReference: '凭证号',
      amount: '发生额',
      balance: '账户余额',
      payerName: '付款人名称',
      payerAccount: '付款人账号',
      remittanceText: '用途',
    },
    dateFormat: 'YYYY/MM/DD',
    amountFormat: '1,234.56',
  },
} as const satisfies Readonly<Record<string, CsvProfile>>;
export type BuiltInProfile = keyof typeof builtInProfiles;

/** Whether a key is one of a built-in profile. */
export const isBuiltInProfile = (key: string): key is BuiltInProfile => Object.hasOwn(builtInProfiles, key);
