import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, uuidOf } from '@/lib/id';

/**
 * Whether the bank has taken back, since it was asked for, what one of these withdrawals would send back to whom it came from: its payer has that
 * money again. Lines are held shared, so that none is taken back until the transaction ends.
 *
 * @param ids of withdrawals the caller holds
 * @source docs/decisions/0024-reversals.md
 */
export async function isTakenBack(tx: Transaction, ids: readonly Id<'withdrawal'>[]): Promise<boolean> {
  const flows = sql`withdrawal_flows f where f.withdrawal_id = any(${sql.param(ids.map(uuidOf))}::uuid[]) and f.recharge_kind = 'bank_transfer'`;
  await tx.execute(
    sql`select 1 from bank_lines where id in (select b.line_id from bank_transfers b where b.id in (select f.recharge_id from ${flows})
        union all select l.id from bank_lines l where l.recorded_id in (select f.recharge_id from ${flows})) order by id for share`,
  );
  const { rows } = await tx.execute(
    sql`select 1 from bank_postings p where p.kind = 'take_back' and p.state = 'done' and p.recharge_id in (select f.recharge_id from ${flows}) limit 1`,
  );
  return rows.length > 0;
}
