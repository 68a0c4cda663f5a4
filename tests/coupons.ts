import { eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import { grantQuota } from '@/domain/coupons/grant-quota';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { issueQuota } from '@/domain/coupons/issue-quota';
import { type Id, uuidOf } from '@/lib/id';
import type { TestDatabase } from './database';
import { actorOf, freshKey, type WorldCustomer, type WorldOrganization } from './world';

/** A year from now, in the form inputs take. */
export const inAYear = new Date(Date.now() + 365 * 86_400_000).toISOString();

/** Gives a partner quota from the platform through the command. */
export async function grant(
  { operator }: { readonly operator: WorldOrganization },
  partner: WorldOrganization,
  amount: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Id<'couponQuota'>> {
  const input = { organizationId: partner.id, type: 'voucher', amount, expiresAt: inAYear, ...more };
  const outcome = await grantQuota(actorOf(operator), freshKey(), input);
  if (!outcome.ok) throw new Error(`granting was refused: ${outcome.code} ${JSON.stringify(outcome.fields)}`);
  return outcome.id;
}

/** Cuts a quota for one reseller through the command. @returns the reseller's new quota */
export async function issueQuotaTo(
  distributor: WorldOrganization,
  quotaId: Id<'couponQuota'>,
  reseller: WorldOrganization,
  amount: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Id<'couponQuota'>> {
  const outcome = await issueQuota(actorOf(distributor), freshKey(), {
    quotaId,
    resellerIds: [reseller.id],
    amount,
    ...more,
  });
  if (!outcome.ok) throw new Error(`issuing quota was refused: ${outcome.code} ${JSON.stringify(outcome.fields)}`);
  const [record] = await recordsOf(outcome.id);
  if (!record?.quotaId) throw new Error('an issue of quota has a record');
  return record.quotaId;
}

/** Issues one coupon to each customer through the command. @returns the coupons, in the order of the customers */
export async function issueTo(
  partner: WorldOrganization,
  quotaId: Id<'couponQuota'>,
  customers: readonly WorldCustomer[],
  faceValue: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Id<'coupon'>[]> {
  const customerIds = customers.map(({ customerId }) => customerId);
  const outcome = await issueCoupons(actorOf(partner), freshKey(), { quotaId, customerIds, faceValue, ...more });
  if (!outcome.ok) throw new Error(`issuing was refused: ${outcome.code} ${JSON.stringify(outcome.fields)}`);
  const records = await recordsOf(outcome.id);
  return customerIds.flatMap((id) => records.find(({ customerId }) => customerId === id)?.couponId ?? []);
}

/** What was written down under what a command returned. */
export const recordsOf = (id: Id<'couponOperation' | 'couponQuota' | 'associationChange'>) =>
  database()
    .select()
    .from(schema.couponRecords)
    .where(sql`operation_id = ${uuidOf(id)}::uuid`)
    .orderBy(schema.couponRecords.createdAt, schema.couponRecords.id);

/** What a quota or a coupon has left, in minor units. */
export async function leftOf(id: Id<'couponQuota' | 'coupon'>): Promise<bigint> {
  const { rows } = await database().execute<{ net: string }>(
    sql`select b.credits_minor - b.debits_minor as net from ledger_accounts a join ledger_balances b on b.account_id = a.id where a.subject_id = ${uuidOf(id)}::uuid`,
  );
  return BigInt(rows[0]?.net ?? -1);
}

/** A coupon's row. */
export async function couponOf(id: Id<'coupon'>) {
  const [coupon] = await database().select().from(schema.coupons).where(eq(schema.coupons.id, id));
  if (!coupon) throw new Error('the coupon exists');
  return coupon;
}

/** A quota's row. */
export async function quotaOf(id: Id<'couponQuota'>) {
  const [quota] = await database().select().from(schema.couponQuotas).where(eq(schema.couponQuotas.id, id));
  if (!quota) throw new Error('the quota exists');
  return quota;
}

/** Lets the time of a quota or a coupon have passed; for a quota also that of its coupons. Nobody in the application could. */
export async function letExpire(test: TestDatabase, id: Id<'couponQuota' | 'coupon'>): Promise<void> {
  // What it was cut from has to be older still, or it would lie outside.
  const longAgo = `least(effective_at, date_trunc('milliseconds', now() - interval '3 days'))`;
  await test.owner.query(`update coupon_quotas set effective_at = ${longAgo} where effective_at <= now()`);
  const past = `effective_at = least(effective_at, now() - interval '2 days'), expires_at = now() - interval '1 day'`;
  await test.owner.query(`update coupon_quotas set ${past} where id = $1`, [uuidOf(id)]);
  await test.owner.query(`update coupons set ${past} where id = $1 or quota_id = $1`, [uuidOf(id)]);
}
