import { asKind, type Id, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { virtualNumber } from '@/lib/virtual-number';
import type { MatchReason } from '../schema/reconciliation';
import {
  type DemoFileSpec,
  type DemoLineSpec,
  demoFiles,
  demoReceivingAccounts,
  demoRemittanceAccounts,
  type ReceivingKey,
  recognised,
} from './demo-bank-plan';
import { bankNameOf, type DemoTable, dayOf, organizationUuid, ownerOf, sha256Of, userUuid } from './demo-deeds';
import { demoId } from './demo-organizations';
import { bankReferenceOf, type Posted } from './demo-trail';
import type { Row } from './insert-rows';
import type { SeededRandom } from './seeded-random';

/** A transaction of a bank file with what it was made of. */
export interface DemoLine extends DemoLineSpec {
  readonly id: Id<'bankLine'>;
  readonly at: Date;
  readonly account: ReceivingKey;
  readonly bankReference: string;
  /** Its way into the suspense account, where it went there. */
  readonly receiptId: Id<'transfer'> | null;
  /** The transfer it was recorded as by hand before. */
  readonly recordedId: Id<'bankTransfer'> | null;
  /** What it became by itself. */
  readonly recharge: { readonly id: Id<'bankTransfer'>; readonly transferId: Id<'transfer'> } | null;
}

/** A file with what stands in it. */
export interface DemoFile extends DemoFileSpec {
  readonly id: Id<'bankFile'>;
  readonly statementId: Id<'bankStatement'>;
  readonly at: Date;
  readonly made: readonly DemoLine[];
}

/** The uuid of one of the operator's accounts at banks. */
export const receivingUuid = (key: ReceivingKey): string => uuidOf(demoId('receivingAccount', `receiving ${key}`));

const isRecharge = ({ kind }: Posted): boolean => kind === 'recharge';

/** The recharges of the history that came with a bank file: of those who have a number, all but the first, which was booked by hand. */
export function rechargesFromFiles(posted: readonly Posted[]): Posted[] {
  const recharges = posted.filter(isRecharge);
  return recharges.filter(
    ({ partner }, place) =>
      demoRemittanceAccounts.some((one) => one.partner === partner) &&
      recharges.slice(0, place).some((earlier) => earlier.partner === partner),
  );
}

/** The dedicated number of a partner. */
export function demoNumberOf(partner: string): string {
  const place = demoRemittanceAccounts.findIndex((one) => one.partner === partner);
  const account = demoReceivingAccounts.find(({ key }) => key === demoRemittanceAccounts[place]?.account);
  if (!account) throw new Error(`${partner} has no number`);
  return virtualNumber(account.prefix, place + 1);
}

/** The bank files there have been, with the recharges of the history among their lines. */
export function makeFiles(posted: readonly Posted[], random: SeededRandom, ago: (days: number) => Date): DemoFile[] {
  const fromFiles = rechargesFromFiles(posted);
  const files = demoFiles.map((spec) => {
    const day = dayOf(ago(spec.daysAgo));
    const recharges = spec.isOfRecharges ? posted.filter((one) => isRecharge(one) && dayOf(one.at) === day) : [];
    const ofHistory = recharges.flatMap((one) => {
      const line = fromFiles.includes(one) ? recognisedLine(one) : byHandLine(one);
      return accountOf(one.partner) === spec.account ? [{ spec: line, from: one }] : [];
    });
    const at = recharges[0]?.at ?? ago(spec.daysAgo);
    const all = [...ofHistory, ...spec.lines.map((line) => ({ spec: line, from: undefined }))];
    const made = all.map(({ spec: line, from }, place): DemoLine => {
      const lineAt = from?.at ?? new Date(at.getTime() + 60_000 + place * 500);
      const isCredited = line.state === 'posted' && line.rung !== undefined;
      const isReceived =
        ['suspense', 'sent_back', 'returned'].includes(line.state) || (line.state === 'posted' && !isCredited);
      return {
        ...line,
        ...{ id: random.idAt('bankLine', lineAt), at: lineAt, account: spec.account },
        bankReference:
          line.state === 'recorded' && from
            ? bankReferenceOf(from)
            : `${day.replaceAll('-', '')}${random.between(100_000, 999_999)}${place}`,
        recordedId: line.state === 'recorded' && from ? asKind('bankTransfer', from.id) : null,
        receiptId: isReceived ? random.idAt('transfer', lineAt) : null,
        recharge: isCredited ? rechargeIds(from, lineAt, random) : null,
      };
    });
    return { ...spec, id: random.idAt('bankFile', at), statementId: random.idAt('bankStatement', at), at, made };
  });
  const references = new Map(files.flatMap(({ made }) => made.map(({ key, bankReference }) => [key, bankReference])));
  return files.map((file) => ({
    ...file,
    made: file.made.map((line) => ({
      ...line,
      bankReference: (line.reverses && references.get(line.reverses)) || line.bankReference,
    })),
  }));
}

/** Lines by which money left the bank account. */
const isDebit = ({ state }: DemoLineSpec): boolean => state === 'outgoing' || state === 'reversal';

const rechargeIds = (from: Posted | undefined, at: Date, random: SeededRandom) =>
  from
    ? { id: asKind('bankTransfer', from.id), transferId: from.transferId }
    : { id: random.idAt('bankTransfer', at), transferId: random.idAt('transfer', at) };

/** What has no number of its own is paid to the first account. */
const accountOf = (partner: string): ReceivingKey =>
  demoRemittanceAccounts.find((one) => one.partner === partner)?.account ?? 'cmb';

const recognisedLine = ({ partner, amountMinor }: Posted): DemoLineSpec => ({
  ...{ payer: bankNameOf(partner), payerAccount: payerAccountOf(partner), to: { numberOf: partner }, text: '充值' },
  ...{ minor: amountMinor, state: 'posted', partner, rung: 'virtual_account', certainty: 100 },
  reasons: recognised(bankNameOf(partner)),
});

/** Booked by hand the same day, before the file came. */
const byHandLine = ({ partner, amountMinor }: Posted): DemoLineSpec => ({
  ...{ payer: bankNameOf(partner), payerAccount: payerAccountOf(partner), text: '充值' },
  ...{ minor: amountMinor, state: 'recorded', partner, reasons: [{ code: 'recorded_by_hand', speaks: 'for' }] },
});

/** From which account a partner of the demo world pays. */
export const payerAccountOf = (partner: string): string => {
  const place = [...partner].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_000, 7);
  return `7559${String(place).padStart(6, '0')}10901`;
};

/** Everything of the files: what is to be written down and what was done. */
export function bankRows(files: readonly DemoFile[]): readonly DemoTable[] {
  const closing = new Map<ReceivingKey, bigint>();
  const statements = files.map((file) => {
    const opening = closing.get(file.account) ?? 125_000_000n;
    const [credits, debits] = [false, true].map((ofDebits) => sumOf(file.made, ofDebits)) as [bigint, bigint];
    closing.set(file.account, opening + credits - debits);
    return statementRow(file, opening, credits, debits);
  });
  const lines = files.flatMap((file) => file.made.map((line, place) => lineRow(file, line, place)));
  return [
    ['bank_files', files.map(fileRow)],
    ['bank_statements', statements],
    ['bank_lines', lines],
    ['bank_transfers', files.flatMap(({ made }) => made.flatMap((line) => (line.recharge ? [creditRow(line)] : [])))],
  ];
}

const sumOf = (lines: readonly DemoLine[], ofDebits: boolean): bigint =>
  lines.reduce((sum, line) => (isDebit(line) === ofDebits ? sum + line.minor : sum), 0n);

const extensions = { camt053: 'xml', camt054: 'xml', mt940: 'sta', csv: 'csv' } as const;
/** As banks name what they send. */
export const fileNameOf = ({ account, at, format }: DemoFile): string =>
  `${account.toUpperCase()}_${dayOf(at).replaceAll('-', '')}.${extensions[format]}`;

/** How the second bank writes its CSV: `cn-style-b` of domain/reconciliation/formats/csv-profiles.ts. */
const csvProfile = {
  ...{ encoding: 'utf-8', delimiter: ',', headerLine: 1, dateFormat: 'YYYY-MM-DD', amountFormat: '1234.56' },
  columns: {
    ...{ account: '本方账号', bookedOn: '记账日期', valueOn: '起息日期', bankReference: '流水号' },
    ...{ credit: '贷方发生额', debit: '借方发生额', balance: '余额', payerName: '对方名称', payerAccount: '对方账号' },
    ...{ virtualNumber: '虚拟账号', remittanceText: '附言' },
  },
} as const;

/** As large as such a file would be. */
export const bytesOf = ({ made }: DemoFile): number => 2400 + made.length * 870;

function fileRow(file: DemoFile): Row {
  const { id, at, source, format, made } = file;
  const end = new Date(at.getTime() + 90_000).toISOString();
  return {
    ...{ id: uuidOf(id), ...ownerOf('cloud'), name: fileNameOf(file), source, format },
    profile_name: format === 'csv' ? 'cn-style-b' : null,
    profile: format === 'csv' ? csvProfile : null,
    ...{ sha256: sha256Of(id), bytes: bytesOf(file), state: 'done' },
    ...{ lines_total: made.length, lines_done: made.length, lines_new: made.length, lines_known: 0, attempt: 1 },
    user_id: source === 'upload' ? userUuid('finance', 'cloud') : null,
    ...{ created_at: at.toISOString(), started_at: at.toISOString(), finished_at: end },
  };
}

const statementRow = (file: DemoFile, opening: bigint, credits: bigint, debits: bigint): Row => ({
  ...{ id: uuidOf(file.statementId), ...ownerOf('cloud'), file_id: uuidOf(file.id), number: 1 },
  ...{ receiving_account_id: receivingUuid(file.account), reference: fileNameOf(file).slice(0, -4), currency: 'CNY' },
  ...{ opening_minor: String(opening), closing_minor: String(opening + credits - debits) },
  ...{ credits_minor: String(credits), debits_minor: String(debits), line_count: file.made.length },
  ...{ from_on: dayOf(file.at), to_on: dayOf(file.at), created_at: file.at.toISOString() },
});

function lineRow(file: DemoFile, line: DemoLine, place: number): Row {
  const number = line.to && ('numberOf' in line.to ? demoNumberOf(line.to.numberOf) : line.to.number);
  const isOld = line.key === 'old';
  return {
    ...{ id: uuidOf(line.id), ...ownerOf('cloud'), file_id: uuidOf(file.id), statement_id: uuidOf(file.statementId) },
    ...{ line_number: place + 1, receiving_account_id: receivingUuid(file.account) },
    ...{ bank_reference: line.bankReference, fingerprint: sha256Of(`line ${line.id}`) },
    ...{
      direction: isDebit(line) ? 'debit' : 'credit',
      is_reversal: line.state === 'reversal',
      amount_minor: String(line.minor),
      currency: 'CNY',
    },
    ...{ booked_on: dayOf(line.at), value_on: dayOf(line.at), payer_name: line.payer },
    payer_name_key: line.payer && payerNameKey(line.payer),
    payer_account: line.payerAccount ?? null,
    virtual_number: number ?? null,
    remittance_text: line.text ?? null,
    ...{ end_to_end_id: null, state: line.state, rung: line.rung ?? null },
    reasons: [...(line.rung === 'virtual_account' && number ? [numberReason(number)] : []), ...(line.reasons ?? [])],
    certainty: line.certainty ?? null,
    partner_id: line.partner ? organizationUuid(line.partner) : null,
    receipt_transfer_id: line.receiptId && uuidOf(line.receiptId),
    recorded_id: line.recordedId && uuidOf(line.recordedId),
    alerted_at: isOld ? overdueAt(line).toISOString() : null,
    ...{ created_at: line.at.toISOString(), updated_at: line.at.toISOString() },
  };
}

/** When a line has lain in suspense for too long. */
export const overdueAt = ({ at }: DemoLine): Date => new Date(at.getTime() + 30 * 86_400_000);
const numberReason = (value: string): MatchReason => ({ code: 'number_paid_to', speaks: 'for', value });

function creditRow(line: DemoLine): Row {
  if (!line.recharge) throw new Error('only what was recognised by itself');
  return bankTransferRowOf(line, { ...line.recharge, at: line.at, userId: null });
}

/** The row of a bank transfer that came from a line of a file. */
export function bankTransferRowOf(
  line: DemoLine,
  of: {
    readonly id: Id<'bankTransfer'>;
    readonly transferId: Id<'transfer'>;
    readonly at: Date;
    readonly userId: string | null;
  },
): Row {
  if (!line.partner) throw new Error('a credited line is somebody’s');
  const isEntrusted = line.key === 'entrusted';
  return {
    ...{ id: uuidOf(of.id), ...ownerOf(line.partner), payer_name: line.payer, bank_reference: line.bankReference },
    ...{ amount_minor: String(line.minor), currency: 'CNY', received_on: dayOf(line.at), note: null },
    ...{ transfer_id: uuidOf(of.transferId), user_id: of.userId, created_at: of.at.toISOString() },
    ...{ line_id: uuidOf(line.id), receiving_account_id: receivingUuid(line.account) },
    payer_account: line.payerAccount ?? null,
    entrusted_payer_id: isEntrusted ? uuidOf(demoId('entrustedPayer', `payer ${line.partner} ${line.payer}`)) : null,
  };
}
