import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { type Id, uuidOf } from '@/lib/id';
import { grant, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { type ChangeFilter, listCouponChanges } from './partner-api-change-queries';
import { listIssuedCoupons } from './partner-api-coupon-queries';
import { listCouponRecords } from './partner-api-record-queries';

let opened: TestDatabase;
let world: World;
let quota: Id<'couponQuota'>;
let beyond: pg.Client;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  quota = await grant(world, world.s1, '1000.00');
  // The ledger's times are nobody's to change: this connection does without what guards them.
  beyond = new pg.Client({ connectionString: opened.superUrl });
  await beyond.connect();
  await beyond.query('set session_replication_role = replica');
});
afterAll(async () => {
  await beyond.end();
  await opened.close();
});

const page = { offset: 0, limit: 100 };
const anyTime = { created: {}, effective: {}, expires: {} };

describe('[T14] people in sales', () => {
  it('see coupons and records of the customers they look after, and of no others', async () => {
    const { sales } = world.s1.users;
    const mine = await makeCustomer(world.s1, 'sales-mine', 'resale', { managerId: sales });
    const other = await makeCustomer(world.s1, 'sales-other', 'resale');
    const [own] = await issueTo(world.s1, quota, [mine, other], '1.00');
    const seen = async (scope: ReadScope) => {
      const coupons = await listIssuedCoupons(scope, { ...page, ...anyTime });
      const records = await listCouponRecords(scope, page, scope);
      return [coupons, records].map(({ count, rows }) => [count, rows.map(({ customerId }) => customerId)]);
    };
    expect(own).toBeDefined();
    const all = [2, expect.arrayContaining([mine.customerId, other.customerId])];
    expect(await seen(readScope(actorOf(world.s1), 'coupons.read'))).toEqual([all, all]);
    const one = [1, [mine.customerId]];
    expect(await seen(readScope(actorOf(world.s1, 'sales'), 'coupons.read'))).toEqual([one, one]);
  });
});

describe('[I5] the days of the statement are Beijing’s', () => {
  let customer: WorldCustomer;
  let scope: ReadScope;
  beforeAll(async () => {
    customer = await makeCustomer(world.s1, 'beijing', 'resale');
    await issueTo(world.s1, quota, [customer], '1.00');
    scope = readScope(actorOf(customer), 'coupons.own');
  });
  const happensAt = (moment: string) =>
    beyond.query(
      `update ledger_entries set created_at = ${moment} where account_id = (select account_id from coupons where customer_id = $1)`,
      [uuidOf(customer.customerId)],
    );
  const found = async (filter: Partial<ChangeFilter>) => (await listCouponChanges(scope, { ...page, ...filter })).rows;

  it('from midnight to midnight there, and so are the months', async () => {
    await happensAt(`'2026-01-31T16:00:00Z'`);
    expect((await found({ fromDay: '2026-02-01', toDay: '2026-02-01' })).map(({ month }) => month)).toEqual([
      '2026-02',
    ]);
    expect(await found({ fromDay: '2026-01-01', toDay: '2026-01-31' })).toEqual([]);
    await happensAt(`'2026-01-31T15:59:59.999999Z'`);
    expect((await found({ fromDay: '2026-01-31', toDay: '2026-01-31' })).map(({ month }) => month)).toEqual([
      '2026-01',
    ]);
    expect(await found({ fromDay: '2026-02-01' })).toEqual([]);
  });

  it('they begin a year ago unless it is said otherwise', async () => {
    const aYearAgo = `(((now() at time zone 'Asia/Shanghai')::date - interval '1 year')::date::timestamp at time zone 'Asia/Shanghai')`;
    await happensAt(aYearAgo);
    expect(await found({})).toHaveLength(1);
    await happensAt(`${aYearAgo} - interval '1 microsecond'`);
    expect(await found({})).toEqual([]);
    await happensAt('now()');
    expect(await found({})).toHaveLength(1);
  });
});
