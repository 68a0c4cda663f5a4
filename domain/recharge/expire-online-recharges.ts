import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { insertAudit } from '@/domain/trail';
import { idFromUuid } from '@/lib/id';
import { type Currency, formatMoney, money } from '@/lib/money';

/** How many one step ends. */
const stepMax = 100;

/**
 * Ends online recharges that were not paid in their time. One that is paid after all is credited all the same (`take-notification.ts`).
 *
 * @source spec/06 §6.2, docs/payments.md
 */
export const expireOnlineRecharges = job('expire-online-recharges', () => inJob(endOverdue));

async function endOverdue(tx: Transaction): Promise<number> {
  // `now()`, which stays the same, so that the index is searched by it.
  const { rows } = await tx.execute<Row>(sql`
    with due as (
      select id from online_recharges where state = 'created' and expires_at <= now()
       order by expires_at, id limit ${stepMax} for no key update skip locked)
    update online_recharges r set state = 'expired', updated_at = clock_timestamp() from due, organizations o
     where r.id = due.id and o.id = r.organization_id
    returning r.id, r.organization_id, r.root_id, r.amount_minor, r.currency, o.kind, o.time_zone`);
  if (rows.length === 0) return 0;
  await tx.execute(insertAudit(rows.map(endedOf)));
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
};

function endedOf(row: Row) {
  const { kind, currency, time_zone: timeZone } = row;
  const id = idFromUuid('organization', row.organization_id);
  const rootId = idFromUuid('organization', row.root_id);
  const amount = formatMoney(money(BigInt(row.amount_minor), currency));
  return {
    actor: jobActor({ id, rootId, kind, currency, timeZone }),
    fact: {
      action: 'recharge.expire_online',
      subjectId: idFromUuid('onlineRecharge', row.id),
      detail: { amount, currency },
    },
  };
}
