import { builtInProfiles, isBuiltInProfile } from '@/domain/reconciliation/formats/csv-profiles';
import { type BankFileItem, BankFileProblem } from '@/domain/reconciliation/model';
import type { BankFileKind } from '@/domain/reconciliation/read-bank-file';
import { readBankFile } from '@/domain/reconciliation/read-bank-file';
import { gb18030 } from './gb18030';

/** A statement as tests think of it; amounts in fen. */
export interface TestStatement {
  readonly account: string;
  readonly opening: bigint;
  readonly lines: readonly TestLine[];
}

export interface TestLine {
  readonly reference: string;
  readonly direction: 'credit' | 'debit';
  readonly amount: bigint;
  readonly day: string;
  readonly name: string;
  readonly payerAccount: string;
  readonly text: string;
  readonly virtualNumber?: string;
}

export const closingOf = ({ opening, lines }: TestStatement): bigint =>
  lines.reduce((sum, line) => (line.direction === 'credit' ? sum + line.amount : sum - line.amount), opening);

export const fen = (minor: bigint): string => {
  const digits = (minor < 0n ? -minor : minor).toString().padStart(3, '0');
  return `${minor < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};

const grouped = (minor: bigint): string => fen(minor).replaceAll(/\B(?=(\d{3})+\.)/g, ',');

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** A statement (camt.053) or notification (camt.054). From version 8 on, parties have a `Pty` and states a `Cd`. */
export function camtFile(
  statements: readonly TestStatement[],
  { kind = 'camt053', version = 2 }: { kind?: 'camt053' | 'camt054'; version?: number } = {},
): Uint8Array {
  const [message, part] = kind === 'camt053' ? ['BkToCstmrStmt', 'Stmt'] : ['BkToCstmrDbtCdtNtfctn', 'Ntfctn'];
  const namespace = `urn:iso:std:iso:20022:tech:xsd:${kind.replace('camt', 'camt.')}.001.${String(version).padStart(2, '0')}`;
  const parts = statements.map(
    (statement, index) => `    <${part}>
      <Id>S${index + 1}</Id>
      <Acct><Id><Othr><Id>${statement.account}</Id></Othr></Id><Ccy>CNY</Ccy></Acct>
${kind === 'camt053' ? `${balance('OPBD', statement.opening)}${balance('CLBD', closingOf(statement))}` : ''}${statement.lines.map((line) => entry(line, version)).join('')}    </${part}>
`,
  );
  return Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="${namespace}">
  <${message}>
    <GrpHdr><MsgId>M1</MsgId><CreDtTm>2026-01-05T20:00:00+08:00</CreDtTm></GrpHdr>
${parts.join('')}  </${message}>
</Document>
`);
}

const balance = (type: string, minor: bigint): string =>
  `      <Bal><Tp><CdOrPrtry><Cd>${type}</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">${fen(minor < 0n ? -minor : minor)}</Amt><CdtDbtInd>${minor < 0n ? 'DBIT' : 'CRDT'}</CdtDbtInd></Bal>\n`;

function entry(line: TestLine, version: number): string {
  const party = (name: string) => (version >= 8 ? `<Pty><Nm>${xml(name)}</Nm></Pty>` : `<Nm>${xml(name)}</Nm>`);
  const [other, own] = line.direction === 'credit' ? ['Dbtr', 'Cdtr'] : ['Cdtr', 'Dbtr'];
  const account = (role: string, id: string) => `<${role}Acct><Id><Othr><Id>${id}</Id></Othr></Id></${role}Acct>`;
  return `      <Ntry><Amt Ccy="CNY">${fen(line.amount)}</Amt><CdtDbtInd>${line.direction === 'credit' ? 'CRDT' : 'DBIT'}</CdtDbtInd>
        <Sts>${version >= 8 ? '<Cd>BOOK</Cd>' : 'BOOK'}</Sts><BookgDt><Dt>${line.day}</Dt></BookgDt>
        <AcctSvcrRef>${line.reference}</AcctSvcrRef>
        <NtryDtls><TxDtls><RltdPties><${other}>${party(line.name)}</${other}>${account(other, line.payerAccount)}${line.virtualNumber ? account(own, line.virtualNumber) : ''}</RltdPties>
        <RmtInf><Ustrd>${xml(line.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>
`;
}

/** MT940 with field 86 in its subfields. */
export function mt940File(statements: readonly TestStatement[]): Uint8Array {
  const amount = (minor: bigint) => fen(minor < 0n ? -minor : minor).replace('.', ',');
  const mark = (minor: bigint) => (minor < 0n ? 'D' : 'C');
  const day = (text: string) => text.slice(2).replaceAll('-', '');
  const messages = statements.map((statement, index) => {
    const [first, last] = [statement.lines[0]?.day ?? '2026-01-05', statement.lines.at(-1)?.day ?? '2026-01-05'];
    const closing = closingOf(statement);
    const lines = statement.lines.map(
      (line) =>
        `:61:${day(line.day)}${day(line.day).slice(2)}${line.direction === 'credit' ? 'C' : 'D'}${amount(line.amount)}NTRFNONREF//${line.reference}\n:86:166?00TRANSFER?20${line.text}?31${line.payerAccount}?32${line.name}\n`,
    );
    return `:20:S${index + 1}\n:25:${statement.account}\n:28C:${index + 1}/1\n:60F:${mark(statement.opening)}${day(first)}CNY${amount(statement.opening)}\n${lines.join('')}:62F:${mark(closing)}${day(last)}CNY${amount(closing)}\n-\n`;
  });
  return Buffer.from(messages.join(''));
}

/** A CSV file in the style of the built-in profile `cn-style-a` (GB18030, head with balances) or `cn-style-b` (UTF-8, running balance). */
export function csvFile(statement: TestStatement, style: 'cn-style-a' | 'cn-style-b'): Uint8Array {
  const cell = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const row = (cells: readonly string[]) => `${cells.map(cell).join(',')}\r\n`;
  if (style === 'cn-style-a') {
    const head = [
      row(['企业账户明细']),
      row(['账号', statement.account, '期初余额', grouped(statement.opening)]),
      row(['期末余额', grouped(closingOf(statement))]),
      row(['账号', '交易日期', '交易流水号', '借贷标志', '交易金额', '币种', '对方户名', '对方账号', '子账号', '摘要']),
    ];
    const lines = statement.lines.map((line) =>
      row([
        statement.account,
        line.day.replaceAll('-', ''),
        line.reference,
        line.direction === 'credit' ? '贷' : '借',
        grouped(line.amount),
        '人民币',
        line.name,
        line.payerAccount,
        line.virtualNumber ?? '',
        line.text,
      ]),
    );
    return gb18030([...head, ...lines].join(''));
  }
  let sum = statement.opening;
  const lines = statement.lines.map((line) => {
    sum += line.direction === 'credit' ? line.amount : -line.amount;
    const sides = line.direction === 'credit' ? [fen(line.amount), ''] : ['', fen(line.amount)];
    return row([
      statement.account,
      line.day,
      line.day,
      line.reference,
      ...sides,
      fen(sum),
      line.name,
      line.payerAccount,
      line.virtualNumber ?? '',
      line.text,
    ]);
  });
  const names = [
    '本方账号',
    '记账日期',
    '起息日期',
    '流水号',
    '贷方发生额',
    '借方发生额',
    '余额',
    '对方名称',
    '对方账号',
    '虚拟账号',
    '附言',
  ];
  return Buffer.from(`\uFEFF${row(names)}${lines.join('')}`);
}

/** What a file of a format is, for CSV by the key of a built-in profile. */
export const kindOf = (format: string): BankFileKind => {
  if (isBuiltInProfile(format)) return { format: 'csv', profile: builtInProfiles[format] };
  if (format === 'camt053' || format === 'camt054' || format === 'mt940') return { format, profile: null };
  throw new Error(`there is no format ${format}`);
};

/** Bytes in pieces of a size. */
export async function* inPieces(bytes: Uint8Array, size = 64 * 1024): AsyncGenerator<Uint8Array, void, void> {
  for (let from = 0; from < bytes.length; from += size) yield bytes.subarray(from, from + size);
}

/** Everything a reader hands out. */
export async function itemsOf(kind: BankFileKind, bytes: Uint8Array, size?: number): Promise<BankFileItem[]> {
  const items: BankFileItem[] = [];
  for await (const item of readBankFile(kind, inPieces(bytes, size))) items.push(item);
  return items;
}

/** Why a file is refused; anything but a refusal fails the test. */
export async function refusalOf(
  kind: BankFileKind,
  bytes: Uint8Array,
  size?: number,
): Promise<Pick<BankFileProblem, 'code' | 'line' | 'detail'>> {
  try {
    await itemsOf(kind, bytes, size);
  } catch (error) {
    if (error instanceof BankFileProblem) return { code: error.code, line: error.line, detail: error.detail };
    throw error;
  }
  throw new Error('the file was read');
}
