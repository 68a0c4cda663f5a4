import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Narrowing, narrow, openLimits, problemsBeyond, type QuotaLimits, useLimitsOf } from './limits-model';

const source: QuotaLimits = {
  serviceTypes: ['ecs', 'obs'],
  productIds: ['p-1', 'p-2'],
  orderTypes: ['new', 'renew'],
  chargingMode: 'on_demand',
  combinable: false,
  usesMax: 3,
  minOrderMinor: '1000',
  associationTypes: ['resale'],
  customerIds: ['cus_1', 'cus_2'],
  firstAssociationOnly: true,
  faceMinMinor: '100',
  faceMaxMinor: '5000',
  couponsMax: 20,
  faceTotalMaxMinor: '9000',
};

describe('[L10] what is cut from a quota', () => {
  it('inherits every limit it does not name', () => {
    expect(narrow(source, {})).toEqual(source);
    expect(narrow(source, { ...openLimits, minOrderMinor: '1000' })).toEqual(source);
    expect(narrow(openLimits, {})).toEqual(openLimits);
  });

  it.each<[Narrowing]>([
    [{ serviceTypes: ['obs'] }],
    [{ productIds: ['p-2'] }],
    [{ orderTypes: ['renew'] }],
    [{ chargingMode: 'on_demand' }],
    [{ usesMax: 2 }],
    [{ minOrderMinor: '1001' }],
    [{ customerIds: ['cus_2'] }],
    [{ faceMinMinor: '101' }],
    [{ faceMaxMinor: '4999' }],
    [{ faceMinMinor: '5000', faceMaxMinor: '5000' }],
    [{ couponsMax: 19 }],
    [{ faceTotalMaxMinor: '8999' }],
  ])('may be limited further: %j', (wanted) => {
    expect(narrow(source, wanted)).toEqual({ ...source, ...wanted });
  });

  it.each<[Narrowing, string]>([
    [{ serviceTypes: ['obs', 'rds'] }, 'limits_outside_quota'],
    [{ productIds: ['p-3'] }, 'limits_outside_quota'],
    [{ orderTypes: ['change'] }, 'terms_outside_quota'],
    [{ associationTypes: ['resale', 'referral'] }, 'terms_outside_quota'],
    [{ customerIds: ['cus_3'] }, 'terms_outside_quota'],
    [{ chargingMode: 'yearly_monthly' }, 'terms_outside_quota'],
    [{ usesMax: 4 }, 'terms_outside_quota'],
    [{ minOrderMinor: '999' }, 'terms_outside_quota'],
    [{ faceMinMinor: '99' }, 'terms_outside_quota'],
    [{ faceMaxMinor: '5001' }, 'terms_outside_quota'],
    [{ faceMinMinor: '5001' }, 'terms_outside_quota'],
    [{ faceMaxMinor: '99' }, 'terms_outside_quota'],
    [{ couponsMax: 21 }, 'terms_outside_quota'],
    [{ faceTotalMaxMinor: '9001' }, 'terms_outside_quota'],
  ])('does not go beyond what it is cut from: %j', (wanted, refusal) => {
    expect(narrow(source, wanted)).toBe(refusal);
  });

  it('says of each limit that goes beyond, under the name that inputs have for it', () => {
    expect(problemsBeyond(source, { productIds: ['p-3'], minOrderMinor: '999', faceMaxMinor: '5001' })).toEqual({
      productIds: 'outside_quota',
      minOrder: 'outside_quota',
      faceMax: 'outside_quota',
    });
    expect(problemsBeyond(source, { faceMaxMinor: '99' })).toEqual({ faceMax: 'outside_quota' });
    expect(problemsBeyond(source, {})).toEqual({});
  });

  it('compares amounts as numbers, not as text', () => {
    expect(narrow({ ...openLimits, faceMaxMinor: '900' }, { faceMaxMinor: '1000' })).toBe('terms_outside_quota');
    expect(narrow({ ...openLimits, minOrderMinor: '900' }, { minOrderMinor: '1000' })).toMatchObject({
      minOrderMinor: '1000',
    });
  });

  it('is within its source, however both were made', () => {
    fc.assert(
      fc.property(anyLimits, anyLimits, (given, wanted) => {
        const made = narrow(given, wanted);
        if (typeof made === 'string') return;
        expect(outside(made, given)).toEqual([]);
        // What was asked for is not forgotten either.
        expect(outside(made, { ...wanted, minOrderMinor: '0' })).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('cut from what was cut is still within the first', () => {
    fc.assert(
      fc.property(anyLimits, anyLimits, anyLimits, (first, second, third) => {
        const child = narrow(first, second);
        const grandchild = typeof child === 'string' ? child : narrow(child, third);
        if (typeof grandchild !== 'string') expect(outside(grandchild, first)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('can always be cut once more, as it is', () => {
    fc.assert(
      fc.property(anyLimits, anyLimits, (given, wanted) => {
        const made = narrow(given, wanted);
        if (typeof made !== 'string') expect(narrow(made, {})).toEqual(made);
      }),
    );
  });
});

it('a coupon carries what is asked when it is used, and nothing of who may have it', () => {
  expect(Object.keys(useLimitsOf(source)).toSorted()).toEqual([
    'chargingMode',
    'combinable',
    'orderTypes',
    'productIds',
    'serviceTypes',
    'usesMax',
  ]);
});

/** Few values, so that limits overlap, include and miss each other often. */
const some = <const Word extends string>(...words: Word[]) => fc.uniqueArray(fc.constantFrom(...words));
const count = fc.option(fc.integer({ min: 1, max: 4 }));
const amount = fc.option(fc.integer({ min: 8, max: 12 }).map(String));
const anyLimits: fc.Arbitrary<QuotaLimits> = fc
  .record({
    serviceTypes: some('ecs', 'obs', 'rds'),
    productIds: some('p-1', 'p-2'),
    orderTypes: some('new', 'renew', 'change'),
    chargingMode: fc.constantFrom('any', 'yearly_monthly', 'on_demand'),
    combinable: fc.boolean(),
    usesMax: count,
    minOrderMinor: fc.integer({ min: 0, max: 11 }).map(String),
    associationTypes: some('resale', 'referral'),
    customerIds: some('cus_1', 'cus_2'),
    firstAssociationOnly: fc.boolean(),
    faceMinMinor: amount,
    faceMaxMinor: amount,
    couponsMax: count,
    faceTotalMaxMinor: amount,
  })
  .filter(({ faceMinMinor, faceMaxMinor }) => !faceMinMinor || !faceMaxMinor || +faceMinMinor <= +faceMaxMinor);

/** The limits in which `made` allows something that `given` does not: written a second time, by what each limit means. */
function outside(made: QuotaLimits, given: QuotaLimits): string[] {
  const within = (inner: readonly string[], outer: readonly string[]) =>
    outer.length === 0 || (inner.length > 0 && inner.every((one) => outer.includes(one)));
  const atMost = (inner: string | number | null, outer: string | number | null) =>
    outer === null || (inner !== null && Number(inner) <= Number(outer));
  const checks: Record<keyof QuotaLimits, boolean> = {
    serviceTypes: within(made.serviceTypes, given.serviceTypes),
    productIds: within(made.productIds, given.productIds),
    orderTypes: within(made.orderTypes, given.orderTypes),
    chargingMode: given.chargingMode === 'any' || made.chargingMode === given.chargingMode,
    combinable: given.combinable || !made.combinable,
    usesMax: atMost(made.usesMax, given.usesMax),
    minOrderMinor: Number(made.minOrderMinor) >= Number(given.minOrderMinor),
    associationTypes: within(made.associationTypes, given.associationTypes),
    customerIds: within(made.customerIds, given.customerIds),
    firstAssociationOnly: made.firstAssociationOnly || !given.firstAssociationOnly,
    faceMinMinor: given.faceMinMinor === null || Number(made.faceMinMinor ?? 0) >= Number(given.faceMinMinor),
    faceMaxMinor: atMost(made.faceMaxMinor, given.faceMaxMinor),
    couponsMax: atMost(made.couponsMax, given.couponsMax),
    faceTotalMaxMinor: atMost(made.faceTotalMaxMinor, given.faceTotalMaxMinor),
  };
  return Object.entries(checks).flatMap(([limit, isWithin]) => (isWithin ? [] : [limit]));
}
