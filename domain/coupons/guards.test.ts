import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { asKind, type Id, newId, uuidOf } from '@/lib/id';
import { couponOf, grant, issueQuotaTo, issueTo, quotaOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { fund, makeCustomer, seedWorld, type World } from '@/tests/world';

type Attacker = 'app' | 'owner';

let test: TestDatabase;
let world: World;
let child: Id<'couponQuota'>;
let coupon: Id<'coupon'>;
const clients = {} as Record<Attacker, pg.Client>;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
  const parent = await grant(world, world.d1, '1000.00');
  child = await issueQuotaTo(world.d1, parent, world.r1a, '500.00');
  await fund(world, world.d1, '100.00');
  [coupon = newId('coupon')] = await issueTo(
    world.r1a,
    child,
    [await makeCustomer(world.r1a, 'guard', 'resale')],
    '100.00',
  );
  for (const [who, url] of Object.entries({ app: test.appUrl, owner: test.ownerUrl })) {
    clients[who as Attacker] = new pg.Client({ connectionString: url });
    await clients[who as Attacker].connect();
  }
});
afterEach(booksAreRight);
afterAll(async () => {
  for (const client of Object.values(clients)) await client.end();
  await test.close();
});

/** Runs the statement and takes it back; the code of the error that stopped it, or `done`. */
async function attack(who: Attacker, statement: string): Promise<string> {
  const client = clients[who];
  try {
    await client.query('begin');
    await client.query(statement);
    return 'done';
  } catch (error) {
    return (error as { code: string }).code;
  } finally {
    await client.query('rollback');
  }
}

describe('[M18] what was done to coupons', () => {
  it.each([
    'update coupon_records set amount_minor = amount_minor + 1',
    'delete from coupon_records',
    'truncate coupon_records',
  ])('stays written: %s', async (statement) => {
    expect([await attack('app', statement), await attack('owner', statement)]).toEqual(['42501', 'LG001']);
  });

  it('has amount and transfer, or a reason why it was declined', async () => {
    const copy = (changes: string) =>
      `insert into coupon_records select (jsonb_populate_record(r, jsonb_build_object('id', gen_random_uuid(), 'transfer_id', gen_random_uuid()) || '${changes}')).* from coupon_records r limit 1`;
    expect(await attack('app', copy('{}'))).toBe('done');
    for (const changes of [
      '{"amount_minor": -1}',
      '{"transfer_id": null}',
      '{"refusal": "quota_frozen"}',
      '{"kind": "x"}',
    ])
      expect([changes, await attack('app', copy(changes))]).toEqual([changes, '23514']);
  });
});

describe('a quota and a coupon', () => {
  it.each([
    ['coupons', 'face_minor = face_minor * 2'],
    ['coupons', "expires_at = expires_at + interval '1 year'"],
    ['coupons', 'effective_at = now()'],
    ['coupons', 'customer_id = customer_id'],
    ['coupons', 'quota_id = quota_id'],
    ['coupons', 'organization_id = organization_id'],
    ['coupons', 'account_id = account_id + 1'],
    ['coupons', "limits = '{}'"],
    ['coupons', 'min_order_minor = 0'],
    ['coupon_quotas', 'value_minor = value_minor * 2'],
    ['coupon_quotas', 'organization_id = organization_id'],
    ['coupon_quotas', 'parent_id = null'],
    ['coupon_quotas', 'account_id = account_id + 1'],
    ['coupon_quotas', "limits = '{}'"],
  ])('are not changed by the application once they are there: %s, %s', async (table, change) => {
    expect(await attack('app', `update ${table} set ${change}`)).toBe('42501');
  });

  it('are not removed by it', async () => {
    for (const table of ['coupons', 'coupon_quotas'])
      for (const statement of [`delete from ${table}`, `truncate ${table} cascade`])
        expect([statement, await attack('app', statement)]).toEqual([statement, '42501']);
  });

  it('are locked only while usable, and one for an order', async () => {
    const lock = `update coupons set lock_order_id = 'CS1', locked_at = now()`;
    expect(await attack('app', lock)).toBe('done');
    expect(await attack('app', `${lock}, state = 'used'`)).toBe('23514');
    expect(await attack('app', `update coupons set lock_order_id = 'CS1'`)).toBe('23514');
    const second = `insert into coupons select (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'account_id', -1))).* from coupons c`;
    expect(await attack('app', `with s as (${second}) select 1`)).toBe('done');
    expect(await attack('app', `${second}; ${lock}`)).toBe('23505');
  });

  it('[L10] lie within what they were cut from: in time, kind and currency', async () => {
    const copyOf = (table: string, id: Id<'coupon' | 'couponQuota'>, changes: string) =>
      `insert into ${table} select (jsonb_populate_record(t, jsonb_build_object('id', gen_random_uuid(), 'account_id', -1, 'number', gen_random_uuid()) || ${changes})).*
        from ${table} t where id = '${uuidOf(id)}'`;
    const outside = [
      `jsonb_build_object('expires_at', t.expires_at + interval '1 millisecond')`,
      `jsonb_build_object('effective_at', t.effective_at - interval '1 millisecond')`,
      `'{"type": "cash"}'`,
      `'{"currency": "USD"}'`,
    ];
    for (const [table, id] of [
      ['coupons', coupon],
      ['coupon_quotas', child],
    ] as const) {
      expect([table, await attack('app', copyOf(table, id, `'{}'`))]).toEqual([table, 'done']);
      for (const changes of outside)
        for (const who of ['app', 'owner'] as const)
          expect([table, changes, await attack(who, copyOf(table, id, changes))]).toEqual([table, changes, 'CP001']);
    }
  });
});

describe('[M19] coupon value', () => {
  const open = (purpose: string, owner: Id<'organization'>, subject = true) =>
    `select ledger_open_accounts(array['${uuidOf(owner)}']::uuid[], '${purpose}', 'CPN.CNY', array[${subject ? `'${randomUUID()}'` : 'null'}]::uuid[])`;

  it('has accounts with the right owners only', async () => {
    const customer = asKind('organization', world.customers['S1']?.one.customerId ?? newId('customer'));
    const right = [
      open('quota', world.s1.id),
      open('quota', world.r1a.id),
      open('coupon', customer),
      open('coupon_spent', world.operator.id, false),
      open('coupon_issuance', world.operator.id, false),
    ];
    for (const statement of right) expect([statement, await attack('app', statement)]).toEqual([statement, 'done']);
    const wrong = [
      open('quota', customer),
      open('quota', world.operator.id),
      open('quota', newId('organization')),
      open('coupon', world.s1.id),
      open('coupon', world.operator.id),
      ...['coupon_spent', 'coupon_issuance'].flatMap((purpose) => [
        open(purpose, world.s1.id, false),
        open(purpose, customer, false),
      ]),
    ];
    for (const statement of wrong) expect([statement, await attack('app', statement)]).toEqual([statement, 'LG006']);
    // A quota and a coupon have an account each, the rest one by their owner.
    expect(await attack('app', open('quota', world.s1.id, false))).toBe('23514');
    expect(await attack('app', open('coupon_spent', world.operator.id))).toBe('23514');
  });

  it('does not become money, nor money value; and no coupon falls below nothing', async () => {
    const { accountId } = await couponOf(coupon);
    const { accountId: quota } = await quotaOf(child);
    const { rows } = await clients.app.query<{ id: string }>(
      `select id from ledger_accounts where owner_id = $1 and purpose = 'funds'`,
      [uuidOf(world.d1.id)],
    );
    const post = async (debit: unknown, credit: unknown, unit: string, amount: number) => {
      await clients.app.query('begin');
      const { rows: answers } = await clients.app.query<{ outcome: string }>(
        `select outcome from ledger_post_batch(array[gen_random_uuid()], array['x'], array[$1]::bigint[], array[$2]::bigint[], array[$3], array[$4]::bigint[])`,
        [String(debit), String(credit), unit, amount],
      );
      await clients.app.query('rollback');
      return answers[0]?.outcome;
    };
    expect(await post(accountId, quota, 'CPN.CNY', 10_000)).toBe('posted');
    expect(await post(accountId, quota, 'CPN.CNY', 10_001)).toBe('short');
    for (const unit of ['CNY', 'CPN.CNY']) {
      expect([unit, await post(rows[0]?.id, quota, unit, 1)]).toEqual([unit, 'invalid']);
      expect([unit, await post(accountId, rows[0]?.id, unit, 1)]).toEqual([unit, 'invalid']);
    }
  });
});
