import { type SQL, sql } from 'drizzle-orm';
import { database, isConnectionTrouble, sqlState, type Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor, tryInJob } from '@/domain/job';
import { type Id, idFromUuid, newId, uuidOf } from '@/lib/id';
import type { Currency } from '@/lib/money';
import { giveBack } from './give-back';
import { holdCoupons, isLocked } from './hold-coupons';

const jobName = 'expire-coupons';
/** How many coupons go back in one transaction. */
const batchMax = 100;

/**
 * Ends coupons whose time has passed: what is left of them goes back to the quotas they were cut from. One that an order has locked waits for
 * that order, or until it has given up; what is left of one whose uses are gone goes back too.
 *
 * One transaction for each partner's hundred. Where that fails, its halves are tried, down to the one coupon that cannot be done: it is left
 * for later, and holds up no other.
 *
 * @source spec/05 §5.3, spec/13 L9, L11
 */
export const expireCoupons = job(jobName, async () => {
  let count = 0;
  for (const partner of await partnersConcerned()) count += await expireOf(partner);
  return count;
});

type Partner = {
  id: Id<'organization'>;
  rootId: Id<'organization'>;
  kind: OrganizationKind;
  currency: Currency;
  timeZone: string;
};

const isUnused = sql`(coupons.state = 'usable' and not ${isLocked})`;
const hasLostItsUses = sql`(coupons.state = 'used' and coupons.limits ->> 'usesMax' is not null
  and exists (select from ledger_balances b where b.account_id = coupons.account_id and b.credits_minor > b.debits_minor))`;
/** By the moment the transaction began: an index is searched only for what stays the same while it is searched. */
const isOver = sql`coupons.expires_at <= now()`;

/** What is due now. The two kinds are looked for apart, so that each is found by an index of its own. */
const due = (what: SQL, only: SQL): SQL => sql`select ${what} from coupons where ${isUnused} and ${isOver} and ${only}
  union all select ${what} from coupons where ${hasLostItsUses} and ${isOver} and ${only}`;

async function partnersConcerned(): Promise<Partner[]> {
  const { rows } = await database().execute<{
    id: string;
    root_id: string;
    kind: OrganizationKind;
    currency: Currency;
    time_zone: string;
  }>(sql`select o.id, o.root_id, o.kind, o.currency, o.time_zone from organizations o
    where o.id in (${due(sql`coupons.organization_id`, sql`true`)}) order by o.id`);
  return rows.map((row) => ({
    id: idFromUuid('organization', row.id),
    rootId: idFromUuid('organization', row.root_id),
    kind: row.kind,
    currency: row.currency,
    timeZone: row.time_zone,
  }));
}

/** Where a walk through what is due has come to. */
interface Mark {
  readonly at: string;
  readonly id: string;
}

/** Walks on until something was done or nothing is left: what others hold, and what cannot be done, is passed by. */
async function expireOf(partner: Partner): Promise<number> {
  let mark: Mark | undefined;
  for (;;) {
    const page = await nextPage(partner, mark);
    mark = page.at(-1);
    if (!mark) return 0;
    const count = await expireAll(
      partner,
      page.map(({ id }) => id),
    );
    if (count > 0) return count;
  }
}

async function nextPage({ id }: Partner, mark: Mark | undefined): Promise<Mark[]> {
  const after = mark ? sql`(expires_at, id) > (${mark.at}::timestamptz, ${mark.id}::uuid)` : sql`true`;
  const { rows } = await database().execute<{ id: string; at: string }>(sql`select id, expires_at::text as at
    from (${due(sql`coupons.id, coupons.expires_at`, sql`coupons.organization_id = ${uuidOf(id)}::uuid`)}) due
    where ${after} order by expires_at, id limit ${batchMax}`);
  return rows;
}

/** @returns how many were ended */
async function expireAll(partner: Partner, ids: readonly string[]): Promise<number> {
  const middle = Math.ceil(ids.length / 2);
  if (middle === ids.length) {
    let count = 0;
    await tryInJob(jobName, async (tx) => {
      count = await expire(tx, partner, ids);
    });
    return count;
  }
  try {
    return await inJob((tx) => expire(tx, partner, ids));
  } catch (error) {
    if (isConnectionTrouble(error)) throw error;
    // Somebody holds the quota for long: the next run finds them.
    if (sqlState(error) === '55P03') return 0;
    return (await expireAll(partner, ids.slice(0, middle))) + (await expireAll(partner, ids.slice(middle)));
  }
}

async function expire(tx: Transaction, partner: Partner, ids: readonly string[]): Promise<number> {
  // Looked at again in the row that is held: since the page was read, an order may have locked it, or another process have ended it.
  const still = sql`coupons.id = any(${sql.param([...ids])}::uuid[]) and ${isOver} and (${isUnused} or ${hasLostItsUses})`;
  const coupons = await holdCoupons(tx, still, { skipHeld: true });
  const operation = { action: 'coupons.expire', id: newId('couponOperation') };
  await giveBack(tx, jobActor(partner), operation, { coupons, kind: 'expire' });
  return coupons.length;
}
