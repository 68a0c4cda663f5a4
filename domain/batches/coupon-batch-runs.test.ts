import { spawn } from 'node:child_process';
import { sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { database, schema } from '@/db/client';
import { issueCoupons } from '@/domain/coupons/issue-coupons';
import { setQuotaState } from '@/domain/coupons/set-quota-state';
import { type Id, uuidOf } from '@/lib/id';
import { couponBatch, draftCoupons, lookAt, makeIssuer, rowsOf } from '@/tests/coupon-batches';
import { grant, leftOf, letExpire, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { actorOf, freshKey, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { runCouponBatch } from './run-coupon-batch';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: 16 });
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** A hundred rows over 200.00: the 50th asks for too much, the 70th is the 10th again. 98 coupons of 1.00 can be issued. */
async function hundred(code: string) {
  const { partner, customers } = await makeIssuer(code, 10);
  const quotaId = await grant(world, partner, '200.00');
  const rows = Array.from({ length: 100 }, (_, index) => {
    const customer = customers[index % 10]?.customerId ?? '';
    if (index === 49) return [customer, '500.00', 'too much'] as const;
    return [
      index === 69 ? (customers[9]?.customerId ?? '') : customer,
      '1.00',
      `row ${index === 69 ? 9 : index}`,
    ] as const;
  });
  return { partner, quotaId, id: await draftCoupons(partner, quotaId, rows) };
}

const couponsOf = async (quotaId: Id<'couponQuota'>): Promise<number> => {
  const rows = await database()
    .select({ id: schema.coupons.id })
    .from(schema.coupons)
    .where(sql`quota_id = ${uuidOf(quotaId)}::uuid`);
  return rows.length;
};

/** The list is through: every row that can be has its own coupon, and no coupon more. */
async function isThrough(partner: WorldOrganization, id: Id<'adjustmentBatch'>, quotaId: Id<'couponQuota'>) {
  expect(await couponBatch(partner, id)).toMatchObject({
    state: 'done',
    moved: { minor: 9_800n },
    rows: { all: 100, done: 98, refused: 2, waiting: 0 },
  });
  const rows = await rowsOf(partner, id);
  expect(rows.filter(({ refusal }) => refusal).map(({ row, refusal }) => [row, refusal])).toEqual([
    [50, 'insufficient_quota'],
    [70, 'duplicate_row'],
  ]);
  expect(new Set(rows.flatMap(({ couponId }) => couponId ?? [])).size).toBe(98);
  expect(await couponsOf(quotaId)).toBe(98);
  expect(await leftOf(quotaId)).toBe(20_000n - 9_800n);
}

describe('[M14] a list of a hundred coupons', () => {
  it('declines the overdraft in row 50 and the duplicate in row 70, issues the rest, and nothing the second time', async () => {
    const { partner, quotaId, id } = await hundred('CR1');
    expect(await runCouponBatch(actorOf(partner), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    await isThrough(partner, id, quotaId);
    const again = await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(again).toMatchObject({ ok: false, code: 'batch_already_run' });
    await isThrough(partner, id, quotaId);
  });

  it('names for each row the coupon of its own operation', async () => {
    const { partner, customers } = await makeIssuer('CR2', 2);
    const quotaId = await grant(world, partner, '10.00');
    const id = await draftCoupons(
      partner,
      quotaId,
      customers.map((customer) => [customer, '1.00'] as const),
    );
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    for (const [index, row] of (await rowsOf(partner, id)).entries()) {
      const twin = await issueCoupons(actorOf(partner), `${id}/${row.row}`, {
        ...{ quotaId, customerIds: [customers[index]?.customerId], faceValue: '1.00', remark: null },
        ...{ effectiveAt: null, expiresAt: null, minOrder: null, serviceTypes: [], productIds: [] },
      });
      if (!twin.ok) throw new Error(twin.code);
      expect(twin.replayed).toBe(true);
      expect(await recordsOf(twin.id)).toMatchObject([{ couponId: row.couponId, customerId: row.customer?.id }]);
    }
  });

  it('run by three at once issues each row once', async () => {
    const { partner, quotaId, id } = await hundred('CR3');
    const run = () => runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    await Promise.all([run(), run(), run()]);
    await isThrough(partner, id, quotaId);
  });

  it('goes on where a process was killed in the middle, which two more then do at once', async () => {
    const { partner, quotaId, id } = await hundred('CR4');
    const killed = otherProcess(partner, id);
    await vi.waitFor(async () => expect(await couponsOf(quotaId)).toBeGreaterThan(30), {
      timeout: 25_000,
      interval: 5,
    });
    killed.process.kill('SIGKILL');
    await killed.ended;
    const after = await couponsOf(quotaId);
    expect(after).toBeLessThan(98);
    const broken = await couponBatch(partner, id);
    expect(broken).toMatchObject({ state: 'running' });
    expect(broken.rows.done).toBeLessThanOrEqual(after);
    const other = otherProcess(partner, id);
    expect(await runCouponBatch(actorOf(partner), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    expect([0, 1]).toContain(await other.ended);
    await isThrough(partner, id, quotaId);
  });

  it('[T13] goes no further once its user is disabled, and is finished by a colleague', async () => {
    const { partner, quotaId, id } = await hundred('CR5');
    const gone = actorOf(partner, 'finance');
    await database().execute(
      sql`update users set state = 'disabled', disabled_at = clock_timestamp() where id = ${uuidOf(partner.users.finance)}`,
    );
    await runCouponBatch(gone, freshKey(), { batchId: id });
    expect(await couponsOf(quotaId)).toBe(0);
    expect(await runCouponBatch(actorOf(partner, 'admin'), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    await isThrough(partner, id, quotaId);
  });

  it('asks for the code once, at the start', async () => {
    const { partner, quotaId, id } = await hundred('CR6');
    const run = (isShown: boolean) =>
      runCouponBatch(actorOf(partner, 'admin', { codes: { areAsked: true, isShown } }), freshKey(), { batchId: id });
    expect(await run(false)).toMatchObject({ ok: false, code: 'code_required' });
    expect(await couponBatch(partner, id)).toMatchObject({ state: 'draft', rows: { waiting: 99 } });
    expect(await run(true)).toMatchObject({ ok: true });
    await isThrough(partner, id, quotaId);
  });
});

/** The same list run by another process. `ended` is its exit code. */
function otherProcess(partner: WorldOrganization, id: Id<'adjustmentBatch'>) {
  const program = ['--import', 'tsx', 'tests/programs/run-coupon-batch.ts', JSON.stringify(actorOf(partner)), id];
  const child = spawn(process.execPath, program, {
    env: { ...process.env, DATABASE_URL: test.appUrl },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { process: child, ended: new Promise<number | null>((resolve) => child.on('exit', resolve)) };
}

describe('what changes between the draft and the run', () => {
  const oneRow = async (code: string, terms: Record<string, unknown> = {}) => {
    const { partner, customers } = await makeIssuer(code, 2);
    const [one, two] = customers;
    if (!one || !two) throw new Error('two customers');
    const quotaId = await grant(world, partner, '10.00');
    const rows = [
      [one, '6.00'],
      [two, '6.00'],
    ] as const;
    return { partner, one, two, quotaId, id: await draftCoupons(partner, quotaId, rows, terms) };
  };
  const reasons = async (partner: WorldOrganization, id: Id<'adjustmentBatch'>) =>
    (await rowsOf(partner, id)).map(({ refusal }) => refusal);

  it('a quota that was frozen issues nothing, and each row says so', async () => {
    const { partner, quotaId, id } = await oneRow('CC1');
    await setQuotaState(actorOf(world.operator), freshKey(), { quotaId, state: 'frozen', reason: 'Test' });
    expect(await runCouponBatch(actorOf(partner), freshKey(), { batchId: id })).toMatchObject({ ok: true });
    expect(await reasons(partner, id)).toEqual(['quota_frozen', 'quota_frozen']);
    expect(await couponBatch(partner, id)).toMatchObject({ state: 'done', moved: { minor: 0n } });
    expect(await leftOf(quotaId)).toBe(1_000n);
  });

  it('a quota that has expired likewise', async () => {
    const { partner, quotaId, id } = await oneRow('CC2');
    await letExpire(test, quotaId);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(await reasons(partner, id)).toEqual(['quota_not_in_force', 'quota_not_in_force']);
  });

  it('terms whose time has passed are named as that, in the preview as in the run', async () => {
    const { partner, id } = await oneRow('CC3', { expiresAt: '2027-01-01' });
    await test.owner.query(
      `update adjustment_batches set terms = jsonb_set(terms, '{expiresAt}', '"2026-11-01T00:00:00.000Z"') where id = $1`,
      [uuidOf(id)],
    );
    expect(await lookAt(partner, id)).toMatchObject({ refusal: 'in_the_past' });
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(await reasons(partner, id)).toEqual(['in_the_past', 'in_the_past']);
  });

  it('a customer that was frozen goes without, and leaves more for the next', async () => {
    const { partner, one, quotaId, id } = await oneRow('CC4');
    expect((await lookAt(partner, id)).items).toMatchObject([{ problem: null }, { problem: 'insufficient_quota' }]);
    await database().execute(
      sql`update organizations set state = 'frozen', frozen_at = now(), frozen_reason = 'Test' where id = ${uuidOf(one.id)}::uuid`,
    );
    expect((await lookAt(partner, id)).items).toMatchObject([{ problem: 'customer_frozen' }, { problem: null }]);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(await reasons(partner, id)).toEqual(['customer_frozen', null]);
    expect(await leftOf(quotaId)).toBe(400n);
  });

  it('what was issued elsewhere meanwhile is not there for the list', async () => {
    const { partner, one, two, quotaId, id } = await oneRow('CC5');
    const customerIds = [two.customerId];
    await issueCoupons(actorOf(partner), freshKey(), { quotaId, customerIds, faceValue: '5.00' });
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(await reasons(partner, id)).toEqual(['insufficient_quota', 'insufficient_quota']);
    const small = await draftCoupons(partner, quotaId, [[one, '5.00']]);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: small });
    expect(await leftOf(quotaId)).toBe(0n);
  });

  it('a quota somebody holds for too long leaves its rows waiting, for the next run to take up', async () => {
    const { partner, quotaId, id } = await oneRow('CC6');
    const holder = await test.owner.connect();
    await holder.query('begin');
    await holder.query('select 1 from coupon_quotas where id = $1 for update', [uuidOf(quotaId)]);
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    await holder.query('rollback');
    holder.release();
    expect(await couponBatch(partner, id)).toMatchObject({ state: 'running', rows: { waiting: 2 } });
    await runCouponBatch(actorOf(partner), freshKey(), { batchId: id });
    expect(await couponBatch(partner, id)).toMatchObject({ state: 'done', rows: { done: 1, refused: 1 } });
  });
});
