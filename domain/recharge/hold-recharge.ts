import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { OnlineRechargeState } from '@/db/schema/recharge';
import type { JobOrganization } from '@/domain/job';
import { type Id, idFromUuid, isId, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Currency, type Money, money } from '@/lib/money';
import type { PaymentFacts } from './payment-provider';

/** An online recharge, held until the transaction ends. */
export interface HeldRecharge {
  readonly id: Id<'onlineRecharge'>;
  readonly organization: JobOrganization;
  readonly amount: Money;
  readonly state: OnlineRechargeState;
  /** Its time is over, whether or not the job has said so yet. */
  readonly isOverdue: boolean;
  readonly providerReference: string | null;
  /** The payment that is told of was another recharge's. */
  readonly isReferenceOfAnother: boolean;
}

/** Holds the recharge a provider tells of. Undefined where the provider has none of that name. */
export async function holdRecharge(
  tx: Transaction,
  provider: string,
  { orderId, reference }: Pick<PaymentFacts, 'orderId' | 'reference'>,
): Promise<HeldRecharge | undefined> {
  if (!isId('onlineRecharge', orderId)) return undefined;
  const { rows } = await tx.execute<Row>(
    sql`select r.organization_id, r.root_id, o.kind, o.time_zone, r.amount_minor, r.currency, r.state, r.provider_reference,
        r.expires_at <= clock_timestamp() as is_overdue
      from online_recharges r join organizations o on o.id = r.organization_id
     where r.id = ${uuidOf(orderId)}::uuid and r.provider = ${provider} for no key update of r`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const others = await tx.execute(
    sql`select 1 from online_recharges where provider = ${provider} and provider_reference = ${reference} and id <> ${uuidOf(orderId)}::uuid`,
  );
  const { kind, time_zone: timeZone, currency } = row;
  const organizationId = idFromUuid('organization', row.organization_id);
  return {
    id: orderId,
    organization: { id: organizationId, rootId: idFromUuid('organization', row.root_id), kind, currency, timeZone },
    amount: money(BigInt(row.amount_minor), currency),
    state: row.state,
    isOverdue: row.is_overdue,
    providerReference: row.provider_reference,
    isReferenceOfAnother: others.rows.length > 0,
  };
}

type Row = {
  organization_id: string;
  root_id: string;
  kind: OrganizationKind;
  time_zone: string;
  amount_minor: string;
  currency: Currency;
  state: OnlineRechargeState;
  provider_reference: string | null;
  is_overdue: boolean;
};

/** The operator: the providers' doors and the account that stands for them are its own. */
export async function findOperator(tx: Transaction): Promise<JobOrganization> {
  const { rows } = await tx.execute<{ id: string; root_id: string; currency: Currency; time_zone: string }>(
    sql`select id, root_id, currency, time_zone from organizations where kind = 'operator' order by id limit 1`,
  );
  const [row] = rows;
  invariant(row, 'an installation in service has its operator');
  return {
    id: idFromUuid('organization', row.id),
    rootId: idFromUuid('organization', row.root_id),
    kind: 'operator',
    currency: row.currency,
    timeZone: row.time_zone,
  };
}
