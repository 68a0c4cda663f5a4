import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { bareId, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';

/** One payment the bank is asked for: of a withdrawal by the original route one for each of its flows, of any other the whole. */
export interface Payment {
  readonly endToEndId: string;
  readonly amount: Money;
  readonly accountName: string;
  readonly accountNumber: string;
  readonly bankName: string;
  readonly branch: string | null;
  /** What whoever gets it reads. */
  readonly remittance: string;
}

/**
 * The payments of withdrawals, in the order of these and of their flows.
 *
 * @param ids of withdrawals the caller holds
 */
export async function paymentsOf(tx: Transaction, ids: readonly Id<'withdrawal'>[]): Promise<Payment[]> {
  const { rows } = await tx.execute<Row>(sql`
    select w.id, f.number, coalesce(f.amount_minor, w.amount_minor)::text as amount_minor, w.currency, coalesce(f.account_name, w.account_name) as account_name,
        coalesce(f.account_number, w.account_number) as account_number, coalesce(f.bank_name, w.bank_name) as bank_name, coalesce(f.branch, w.branch) as branch,
        coalesce(b.bank_reference, r.provider_reference) as reference
      from withdrawals w left join withdrawal_flows f on f.withdrawal_id = w.id
      left join bank_transfers b on f.recharge_kind = 'bank_transfer' and b.id = f.recharge_id
      left join online_recharges r on f.recharge_kind = 'online' and r.id = f.recharge_id
     where w.id = any(${sql.param(ids.map(uuidOf))}::uuid[]) order by w.id, f.number`);
  return rows.map((row) => {
    const number = withdrawalNumber(idFromUuid('withdrawal', row.id));
    return {
      endToEndId: row.number === null ? number : `${number}-${row.number}`,
      amount: money(BigInt(row.amount_minor), row.currency),
      accountName: row.account_name,
      accountNumber: row.account_number,
      bankName: row.bank_name,
      branch: row.branch,
      remittance: row.reference === null ? number : `${number} ${row.reference}`,
    };
  });
}

type Row = {
  id: string;
  number: number | null;
  amount_minor: string;
  currency: Currency;
  account_name: string;
  account_number: string;
  bank_name: string;
  branch: string | null;
  reference: string | null;
};

/** The number of a withdrawal as banks get it: 28 capitals and digits, so that with `-` and the number of a flow it is at most 35. */
export const withdrawalNumber = (id: Id<'withdrawal'>): string => `WD${bareId(id)}`;
