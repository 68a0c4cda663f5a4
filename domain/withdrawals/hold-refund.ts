import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { RefundState } from '@/db/schema/withdrawals';
import type { JobOrganization } from '@/domain/job';
import { type Id, idFromUuid, isId, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';

/** What a provider was asked to give back, held with its withdrawal until the transaction ends. */
export interface HeldRefund {
  readonly id: Id<'paymentRefund'>;
  readonly withdrawalId: Id<'withdrawal'>;
  readonly rechargeId: Id<'onlineRecharge'>;
  readonly organization: JobOrganization;
  readonly provider: string;
  readonly paymentReference: string;
  readonly refundReference: string | null;
  readonly amount: Money;
  readonly state: RefundState;
  /** The refund that is told of was another's. */
  readonly isReferenceOfAnother: boolean;
}

/**
 * Holds the refund a provider tells of, by our number for it. Undefined where that provider was asked for none of that number.
 *
 * @param reference what the provider calls the refund
 */
export async function holdRefund(
  tx: Transaction,
  provider: string,
  { refundId, reference }: { readonly refundId: string; readonly reference: string | null },
): Promise<HeldRefund | undefined> {
  if (!isId('paymentRefund', refundId)) return undefined;
  const id = sql`${uuidOf(refundId)}::uuid`;
  // The withdrawal first, as everybody else does.
  await tx.execute(
    sql`select 1 from withdrawals where id = (select withdrawal_id from payment_refunds where id = ${id}) for no key update`,
  );
  const { rows } = await tx.execute<Row>(
    sql`select f.withdrawal_id, f.recharge_id, f.organization_id, f.root_id, o.kind, o.time_zone, f.payment_reference, f.refund_reference,
        f.amount_minor, f.currency, f.state,
        exists (select from payment_refunds x where x.provider = f.provider and x.refund_reference = ${reference} and x.id <> f.id) as of_another
      from payment_refunds f join organizations o on o.id = f.organization_id
     where f.id = ${id} and f.provider = ${provider} for no key update of f`,
  );
  const [row] = rows;
  return row && heldOf(refundId, provider, row);
}

type Row = {
  withdrawal_id: string;
  recharge_id: string;
  organization_id: string;
  root_id: string;
  kind: OrganizationKind;
  time_zone: string;
  payment_reference: string;
  refund_reference: string | null;
  amount_minor: string;
  currency: Currency;
  state: RefundState;
  of_another: boolean;
};

function heldOf(id: Id<'paymentRefund'>, provider: string, row: Row): HeldRefund {
  const { kind, currency, time_zone: timeZone } = row;
  const organizationId = idFromUuid('organization', row.organization_id);
  return {
    id,
    withdrawalId: idFromUuid('withdrawal', row.withdrawal_id),
    rechargeId: idFromUuid('onlineRecharge', row.recharge_id),
    organization: { id: organizationId, rootId: idFromUuid('organization', row.root_id), kind, currency, timeZone },
    provider,
    paymentReference: row.payment_reference,
    refundReference: row.refund_reference,
    amount: money(BigInt(row.amount_minor), currency),
    state: row.state,
    isReferenceOfAnother: row.of_another,
  };
}
