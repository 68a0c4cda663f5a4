import type { DatabaseHandle } from '@/db/client';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { listCoupons, sumCoupons } from '@/domain/coupons/coupon-queries';
import { forecastExpiry } from '@/domain/coupons/forecast-queries';
import { listIssuedQuotas, sumIssuedQuotas } from '@/domain/coupons/issued-quota-queries';
import { explainQuota } from '@/domain/coupons/quota-balance-queries';
import { listQuotas, sumQuotas } from '@/domain/coupons/quota-queries';
import { listRecords, sumRecords } from '@/domain/coupons/record-queries';
import { type ReadScope, readScope } from '@/domain/read-scope';
import { measureReadings, type Reading } from './bare-sql';
import { type CouponWorld, makeCoupons, makeIssuedQuotas } from './coupon-world';
import { of } from './record-lists';
import type { Measured, Settings } from './rounds';

const sizes = [10_000, 100_000] as const;

/** A page of every list of coupons with each of its filters, what it sums to, and the figures beside it, for partners with few and many. */
export async function measureCouponLists(handle: DatabaseHandle, settings: Settings): Promise<Measured[]> {
  const readings: Reading[] = [];
  for (const size of sizes) {
    settings.tell(`making ${size} coupons`);
    readings.push(...ofPartner(await makeCoupons(settings.owner, `coupons-${size}`, size), size));
  }
  const cut = await makeIssuedQuotas(settings.owner, sizes[0]);
  readings.push(...ofDistributor(readScope(cut.distributor, 'coupons.read'), readScope(cut.reseller, 'coupons.read')));
  await settings.owner.query('vacuum analyze');
  return measureReadings(handle, settings, readings);
}

function ofPartner(world: CouponWorld, size: number): Reading[] {
  const scope = readScope(world.partner, 'coupons.read');
  const deep = size * 0.6;
  const couponQuestions = [
    ['page', {}],
    ['number', { number: couponNumber(world.coupon) }],
    ['customer', { customer: world.customer }],
    ['customer, frequent word', { customer: 'customer' }],
    ['customer, rare word', { customer: 'customer abc' }],
    ['customer, nothing', { customer: 'no such customer' }],
    ['quota, large', { quota: world.large }],
    ['quota, small', { quota: world.small }],
    ['order', { order: 'ORD-1003' }],
    ['order, nothing', { order: 'ORD-0' }],
    ['usable', { states: ['usable'] }],
    ['expired', { states: ['expired'] }],
    ['reclaimed', { states: ['reclaimed'] }],
    ['used or reclaimed', { states: ['used', 'reclaimed'] }],
    ['within 7 days', { within: '7' }],
    ['within 30 days', { within: '30' }],
    ['days, before all', { createdTo: '2020-01-01' }],
    ['expires, nothing', { expiresFrom: '2035-01-01' }],
    ['type, nothing', { type: 'cash' }],
  ] as const;
  const recordQuestions = [
    ['page', {}],
    ['issue', { kind: 'issue' }],
    ['reclaim', { kind: 'reclaim' }],
    ['move, nothing', { kind: 'move' }],
    ['declined', { result: 'declined' }],
    ['quota, large', { quota: world.large }],
    ['quota, small', { quota: world.small }],
    ['coupon', { coupon: world.coupon }],
    ['customer', { customer: world.customer }],
    ['customer, frequent word', { customer: 'customer' }],
    ['customer, nothing', { customer: 'no such customer' }],
    ['operator, much', { operator: world.partner.userId }],
    ['operator, API, nothing', { operator: 'api' }],
    ['days, before all', { to: '2020-01-01' }],
  ] as const;
  const people = [
    ['sales, much', world.busy],
    ['sales, little', world.idle],
    ['sales, nothing', world.newcomer],
  ] as const;
  const sums = (load: string, read: Reading['read']): Reading => ({ name: `coupons ${size}`, load, read });
  return [
    ...of('coupon', listCoupons)(`coupons ${size}`, scope, couponQuestions, deep),
    ...of('couponRecord', listRecords)(`coupon records ${size}`, scope, recordQuestions, deep),
    ...people.flatMap(([load, actor]) => {
      const own = readScope(actor, 'coupons.read');
      return [
        ...of('coupon', listCoupons)(`coupons ${size}`, own, [[load, {}]], deep),
        ...of('couponRecord', listRecords)(`coupon records ${size}`, own, [[load, {}]], deep),
      ];
    }),
    ...of('couponQuota', listQuotas)(`quotas ${size}`, scope, [['page', {}]], 5),
    sums('sums', () => sumCoupons(scope, {})),
    sums('sums, records', () => sumRecords(scope, {})),
    sums('sums, quotas', () => sumQuotas(scope, {})),
    sums('forecast', () => forecastExpiry(scope, 'week')),
    sums('balance explained', () => explainQuota(scope, world.large)),
  ];
}

function ofDistributor(scope: ReadScope, reseller: ReadScope): Reading[] {
  const deep = sizes[0] * 0.6;
  const questions = [
    ['page', {}],
    ['reseller', { reseller: reseller.organizationId }],
    ['reseller, word', { reseller: 'reseller 7' }],
    ['frozen', { states: ['frozen'] }],
    ['adjusting, nothing', { states: ['adjusting'] }],
    ['number, nothing', { number: '0' }],
  ] as const;
  return [
    ...of('couponQuota', listIssuedQuotas)('issued quotas', scope, questions, deep),
    { name: 'issued quotas', load: 'sums', read: () => sumIssuedQuotas(scope, {}) },
    ...of('couponRecord', listRecords)('coupon records, distributor', scope, [['page', {}]], deep),
    ...of('couponRecord', listRecords)(
      'coupon records, reseller',
      reseller,
      [
        ['page', {}],
        ['quota_reclaim, nothing', { kind: 'quota_reclaim' }],
      ],
      deep,
    ),
  ];
}
