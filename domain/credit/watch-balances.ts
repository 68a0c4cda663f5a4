import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { insertAudit, insertEvents } from '@/domain/trail';
import { asKind, idFromUuid } from '@/lib/id';
import { type Currency, formatMoney, money } from '@/lib/money';

const zeroUuid = '00000000-0000-0000-0000-000000000000';

/** How many thresholds one step looks at, and how many of them it turns at most. */
const [lookedMax, turnedMax] = [2_000, 200];

/**
 * After which threshold this process looks on, so that a step costs the same however many there are. Where it begins again does not matter:
 * what has been told stands in the rows.
 */
let lookedTo: string = zeroUuid;

/**
 * Tells whoever asked for it that a balance has fallen below a threshold: once, until it has been back above. What can be allocated counts,
 * which for a partner with credit is more, and with earmarked money less, than its balance. Customers that have left are not watched.
 *
 * @source issue D, credit and alerts
 */
export const watchBalances = job('watch-balances', async () => {
  const { turned, last } = await inJob((tx) => turnNext(tx, lookedTo));
  if (turned === 0) lookedTo = last ?? zeroUuid;
  return turned;
});

/** @returns how many thresholds of the slice were turned, and where the next one begins; null after the last */
async function turnNext(tx: Transaction, from: string): Promise<{ turned: number; last: string | null }> {
  const { rows: ends } = await tx.execute<{ id: string }>(
    sql`select id from balance_thresholds where id > ${from}::uuid order by id offset ${lookedMax - 1} limit 1`,
  );
  const last = ends[0]?.id ?? null;
  // A row that another process has just dealt with is looked at again once its lock is ours, and then no longer is due.
  const { rows } = await tx.execute<Row>(sql`
    with due as (
      select t.id, b.credits_minor - b.debits_minor - b.floor_minor as available
        from balance_thresholds t
        join ledger_accounts a on a.owner_id = coalesce(t.customer_id, t.organization_id) and a.purpose = 'funds' and a.unit_code = t.currency
        join ledger_balances b on b.account_id = a.id
       where t.id > ${from}::uuid and ${last === null ? sql`true` : sql`t.id <= ${last}::uuid`}
         and t.is_crossed <> (b.credits_minor - b.debits_minor - b.floor_minor < t.threshold_minor)
         and (t.customer_id is null or exists (select from associations s
               where s.customer_id = t.customer_id and s.organization_id = t.organization_id and s.type = 'resale' and s.ended_at is null))
       order by t.id limit ${turnedMax} for no key update of t skip locked)
    update balance_thresholds t set is_crossed = not t.is_crossed, crossed_at = case when t.is_crossed then null else clock_timestamp() end
      from due, organizations o where t.id = due.id and o.id = t.organization_id
    returning t.id, t.organization_id, t.root_id, t.customer_id, t.threshold_minor, t.currency, t.is_crossed, due.available, o.kind, o.time_zone`);
  const low = rows.filter((row) => row.is_crossed).map(alertOf);
  if (low.length > 0) {
    await tx.execute(insertAudit(low.map(({ actor, fact }) => ({ actor, fact }))));
    await tx.execute(insertEvents(low.map(({ event }) => event)));
  }
  return { turned: rows.length, last };
}

type Row = {
  id: string;
  organization_id: string;
  root_id: string;
  customer_id: string | null;
  threshold_minor: string;
  currency: Currency;
  is_crossed: boolean;
  available: string;
  kind: OrganizationKind;
  time_zone: string;
};

function alertOf(row: Row) {
  const subjectId = idFromUuid('balanceThreshold', row.id);
  const organizationId = idFromUuid('organization', row.organization_id);
  const rootId = idFromUuid('organization', row.root_id);
  const { currency, time_zone: timeZone } = row;
  const amountOf = (minor: string): string => formatMoney(money(BigInt(minor), currency));
  const detail = { amount: amountOf(row.threshold_minor), available: amountOf(row.available), currency };
  const watched = row.customer_id === null ? null : idFromUuid('customer', row.customer_id);
  // A customer watches its own balance, which is nobody else's to be told of.
  const own = row.kind === 'customer' ? asKind('customer', organizationId) : null;
  return {
    actor: jobActor({ id: organizationId, rootId, kind: row.kind, currency, timeZone }),
    fact: { action: 'thresholds.cross', subjectId, detail: { customerId: watched, ...detail } },
    event: {
      kind: 'balance.low',
      organizationId,
      rootId,
      subjectId,
      payload: { kind: watched === null ? 'own' : 'customer', customerId: watched ?? own, ...detail },
    },
  };
}
