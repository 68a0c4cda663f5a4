import { isDay, minorOf, problem } from './values';

/** The values of one statement, balance, entry or transaction of a message, by where they stand in it (`RltdPties/Dbtr/Nm`). */
export interface CamtRecord {
  readonly line: number;
  readonly values: Map<string, string>;
}

/** Of everything a message may hold, what is read. Later versions put parties into a `Pty` of their own, which is left out of the way. */
const wanted = new Set([
  ...['Id', 'Acct/Id/IBAN', 'Acct/Id/Othr/Id', 'Acct/Ccy', 'FrToDt/FrDtTm', 'FrToDt/ToDtTm'],
  ...['TtlNtries', 'TtlCdtNtries', 'TtlDbtNtries'].flatMap((sum) => [
    `TxsSummry/${sum}/NbOfNtries`,
    `TxsSummry/${sum}/Sum`,
  ]),
  ...['Tp/CdOrPrtry/Cd', 'Amt', 'CdtDbtInd', 'Sts', 'Sts/Cd'],
  ...['BookgDt/Dt', 'BookgDt/DtTm', 'ValDt/Dt', 'ValDt/DtTm', 'AcctSvcrRef', 'AddtlNtryInf', 'AddtlTxInf'],
  ...['Refs/AcctSvcrRef', 'Refs/EndToEndId', 'AmtDtls/TxAmt/Amt', 'RvslInd'],
  ...['Refs/InstrId', 'Refs/TxId', 'Refs/UETR', 'Refs/Prtry/Ref'],
  ...['Dbtr/Nm', 'UltmtDbtr/Nm', 'Cdtr/Nm'].map((party) => `RltdPties/${party}`),
  ...['DbtrAcct', 'CdtrAcct'].flatMap((account) => [`RltdPties/${account}/Id/IBAN`, `RltdPties/${account}/Id/Othr/Id`]),
  ...['Ustrd', 'Strd/CdtrRefInf/Ref', 'Strd/RfrdDocInf/Nb', 'Strd/AddtlRmtInf'].map((part) => `RmtInf/${part}`),
]);

const separator = ' ';

/** Keeps what stands at a path, if it is wanted. A remittance text may come in pieces; of all else the first counts. */
export function keepValue(record: CamtRecord, path: string, text: string, currency: string | undefined): void {
  if (!wanted.has(path)) return;
  const before = record.values.get(path);
  if (before === undefined) {
    record.values.set(path, text.trim());
    if (currency !== undefined) record.values.set(`${path}@`, currency);
  } else if (path.startsWith('RmtInf/') && before.length < 1024) {
    record.values.set(path, `${before}${separator}${text.trim()}`);
  }
}

/** The first of some places at which something stands. */
export function valueAt({ values }: CamtRecord, ...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const value = values.get(path);
    if (value) return value;
  }
  return undefined;
}

/** The amount at a path with its currency. @throws BankFileProblem where it is none */
export function amountAt(record: CamtRecord, path: string): { minor: bigint; currency: string } {
  const [text = '', currency = ''] = [record.values.get(path), record.values.get(`${path}@`)];
  const minor = /^[A-Z]{3}$/.test(currency) ? minorOf(text, currency) : undefined;
  if (minor === undefined)
    return problem('amount_not_readable', record.line, { column: path, value: `${text} ${currency}` });
  return { minor, currency };
}

/** Whether it adds to the account or takes from it. A reversal says which of the two it is itself. @throws BankFileProblem where neither stands there */
export function directionAt(record: CamtRecord): 'credit' | 'debit' {
  const text = record.values.get('CdtDbtInd');
  if (text === 'CRDT') return 'credit';
  if (text === 'DBIT') return 'debit';
  return problem('cell_not_readable', record.line, { column: 'CdtDbtInd', value: text ?? '' });
}

/** Whether it takes back what was booked before. @throws BankFileProblem where it says neither yes nor no */
export function isReversalAt(record: CamtRecord): boolean {
  const text = record.values.get('RvslInd') ?? 'false';
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  return problem('cell_not_readable', record.line, { column: 'RvslInd', value: text });
}

/** The day in the first of some places: of a moment, the day as the bank wrote it. @throws BankFileProblem where it is none */
export function dayOf(record: CamtRecord, ...paths: readonly string[]): string | null {
  const text = valueAt(record, ...paths);
  if (text === undefined) return null;
  const day = text.slice(0, 10);
  if (!isDay(day) || !/^(?:Z|[+-]\d\d:\d\d|T[\d:.+Z-]+)?$/.test(text.slice(10)))
    return problem('date_not_readable', record.line, { value: text });
  return day;
}
