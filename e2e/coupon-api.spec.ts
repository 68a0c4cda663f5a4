import { expect, test } from '@playwright/test';
import { wireIdOf } from '@/lib/id';
import { grant, quotaOf } from '@/tests/coupons';
import { makeKey } from '@/tests/partner-client';
import { answerAs, makeChange } from '@/tests/relations';
import { makeCustomer, makeOrganization } from '@/tests/world';
import { type DemoKey, sdkClient } from './partner-client';

const benefits = '/v2/promotions/benefits';
const quotas = '/v2/partners/coupon-quotas';

/** A distributor with quota, its reseller, and a customer of each: nobody else's. */
async function tree() {
  const operator = await makeOrganization({ code: `EC${process.pid}`, kind: 'operator' });
  const distributor = await makeOrganization({ code: 'EC-D', kind: 'distributor' });
  const reseller = await makeOrganization({ code: 'EC-R', kind: 'reseller', parent: distributor });
  const customer = await makeCustomer(reseller, 'EC-C', 'resale');
  const leaving = await makeCustomer(distributor, 'EC-F', 'resale');
  const quota = await quotaOf(await grant({ operator }, distributor, '1000.00'));
  const client = async (of: Parameters<typeof makeKey>[0]) => {
    const name = `E2ECOUPON${crypto.randomUUID().slice(0, 11).replaceAll('-', 'A').toUpperCase()}`;
    return sdkClient((await makeKey(of, { accessKey: name })) as unknown as DemoKey);
  };
  return {
    ...{ quota, reseller, customer, leaving },
    by: {
      distributor: await client(distributor),
      reseller: await client(reseller),
      customer: await client(customer),
      leaving: await client(leaving),
    },
  };
}

test('[X1] the vendor’s client performs the eleven operations on coupons', async () => {
  const { quota, reseller, customer, leaving, by } = await tree();
  const [resellerId, customerId, leavingId] = [reseller.id, customer.id, leaving.id].map(wireIdOf);

  const own = await by.distributor.post(`${quotas}/query`, { quota_ids: [quota.number], limit: 10, offset: 0 });
  expect(own).toMatchObject({ total_count: 1, quotas: [{ quota_id: quota.number, balance: 1000, quota_status: 0 }] });
  const given = await by.distributor.post(`${quotas}/indirect-partner-adjust`, {
    quota_id: quota.number,
    indirect_partner_ids: [resellerId, 'nobody'],
    quota_amount: 100.5,
  });
  expect(given['error_details']).toMatchObject([{ error_code: 'CBC.99000037', id: 'nobody' }]);
  const [child] = given['simple_quota_infos'] as { quota_id: string }[];
  const issued = await by.distributor.get('/v2/partners/issued-coupon-quotas', { parent_quota_id: quota.number });
  expect(issued).toMatchObject({ total_count: 1, quotas: [{ quota_id: child?.quota_id, balance: 100.5 }] });

  const made = await by.reseller.post(`${benefits}/partner-coupons`, {
    quota_id: child?.quota_id,
    customer_ids: [customerId, resellerId],
    face_value: '20.25',
  });
  expect(made['error_details']).toMatchObject([{ error_code: 'CBC.99000015', id: resellerId }]);
  const [coupon] = made['coupon_infos'] as { coupon_id: string }[];
  const held = await by.customer.get(`${benefits}/coupons`, { status: 2, limit: 5, offset: 0 });
  expect(held).toMatchObject({ count: 1, user_coupons: [{ coupon_id: coupon?.coupon_id, balance: 20.25 }] });
  const listed = await by.distributor.get(`${benefits}/partner-coupons`, { indirect_partner_id: resellerId });
  expect(listed).toMatchObject({ total_count: 1, user_coupons: [{ customer_id: customerId, status: 2 }] });
  expect(await by.reseller.post(`${benefits}/partner-coupons/reclaim`, { coupon_id: coupon?.coupon_id })).toBeDefined();
  expect(await by.customer.get(`${benefits}/coupons`)).toMatchObject({ count: 0, user_coupons: [] });

  const records = await by.reseller.get(`${benefits}/partner-coupons/records/query`, {
    coupon_ids: [coupon?.coupon_id],
  });
  expect(records).toMatchObject({
    total_count: 2,
    records: [
      { operation_type: '2', operation_amount: 20.25 },
      { operation_type: '1', operation_amount: 20.25 },
    ],
  });
  const back = await by.distributor.post(`${quotas}/indirect-partner-reclaim`, { quota_ids: [child?.quota_id] });
  expect(back).toMatchObject({ error_details: [], simple_quota_infos: [{ quota_id: child?.quota_id }] });
  const moves = await by.distributor.get(`${quotas}/records`, { operation_type: '11' });
  expect(moves).toMatchObject({ total_count: 1, records: [{ amount: 100.5, result: '0' }] });

  // What a customer was given by its partner is the partner's to tell until it is no longer resale.
  const direct = { quota_id: quota.number, customer_ids: [leavingId], face_value: 3 };
  await by.distributor.post(`${benefits}/partner-coupons`, direct);
  const changeId = await makeChange(leaving, 'partner', 'referral');
  expect(await answerAs(leaving, 'customer', changeId, true)).toMatchObject({ ok: true });
  const statement = await by.leaving.get(`${benefits}/account-change-records`, { balance_type: 'BALANCE_TYPE_COUPON' });
  expect(statement).toMatchObject({
    total_count: 2,
    currency: 'CNY',
    records: [
      { change_amount: '3.00', balance_after_change: '0.00', revenue_expense_type: 'EXPENSE' },
      { change_amount: '3.00', balance_after_change: '3.00', revenue_expense_type: 'REVENUE' },
    ],
  });
});
