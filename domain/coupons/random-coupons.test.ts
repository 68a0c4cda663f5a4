import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { type Id, newId } from '@/lib/id';
import { orderInput, refundTo } from '@/tests/coupon-use';
import { couponOf, grant, issueQuotaTo, leftOf, letExpire, quotaOf, recordsOf } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { answerAs, makeChange } from '@/tests/relations';
import { actorOf, freshKey, makeCustomer, seedWorld, type World, type WorldCustomer } from '@/tests/world';
import { consumeCoupon } from './consume-coupon';
import { expireCoupons } from './expire-coupons';
import { issueCoupons } from './issue-coupons';
import { lockCoupon } from './lock-coupon';
import { reclaimCoupons } from './reclaim-coupons';
import { reclaimQuotas } from './reclaim-quotas';
import { releaseCoupon } from './release-coupon';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** The same numbers at every run: a linear congruential generator. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
const yuan = (minor: number) => `${Math.floor(minor / 100)}.${String(minor % 100).padStart(2, '0')}`;

/** What is thought to be true: written by hand from the rules, and far simpler than what it is compared with. */
interface QuotaModel {
  readonly id: Id<'couponQuota'>;
  readonly usesMax: number | null;
  left: number;
  isReclaimed: boolean;
}
interface CouponModel {
  readonly id: Id<'coupon'>;
  readonly customer: WorldCustomer;
  readonly quota: QuotaModel;
  /** Which of its customer's relations it was issued in. */
  readonly relation: number;
  left: number;
  uses: number;
  state: 'usable' | 'used' | 'expired' | 'reclaimed';
  isOver: boolean;
  lock: string | null;
  /** Per order what it has used and not had back, and how often it did either. */
  readonly orders: Map<string, { left: number; uses: number; refunds: number }>;
}

/** A partner's world with its model: a distributor's quota, three cut from it for a reseller, and the reseller's customers. */
async function begin(seed: number) {
  const { d1, r1a } = world;
  const parent: QuotaModel = { id: await grant(world, d1, '3000.00'), usesMax: null, left: 0, isReclaimed: false };
  parent.left = 300_000;
  const quotas: QuotaModel[] = [];
  for (const usesMax of [null, 1, 2]) {
    const more = usesMax === null ? {} : { usesMax };
    const id = await issueQuotaTo(d1, parent.id, r1a, '500.00', more);
    quotas.push({ id, usesMax, left: 50_000, isReclaimed: false });
    parent.left -= 50_000;
  }
  const customers: WorldCustomer[] = [];
  for (const name of ['a', 'b', 'c']) customers.push(await makeCustomer(r1a, `m${seed}${name}`, 'resale'));
  const relations = new Map(customers.map((customer) => [customer.id, 0]));
  return { pick: numbers(seed), parent, quotas, customers, relations, coupons: [] as CouponModel[], orders: 0 };
}
type Model = Awaited<ReturnType<typeof begin>>;

const oneOf = <T>(pick: Model['pick'], list: readonly T[]): T | undefined => list[pick(list.length)];
const isLive = ({ state, left }: CouponModel) => state === 'usable' || (state === 'used' && left > 0);
/** What comes back goes to the quota, or on to where a reclaimed one was cut from. */
function giveBack(model: Model, { quota }: CouponModel, amount: number): void {
  (quota.isReclaimed ? model.parent : quota).left += amount;
}
function end(model: Model, coupon: CouponModel, state: 'expired' | 'reclaimed'): void {
  giveBack(model, coupon, coupon.left);
  coupon.left = 0;
  coupon.lock = null;
  if (coupon.state !== 'used') coupon.state = state;
}

/** Each does one thing to both, and says whether the rules allow it and whether the system did it. */
const steps: Readonly<
  Record<string, (model: Model) => Promise<readonly [expected: boolean, done: boolean] | undefined>>
> = {
  async issue(model) {
    const { pick, quotas, customers, relations } = model;
    const [quota, customer, amount] = [oneOf(pick, quotas), oneOf(pick, customers), 100 + pick(20_000)];
    if (!quota || !customer) return undefined;
    const input = { quotaId: quota.id, customerIds: [customer.customerId], faceValue: yuan(amount) };
    const outcome = await issueCoupons(actorOf(world.r1a), freshKey(), input);
    const expected = !quota.isReclaimed && amount <= quota.left;
    if (!outcome.ok) return [expected, false];
    const [record] = await recordsOf(outcome.id);
    quota.left -= amount;
    const relation = relations.get(customer.id) ?? 0;
    const facts = { id: record?.couponId ?? newId('coupon'), customer, quota, relation, left: amount, uses: 0 };
    model.coupons.push({ ...facts, state: 'usable', isOver: false, lock: null, orders: new Map() });
    return [expected, true];
  },
  async reclaim(model) {
    const coupon = oneOf(model.pick, model.coupons);
    if (!coupon) return undefined;
    const outcome = await reclaimCoupons(actorOf(world.r1a), freshKey(), { couponIds: [coupon.id] });
    const expected = coupon.state === 'usable' && !coupon.isOver && coupon.lock === null;
    if (expected) end(model, coupon, 'reclaimed');
    return [expected, outcome.ok];
  },
  async lock(model) {
    const coupon = oneOf(model.pick, model.coupons);
    if (!coupon) return undefined;
    model.orders += 1;
    const orderId = `CS${model.orders}`;
    const outcome = await lockCoupon(actorOf(coupon.customer), freshKey(), orderInput(coupon.id, orderId));
    const expected = coupon.state === 'usable' && !coupon.isOver && coupon.lock === null;
    if (expected) coupon.lock = orderId;
    return [expected, outcome.ok];
  },
  async release(model) {
    const coupon = oneOf(model.pick, model.coupons);
    if (!coupon || model.pick(3) > 0) return undefined;
    const input = { couponId: coupon.id, orderId: coupon.lock ?? 'CS0' };
    const outcome = await releaseCoupon(actorOf(coupon.customer), freshKey(), input);
    const expected = coupon.lock !== null;
    coupon.lock = null;
    return [expected, outcome.ok];
  },
  async pay(model) {
    const locked = model.coupons.filter(({ lock }) => lock !== null);
    const coupon = oneOf(model.pick, model.pick(5) > 0 ? locked : model.coupons);
    if (!coupon) return undefined;
    const amount = model.pick(3) === 0 ? Math.max(coupon.left, 1) : 1 + model.pick(12_000);
    const orderId = coupon.lock ?? 'CS0';
    const input = { couponId: coupon.id, orderId, amount: yuan(amount) };
    const outcome = await consumeCoupon(actorOf(coupon.customer), freshKey(), input);
    const expected = coupon.lock !== null && amount <= coupon.left;
    if (expected) use(coupon, orderId, amount);
    return [expected, outcome.ok];
  },
  async refund(model) {
    const used = model.coupons.filter(({ orders }) => orders.size > 0);
    const coupon = oneOf(model.pick, used);
    const [orderId, order] = oneOf(model.pick, [...(coupon?.orders ?? [])]) ?? [];
    if (!coupon || !orderId || !order) return undefined;
    const amount = 1 + model.pick(Math.ceil(order.left * 1.3) + 1);
    const outcome = await refundTo(world, coupon.id, orderId, yuan(amount));
    const expected = amount <= order.left;
    if (expected) refund(model, coupon, order, amount);
    return [expected, outcome.ok];
  },
  async expire(model) {
    const coupon = oneOf(model.pick, model.coupons);
    if (!coupon || coupon.isOver || model.pick(3) > 0) return undefined;
    await letExpire(test, coupon.id);
    coupon.isOver = true;
    return [true, true];
  },
  async runJob(model) {
    const due = model.coupons.filter((coupon) => coupon.isOver && coupon.lock === null && isLive(coupon));
    let done = 0;
    for (let count = await expireCoupons(); count > 0; count = await expireCoupons()) done += count;
    for (const coupon of due) end(model, coupon, 'expired');
    return [true, done === due.length];
  },
  async reclaimQuota(model) {
    const quota = oneOf(model.pick, model.quotas);
    if (!quota || model.pick(6) > 0) return undefined;
    const outcome = await reclaimQuotas(actorOf(world.d1), freshKey(), { quotaIds: [quota.id] });
    const expected = !quota.isReclaimed && quota.left > 0;
    if (expected) {
      model.parent.left += quota.left;
      Object.assign(quota, { left: 0, isReclaimed: true });
    }
    return [expected, outcome.ok];
  },
  async part(model) {
    const customer = oneOf(model.pick, model.customers);
    if (!customer || model.pick(4) > 0) return undefined;
    // Each asks once only, so that nobody has to wait for months: this one comes back under another name.
    const outcome = await answerAs(customer, 'partner', await makeChange(customer, 'customer'), true);
    for (const coupon of model.coupons)
      if (coupon.customer === customer && isLive(coupon)) end(model, coupon, 'reclaimed');
    model.relations.set(customer.id, -1);
    const next = await makeCustomer(customer.partner, `${customer.code}x`, 'resale');
    model.relations.set(next.id, 0);
    model.customers[model.customers.indexOf(customer)] = next;
    return [true, outcome.ok];
  },
};

function use(coupon: CouponModel, orderId: string, amount: number): void {
  const order = coupon.orders.get(orderId) ?? { left: 0, uses: 0, refunds: 0 };
  coupon.orders.set(orderId, { ...order, left: order.left + amount, uses: order.uses + 1 });
  coupon.left -= amount;
  coupon.uses += 1;
  coupon.lock = null;
  const { usesMax } = coupon.quota;
  if (coupon.left === 0 || (usesMax !== null && coupon.uses >= usesMax)) coupon.state = 'used';
}

function refund(
  model: Model,
  coupon: CouponModel,
  order: { left: number; uses: number; refunds: number },
  amount: number,
): void {
  order.left -= amount;
  const hasEnded = coupon.isOver || coupon.state === 'expired' || coupon.state === 'reclaimed';
  if (hasEnded || model.relations.get(coupon.customer.id) !== coupon.relation) {
    giveBack(model, coupon, amount);
  } else {
    coupon.left += amount;
    if (order.refunds < order.uses) coupon.uses -= 1;
    const { usesMax } = coupon.quota;
    coupon.state = usesMax === null || coupon.uses < usesMax ? 'usable' : 'used';
  }
  order.refunds += 1;
}

/** The database as the model has it: every balance, every state. */
async function compare({ parent, quotas, coupons }: Model, step: string): Promise<void> {
  const rows = await database().select().from(schema.coupons);
  const { rows: balances } = await test.owner.query<{ id: string; net: string }>(
    'select a.subject_id as id, b.credits_minor - b.debits_minor as net from ledger_accounts a join ledger_balances b on b.account_id = a.id where a.subject_id is not null',
  );
  const sum = balances.reduce((all, { net }) => all + Number(net), 0);
  expect([step, sum]).toEqual([step, [parent, ...quotas, ...coupons].reduce((all, { left }) => all + left, 0)]);
  const found = new Map(rows.map((row) => [row.id, row]));
  for (const { id, state, uses, lock } of coupons) {
    const row = found.get(id);
    expect([step, id, row?.state, row?.uses, row?.lockOrderId]).toEqual([step, id, state, uses, lock]);
  }
  for (const quota of [parent, ...quotas])
    expect([step, quota.id, await leftOf(quota.id)]).toEqual([step, quota.id, BigInt(quota.left)]);
}

it.each([1, 20_261_126])(
  '[M29] 300 random steps leave the database as the model has it (seed %i)',
  async (seed) => {
    // One of its own for each, so that the sums are those of the model.
    await test.close();
    test = await freshDatabase();
    world = await seedWorld();
    const model = await begin(seed);
    const seen = { done: 0, refused: 0 };
    const names = Object.keys(steps);
    for (let n = 0; n < 300; n += 1) {
      const name = (n < 20 ? 'issue' : oneOf(model.pick, names)) ?? 'issue';
      const result = await steps[name]?.(model);
      if (!result) continue;
      const step = `${seed}/${n} ${name}`;
      const [expected, done] = result;
      expect([step, done]).toEqual([step, expected]);
      seen[done ? 'done' : 'refused'] += 1;
      await compare(model, step);
    }
    for (const { id, left } of model.coupons) expect([id, await leftOf(id)]).toEqual([id, BigInt(left)]);
    expect(
      new Set(await Promise.all(model.coupons.map(async ({ id }) => (await couponOf(id)).state))).size,
    ).toBeGreaterThan(2);
    expect((await quotaOf(model.parent.id)).state).toBe('normal');
    expect(seen.done).toBeGreaterThan(80);
    expect(seen.refused).toBeGreaterThan(30);
  },
  90_000,
);
