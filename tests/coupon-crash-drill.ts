import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { reclaimCoupons } from '@/domain/coupons/reclaim-coupons';
import { idFromUuid, uuidOf } from '@/lib/id';
import { grant, leftOf } from './coupons';
import { type Asked, askedUnderKills } from './crash-drill';
import { booksAreRight } from './oracles';
import { actorOf, makeCustomer, makeOrganization } from './world';

/**
 * The same as for money, with coupons: eight writers issue and reclaim, the application is killed (-9) again and again. What was acknowledged
 * is stored, each key is there once, and asked again everything is there.
 *
 * @source quality/acceptance.md M10
 */
export async function killTheApplicationUnderCoupons(cycles: number, appUrl: string): Promise<void> {
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  const partner = await makeOrganization({ code: 'S', kind: 'solution_provider' });
  const customers: string[] = [];
  for (let n = 1; n <= 5; n += 1) customers.push((await makeCustomer(partner, `S-${n}`, 'resale')).customerId);
  const quota = await grant({ operator }, partner, '1000000.00');
  const actor = actorOf(partner);
  const args = [JSON.stringify(actor), quota, JSON.stringify(customers)];
  const asked = await askedUnderKills(cycles, appUrl, { program: 'tests/programs/coupons.ts', args, enough: 40 });

  const before = await storedOf(actor);
  for (const [key, { id }] of asked) {
    if (id) expect([key, before.get(key)]).toEqual([key, [id]]);
    expect(before.get(key)?.length ?? 0).toBeLessThanOrEqual(1);
  }
  for (const [key, { input, id }] of asked) {
    const outcome = await commandOf(key)(actor, key, input);
    expect([key, outcome]).toMatchObject([key, { ok: true, ...(id ? { id, replayed: true } : {}) }]);
  }
  const after = await storedOf(actor);
  expect([...after.values()].filter((ids) => ids.length !== 1)).toEqual([]);
  expect(new Set(after.keys())).toEqual(new Set(asked.keys()));
  expect(await database().$count(schema.couponRecords, sql`kind in ('issue', 'reclaim')`)).toBe(asked.size);
  expect(await leftOf(quota)).toBe(100_000_000n - stillOut(asked));
  await booksAreRight();
}

const commandOf = (key: string) => (key.endsWith('-issue') ? issueCoupons : reclaimCoupons);

/** Per request key, the operations whose record and transfer are there. */
async function storedOf({ organizationId }: Actor): Promise<Map<string, string[]>> {
  const { rows } = await database().execute<{ request_key: string; ids: string[] }>(
    sql`select r.request_key, array_agg(c.operation_id::text) as ids from coupon_records c join ledger_transfers t on t.id = c.transfer_id
      join command_receipts r on r.result_id = c.operation_id where c.organization_id = ${uuidOf(organizationId)}::uuid and c.kind in ('issue', 'reclaim') group by 1`,
  );
  return new Map(rows.map((row) => [row.request_key, row.ids.map((id) => idFromUuid('couponOperation', id))]));
}

/** What the requests come to, added up by hand: the face values of all that were issued and not reclaimed, in minor units. */
function stillOut(asked: ReadonlyMap<string, Asked>): bigint {
  const reclaimed = new Set([...asked.keys()].filter((key) => key.endsWith('-reclaim')));
  return [...asked].reduce((sum, [key, { input }]) => {
    if (!key.endsWith('-issue') || reclaimed.has(key.replace('-issue', '-reclaim'))) return sum;
    return sum + BigInt(String((input as { faceValue: string }).faceValue).replace('.', ''));
  }, 0n);
}
