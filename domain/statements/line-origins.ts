import { sql } from 'drizzle-orm';
import type { Database, Transaction } from '@/db/client';
import type { AdjustmentKind } from '@/db/schema/funds';
import { adjustmentIdOf, transactionNumber } from '@/domain/funds/transaction-number';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromUuid, isId, uuidOf } from '@/lib/id';
import { movementIdOf } from './movement-number';

type Db = Database | Transaction;

/** What a transfer was made by, as far as the reader may know. */
export type Origin =
  | { readonly kind: 'adjustment'; readonly id: Id<'adjustment'>; readonly isOwn: boolean }
  | { readonly kind: 'bank_transfer'; readonly id: Id<'bankTransfer'> }
  | { readonly kind: 'online_recharge'; readonly id: Id<'onlineRecharge'> }
  | { readonly kind: 'withdrawal'; readonly id: Id<'withdrawal'> };

/** Its document, and the number people know it by. */
export interface Originated {
  readonly origin: Origin;
  readonly number: string;
}

type OriginRow = { transfer_id: string; what: Origin['kind']; id: string; organization_id: string; word: string };

/** The documents of transfers on the reader's account, by transfer. Foreign ones are absent. */
export async function originsOf(
  scope: ReadScope,
  db: Db,
  transfers: readonly Id<'transfer'>[],
): Promise<ReadonlyMap<Id<'transfer'>, Originated>> {
  const own = sql`${uuidOf(scope.organizationId)}::uuid`;
  const wanted = sql`${sql.param(transfers.map(uuidOf))}::uuid[]`;
  const { rows } = await db.execute<OriginRow>(
    sql`select transfer_id, 'adjustment' as what, id, organization_id, kind as word from fund_adjustments
        where transfer_id = any(${wanted}) and (organization_id = ${own} or counterparty_id = ${own})
      union all select transfer_id, 'bank_transfer', id, organization_id, bank_reference from bank_transfers where transfer_id = any(${wanted}) and organization_id = ${own}
      union all select p.transfer_id, 'bank_transfer', b.id, b.organization_id, b.bank_reference from bank_postings p join bank_transfers b on b.id = p.recharge_id
        where p.transfer_id = any(${wanted}) and p.kind = 'take_back' and b.organization_id = ${own}
      union all select p.transfer_id, 'withdrawal', w.id, w.organization_id, '' from bank_postings p join withdrawals w on w.id = p.withdrawal_id
        where p.transfer_id = any(${wanted}) and p.kind = 'take_back' and w.organization_id = ${own}
      union all select transfer_id, 'online_recharge', id, organization_id, '' from online_recharges where transfer_id = any(${wanted}) and organization_id = ${own}
      union all select hold_transfer_id, 'withdrawal', id, organization_id, '' from withdrawals where hold_transfer_id = any(${wanted}) and organization_id = ${own}
      union all select end_transfer_id, 'withdrawal', id, organization_id, '' from withdrawals where end_transfer_id = any(${wanted}) and organization_id = ${own}
      union all select return_transfer_id, 'withdrawal', id, organization_id, '' from withdrawals where return_transfer_id = any(${wanted}) and organization_id = ${own}`,
  );
  return new Map(rows.map((row) => [idFromUuid('transfer', row.transfer_id), originOf(row, scope)]));
}

function originOf(row: OriginRow, scope: ReadScope): Originated {
  switch (row.what) {
    case 'adjustment': {
      const id = idFromUuid('adjustment', row.id);
      const isOwn = idFromUuid('organization', row.organization_id) === scope.organizationId;
      return { origin: { kind: row.what, id, isOwn }, number: transactionNumber(row.word as AdjustmentKind, id) };
    }
    case 'bank_transfer':
      return { origin: { kind: row.what, id: idFromUuid('bankTransfer', row.id) }, number: row.word };
    case 'online_recharge': {
      const id = idFromUuid('onlineRecharge', row.id);
      return { origin: { kind: row.what, id }, number: id };
    }
    case 'withdrawal': {
      const id = idFromUuid('withdrawal', row.id);
      return { origin: { kind: row.what, id }, number: id };
    }
  }
}

/**
 * The transfers, or terms, that a number names: that of a line, of an adjustment, a recharge or a withdrawal, or the bank's own. Only such
 * of the reader's organization; the account they are looked for in says the rest.
 */
export async function idsNamedBy(scope: ReadScope, db: Db, text: string): Promise<Id<'transfer'>[]> {
  const movement = movementIdOf(text);
  if (movement) return [movement];
  if (isId('transfer', text) || isId('creditTerms', text)) return [asKind('transfer', text)];
  const adjustment = adjustmentIdOf(text);
  const recharge = isId('onlineRecharge', text) ? uuidOf(text) : null;
  const withdrawal = isId('withdrawal', text) ? uuidOf(text) : null;
  const own = sql`${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await db.execute<{ id: string }>(
    sql`select id from (
        select transfer_id as id from fund_adjustments where id = ${adjustment ? uuidOf(adjustment) : null}::uuid and (organization_id = ${own} or counterparty_id = ${own})
        union all select transfer_id from online_recharges where id = ${recharge}::uuid and organization_id = ${own}
        union all select unnest(array[hold_transfer_id, end_transfer_id, return_transfer_id]) from withdrawals where id = ${withdrawal}::uuid and organization_id = ${own}
        union all select p.transfer_id from bank_postings p join bank_transfers b on b.id = p.recharge_id
          where b.bank_reference = ${text} and b.organization_id = ${own} and p.kind = 'take_back'
        union all select transfer_id from bank_transfers where bank_reference = ${text} and organization_id = ${own}) found
      where id is not null`,
  );
  return rows.map(({ id }) => idFromUuid('transfer', id));
}
