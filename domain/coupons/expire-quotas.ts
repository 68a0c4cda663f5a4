import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { CouponType } from '@/db/schema/coupons';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { insertAudit, insertEvents } from '@/domain/trail';
import { idFromUuid } from '@/lib/id';
import { type Currency, formatMoney, money } from '@/lib/money';

/** How many quotas one step ends. */
const stepMax = 100;

/**
 * Marks quotas as invalid whose time has passed. What is left in them stays there, for all to see: nobody can use it any more.
 *
 * @source spec/05 §5.1
 */
export const expireQuotas = job('expire-quotas', () => inJob(endOverdue));

async function endOverdue(tx: Transaction): Promise<number> {
  // `now()`, which stays the same, so that the index is searched by it.
  const { rows } = await tx.execute<Row>(sql`
    with due as (
      select id from coupon_quotas where state not in ('invalid', 'reclaimed') and expires_at <= now()
       order by expires_at, id limit ${stepMax} for no key update skip locked)
    update coupon_quotas q set state = 'invalid', updated_at = clock_timestamp() from due, organizations o, ledger_balances b
     where q.id = due.id and o.id = q.organization_id and b.account_id = q.account_id
    returning q.id, q.organization_id, q.root_id, q.number, q.type, q.currency, o.kind, o.time_zone, b.credits_minor - b.debits_minor as left`);
  if (rows.length === 0) return 0;
  const ended = rows.map(endedOf);
  await tx.execute(insertAudit(ended.map(({ actor, fact }) => ({ actor, fact }))));
  await tx.execute(insertEvents(ended.map(({ event }) => event)));
  return rows.length;
}

type Row = {
  id: string;
  organization_id: string;
  root_id: string;
  number: string;
  type: CouponType;
  currency: Currency;
  kind: OrganizationKind;
  time_zone: string;
  left: string;
};

function endedOf(row: Row) {
  const quotaId = idFromUuid('couponQuota', row.id);
  const organizationId = idFromUuid('organization', row.organization_id);
  const rootId = idFromUuid('organization', row.root_id);
  const { number, type, kind, currency, time_zone: timeZone } = row;
  const amount = formatMoney(money(BigInt(row.left), currency));
  return {
    actor: jobActor({ id: organizationId, rootId, kind, currency, timeZone }),
    fact: { action: 'quotas.expire', subjectId: quotaId, detail: { number, amount, currency } },
    event: {
      kind: 'quota.expired',
      organizationId,
      rootId,
      subjectId: quotaId,
      payload: { quotaId, number, type, amount, currency },
    },
  };
}
