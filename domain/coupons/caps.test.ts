import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Id } from '@/lib/id';
import { grant, issueQuotaTo, issueTo } from '@/tests/coupons';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { booksAreRight } from '@/tests/oracles';
import { expectRefused } from '@/tests/relations';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  seedWorld,
  type World,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import { issueCoupons } from './issue-coupons';
import { previewIssue } from './preview-issue';
import { previewIssues } from './preview-issues';
import { reclaimCoupons } from './reclaim-coupons';

let test: TestDatabase;
let world: World;
let distributor: WorldOrganization;
let resellers: { organization: WorldOrganization; customer: WorldCustomer }[];
let own: WorldCustomer;
let made = 0;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
beforeEach(async () => {
  made += 1;
  distributor = await makeOrganization({ code: `CD${made}`, kind: 'distributor' });
  own = await makeCustomer(distributor, `cd${made}`, 'resale');
  resellers = [];
  for (const each of ['a', 'b']) {
    const organization = await makeOrganization({ code: `CR${made}${each}`, kind: 'reseller', parent: distributor });
    resellers.push({ organization, customer: await makeCustomer(organization, `cr${made}${each}`, 'resale') });
  }
});
afterEach(booksAreRight);
afterAll(() => test.close());

/** The distributor's quota, limited so, and one cut from it for each of its two resellers. */
async function cut(limits: object): Promise<{ parent: Id<'couponQuota'>; children: Id<'couponQuota'>[] }> {
  const parent = await grant(world, distributor, '1000.00', { ...limits });
  const children: Id<'couponQuota'>[] = [];
  for (const { organization } of resellers)
    children.push(await issueQuotaTo(distributor, parent, organization, '300.00'));
  return { parent, children };
}

type Holder = { readonly organization: WorldOrganization; readonly customer: WorldCustomer };
const inputOf = (quotaId: Id<'couponQuota'> | undefined, { customer }: Holder, faceValue: string) => ({
  ...{ quotaId, customerIds: [customer.customerId], faceValue },
});
const issue = (quotaId: Id<'couponQuota'> | undefined, holder: Holder, faceValue = '10.00') =>
  issueCoupons(actorOf(holder.organization), freshKey(), inputOf(quotaId, holder, faceValue));

it.each([
  ['number', { couponsMax: 2 }, 'too_many_coupons'],
  ['value', { faceTotalMax: '25.00' }, 'face_total_above_maximum'],
])('what was cut from a quota counts together against the %s it allows [L10]', async (_what, limits, code) => {
  const { parent, children } = await cut(limits);
  const [one, two] = resellers;
  if (!one || !two) throw new Error('there are two');
  expect(await issue(children[0], one)).toMatchObject({ ok: true });
  expect(await issue(children[1], two)).toMatchObject({ ok: true });
  await expectRefused(() => issue(children[0], one), code);
  await expectRefused(() => issue(children[1], two), code);
  await expectRefused(() => issue(parent, { organization: distributor, customer: own }), code);
  expect((await previewIssue(actorOf(one.organization), inputOf(children[0], one, '10.00'))).objection).toMatchObject({
    code,
  });
});

it('what the distributor issues itself counts for its resellers, also once it has come back', async () => {
  const { parent, children } = await cut({ couponsMax: 1 });
  const [one] = resellers;
  if (!one) throw new Error('there is one');
  const couponIds = await issueTo(distributor, parent, [own], '10.00');
  expect(await reclaimCoupons(actorOf(distributor), freshKey(), { couponIds })).toMatchObject({ ok: true });
  await expectRefused(() => issue(children[0], one), 'too_many_coupons');
});

it('a limit of the reseller’s own quota does not count what others issue', async () => {
  const parent = await grant(world, distributor, '1000.00');
  const [one, two] = resellers;
  if (!one || !two) throw new Error('there are two');
  const children = [
    await issueQuotaTo(distributor, parent, one.organization, '300.00', { couponsMax: 1 }),
    await issueQuotaTo(distributor, parent, two.organization, '300.00', { couponsMax: 1 }),
  ];
  expect(await issue(children[0], one)).toMatchObject({ ok: true });
  expect(await issue(children[1], two)).toMatchObject({ ok: true });
  await expectRefused(() => issue(children[0], one), 'too_many_coupons');
});

it('a list is looked at by the same arithmetic', async () => {
  const { children } = await cut({ couponsMax: 2 });
  const [one, two] = resellers;
  if (!one || !two) throw new Error('there are two');
  expect(await issue(children[0], one)).toMatchObject({ ok: true });
  const coupon = { customerId: two.customer.customerId, faceValue: '1.00' };
  const looked = await previewIssues(actorOf(two.organization), { quotaId: children[1], coupons: [coupon, coupon] });
  expect(looked.outlook?.coupons.map((each) => 'left' in each || each.refusal)).toEqual([true, 'too_many_coupons']);
});

it('both resellers and their distributor at once do not go beyond it', async () => {
  const { parent, children } = await cut({ couponsMax: 3 });
  const holders = [
    { quota: parent, organization: distributor, customer: own },
    ...resellers.map((reseller, index) => ({ quota: children[index], ...reseller })),
  ];
  const outcomes = await Promise.all(
    Array.from({ length: 5 }, () => holders)
      .flat()
      .map((holder) => issue(holder.quota, holder, '1.00')),
  );
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(3);
  expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
    new Set(['too_many_coupons']),
  );
}, 60_000);
