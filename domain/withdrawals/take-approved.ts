import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { jobActor } from '@/domain/job';
import { insertAudit, insertEvents } from '@/domain/trail';
import { idFromUuid, newId, uuidOf } from '@/lib/id';
import { type Currency, money } from '@/lib/money';
import { factsOf, withdrawalEvent } from './hold-withdrawal';

/** How many withdrawals one step begins to refund. */
const stepMax = 25;

/**
 * Begins to refund what was approved and goes back through a provider: the number under which it is asked is written down before anybody asks,
 * and from then on the withdrawal cannot be declined. A frozen partner waits.
 *
 * @returns how many
 */
export async function takeApproved(tx: Transaction, providers: readonly string[]): Promise<number> {
  const { rows } = await tx.execute<Row>(
    sql`select w.id, w.organization_id, w.root_id, w.amount_minor, w.currency, o.kind, o.time_zone, r.id as recharge_id, r.provider, r.provider_reference
      from withdrawals w join organizations o on o.id = w.organization_id join withdrawal_flows f on f.withdrawal_id = w.id
      join online_recharges r on f.recharge_kind = 'online' and r.id = f.recharge_id
     where w.route = 'provider' and w.state = 'approved' and o.state = 'active' and r.provider = any(${sql.param(providers)}::text[])
     order by w.decided_at, w.id limit ${stepMax} for share of o skip locked for no key update of w skip locked`,
  );
  if (rows.length === 0) return 0;
  const begun = rows.map((row) => ({ ...row, refundId: newId('paymentRefund') }));
  await tx.execute(sql`
    insert into payment_refunds (id, organization_id, root_id, withdrawal_id, recharge_id, provider, payment_reference, amount_minor, currency)
    select r.id, w.organization_id, w.root_id, w.id, r.recharge_id, r.provider, r.payment, w.amount_minor, w.currency
      from jsonb_to_recordset(${JSON.stringify(begun.map(recordOf))}::jsonb) r (id uuid, withdrawal_id uuid, recharge_id uuid, provider text, payment text)
      join withdrawals w on w.id = r.withdrawal_id`);
  await tx.execute(
    sql`update withdrawals set state = 'sent', updated_at = clock_timestamp() where id = any(${sql.param(rows.map(({ id }) => id))}::uuid[])`,
  );
  const told = begun.map((row) => ({ row, withdrawal: withdrawalOf(row) }));
  await tx.execute(insertAudit(told.map(({ row, withdrawal }) => auditOf(row, withdrawal))));
  await tx.execute(insertEvents(told.map(({ withdrawal }) => withdrawalEvent('withdrawal.sent', withdrawal))));
  return rows.length;
}

type Row = {
  id: string;
  organization_id: string;
  root_id: string;
  amount_minor: string;
  currency: Currency;
  kind: OrganizationKind;
  time_zone: string;
  recharge_id: string;
  provider: string;
  provider_reference: string;
};
type Begun = Row & { readonly refundId: ReturnType<typeof newId<'paymentRefund'>> };

const recordOf = (row: Begun) => ({
  ...{ id: uuidOf(row.refundId), withdrawal_id: row.id, recharge_id: row.recharge_id },
  ...{ provider: row.provider, payment: row.provider_reference },
});

const withdrawalOf = (row: Row) => ({
  id: idFromUuid('withdrawal', row.id),
  organizationId: idFromUuid('organization', row.organization_id),
  rootId: idFromUuid('organization', row.root_id),
  kind: 'original' as const,
  amount: money(BigInt(row.amount_minor), row.currency),
});

const auditOf = (row: Begun, withdrawal: ReturnType<typeof withdrawalOf>) => ({
  actor: jobActor({
    ...{ id: withdrawal.organizationId, rootId: withdrawal.rootId, kind: row.kind },
    ...{ currency: row.currency, timeZone: row.time_zone },
  }),
  fact: {
    action: 'withdrawals.ask_refund',
    subjectId: withdrawal.id,
    detail: {
      ...factsOf(withdrawal),
      ...{ refundId: row.refundId, provider: row.provider, payment: row.provider_reference },
    },
  },
});
