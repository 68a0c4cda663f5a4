import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { upTo } from '@/domain/day-range';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { openAssociation } from './in-reach';

/**
 * What a resale customer in reach held at a moment, by what was posted then. Undefined for everybody else's customer, and for moments before
 * the partner's care of it began: what it had under another partner is not this one's to know.
 *
 * @source design/differentiators.md X8
 */
export async function findBalanceAsOf(
  scope: ReadScope,
  customerId: Id<'customer'>,
  asOf: Date,
): Promise<Money | undefined> {
  const { rows } = await database().execute<{ currency: Currency; net: string }>(
    sql`select o.currency, coalesce((select e.credits_after - e.debits_after from ledger_entries e
            where e.account_id = l.id and ${upTo(sql`e.created_at`, asOf)} order by e.created_at desc, e.seq desc limit 1), 0) as net
        from (${openAssociation(scope, customerId)}) own
        join organizations o on o.id = own.customer_id
        join ledger_accounts l on l.owner_id = o.id and l.purpose = 'funds' and l.unit_code = o.currency
       where own.type = 'resale' and ${upTo(sql`own.since`, asOf)}`,
  );
  const [row] = rows;
  return row && money(BigInt(row.net), row.currency);
}

/**
 * What a partner held at a moment, by what was posted then: for the operator any, for a distributor its own resellers, which are nobody
 * else's ever. Undefined for everybody else's. Below zero it is credit in use.
 *
 * @source design/differentiators.md X8
 */
export async function findPartnerBalanceAsOf(
  scope: ReadScope,
  organizationId: Id<'organization'>,
  asOf: Date,
): Promise<Money | undefined> {
  const isSeen = scope.everyOrganization
    ? sql`o.kind <> 'customer'`
    : sql`o.parent_id = ${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await database().execute<{ currency: Currency; net: string }>(
    sql`select o.currency, coalesce((select e.credits_after - e.debits_after from ledger_entries e
           where e.account_id = (select id from ledger_accounts l where l.owner_id = o.id and l.purpose = 'funds' and l.unit_code = o.currency)
             and ${upTo(sql`e.created_at`, asOf)}
           order by e.created_at desc, e.seq desc limit 1), 0) as net
        from organizations o where o.id = ${uuidOf(organizationId)}::uuid and ${isSeen}`,
  );
  const [row] = rows;
  return row && money(BigInt(row.net), row.currency);
}
