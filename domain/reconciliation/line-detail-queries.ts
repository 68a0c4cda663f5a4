import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { BankLineState, MatchReason, MatchRung } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { type NamedOrganization, organizationOf } from './named-organization';

/** Everything the operator knows of one transaction. */
export interface BankLineDetail {
  readonly id: Id<'bankLine'>;
  readonly file: { readonly id: Id<'bankFile'>; readonly name: string; readonly lineNumber: number };
  readonly receivingAccount: {
    readonly id: Id<'receivingAccount'>;
    readonly bankName: string;
    readonly accountNumber: string;
  };
  readonly statementReference: string | null;
  readonly bankReference: string | null;
  readonly direction: 'credit' | 'debit';
  readonly amount: Money;
  readonly bookedOn: string;
  readonly valueOn: string | null;
  readonly payerName: string | null;
  readonly payerAccount: string | null;
  readonly virtualNumber: string | null;
  readonly remittanceText: string | null;
  readonly endToEndId: string | null;
  readonly state: BankLineState;
  readonly rung: MatchRung | null;
  readonly reasons: readonly MatchReason[];
  readonly certainty: number | null;
  readonly partner: NamedOrganization | null;
  /** The recharge it has become. */
  readonly bankTransferId: Id<'bankTransfer'> | null;
  /** The reversal by which the bank took it back. */
  readonly reversedById: Id<'bankLine'> | null;
  readonly receiptTransferId: Id<'transfer'> | null;
  readonly alertedAt: Date | null;
  readonly createdAt: Date;
}

/** One transaction of a bank file. Undefined for ids that name nothing, and for everybody but the operator. */
export async function findBankLine(scope: ReadScope, id: Id<'bankLine'>): Promise<BankLineDetail | undefined> {
  if (!scope.everyOrganization) return undefined;
  const { rows } = await database().execute<Row>(
    sql`select l.*, l.booked_on::text as booked_day, l.value_on::text as value_day, f.name as file_name, s.reference as statement_reference,
        a.bank_name, a.account_number, o.name as partner_name, o.name_en as partner_name_en, coalesce(b.id, l.recorded_id) as bank_transfer_id,
        v.line_id as reversed_by_id
      from bank_lines l join bank_files f on f.id = l.file_id join bank_statements s on s.id = l.statement_id
      join receiving_accounts a on a.id = l.receiving_account_id left join organizations o on o.id = l.partner_id
      left join bank_transfers b on b.line_id = l.id left join bank_postings v on v.original_line_id = l.id and v.state = 'done'
     where l.id = ${uuidOf(id)}::uuid and l.organization_id = ${uuidOf(scope.organizationId)}::uuid`,
  );
  return rows[0] && detailOf(rows[0]);
}

type Row = {
  id: string;
  file_id: string;
  file_name: string;
  line_number: number;
  receiving_account_id: string;
  bank_name: string;
  account_number: string;
  statement_reference: string | null;
  bank_reference: string | null;
  direction: 'credit' | 'debit';
  amount_minor: string;
  currency: Currency;
  booked_day: string;
  value_day: string | null;
  payer_name: string | null;
  payer_account: string | null;
  virtual_number: string | null;
  remittance_text: string | null;
  end_to_end_id: string | null;
  state: BankLineState;
  rung: MatchRung | null;
  reasons: readonly MatchReason[];
  certainty: number | null;
  partner_id: string | null;
  partner_name: string | null;
  partner_name_en: string | null;
  bank_transfer_id: string | null;
  reversed_by_id: string | null;
  receipt_transfer_id: string | null;
  alerted_at: string | null;
  created_at: string;
};

function detailOf(row: Row): BankLineDetail {
  return {
    id: idFromUuid('bankLine', row.id),
    file: { id: idFromUuid('bankFile', row.file_id), name: row.file_name, lineNumber: row.line_number },
    receivingAccount: {
      id: idFromUuid('receivingAccount', row.receiving_account_id),
      bankName: row.bank_name,
      accountNumber: row.account_number,
    },
    statementReference: row.statement_reference,
    bankReference: row.bank_reference,
    direction: row.direction,
    amount: money(BigInt(row.amount_minor), row.currency),
    bookedOn: row.booked_day,
    valueOn: row.value_day,
    payerName: row.payer_name,
    payerAccount: row.payer_account,
    virtualNumber: row.virtual_number,
    remittanceText: row.remittance_text,
    endToEndId: row.end_to_end_id,
    state: row.state,
    rung: row.rung,
    reasons: row.reasons,
    certainty: row.certainty,
    partner: organizationOf(row.partner_id, row.partner_name, row.partner_name_en),
    bankTransferId: row.bank_transfer_id === null ? null : idFromUuid('bankTransfer', row.bank_transfer_id),
    reversedById: row.reversed_by_id === null ? null : idFromUuid('bankLine', row.reversed_by_id),
    receiptTransferId: row.receipt_transfer_id === null ? null : idFromUuid('transfer', row.receipt_transfer_id),
    alertedAt: row.alerted_at === null ? null : new Date(row.alerted_at),
    createdAt: new Date(row.created_at),
  };
}
