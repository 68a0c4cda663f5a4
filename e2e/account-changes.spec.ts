import { expect, test } from '@playwright/test';
import { wireIdOf } from '@/lib/id';
import { makeKey } from '@/tests/partner-client';
import { hadMoney } from '@/tests/statements';
import { fund, makeCustomer, makeOrganization } from '@/tests/world';
import { type DemoKey, sdkClient } from './partner-client';

const partnerChanges = '/v2/accounts/partner-accounts/account-change-records';
const customerChanges = '/v2/accounts/customer-accounts/account-change-records';
const debit = { balance_type: 'BALANCE_TYPE_DEBIT' };

test('[X1] the vendor’s client reads the statements of a partner, its reseller and a customer', async () => {
  const operator = await makeOrganization({ code: `EA${process.pid}`, kind: 'operator' });
  const distributor = await makeOrganization({ code: 'EA-D', kind: 'distributor' });
  const reseller = await makeOrganization({ code: 'EA-R', kind: 'reseller', parent: distributor });
  const customer = await makeCustomer(distributor, 'EA-C', 'resale');
  const former = await makeCustomer(distributor, 'EA-F', 'referral');
  await fund({ operator }, distributor, '50.00');
  const client = async (of: Parameters<typeof makeKey>[0]) => {
    const name = `E2ECHANGES${crypto.randomUUID().slice(0, 10).replaceAll('-', 'A').toUpperCase()}`;
    return sdkClient((await makeKey(of, { accessKey: name })) as unknown as DemoKey);
  };
  const [partner, own] = [await client(distributor), await client(former)];
  const given = await partner.post('/v2/accounts/partner-accounts/adjust-amount', {
    customer_id: wireIdOf(customer.id),
    amount: '12.34',
  });
  await partner.post('/v2/accounts/partner-accounts/indirect-partner-adjust', {
    indirect_partner_id: wireIdOf(reseller.id),
    amount: '1.00',
  });
  expect(await partner.get(partnerChanges, { ...debit, limit: 2, offset: 1 })).toMatchObject({
    total_count: 3,
    currency: 'CNY',
    records: [
      {
        ...{ trade_detail_type: 'SOURCE_OPERATION_BEADJUST', trade_id: given['transfer_id'], type: '2' },
        ...{ change_amount: '12.34', balance_after_change: '37.66', customer_id: wireIdOf(customer.id) },
      },
      { trade_detail_type: 'SOURCE_OPERAIION_RECHARGE', change_amount: '50.00', type: '1', customer_id: null },
    ],
  });
  const its = await partner.get(partnerChanges, { ...debit, indirect_partner_id: wireIdOf(reseller.id) });
  expect(its).toMatchObject({ total_count: 1, records: [{ change_amount: '1.00', balance_after_change: '1.00' }] });

  await hadMoney(distributor, former);
  expect(await own.get(customerChanges, { ...debit, trade_type: 'BEADJUST' })).toMatchObject({
    total_count: 1,
    records: [{ change_amount: '1.00', revenue_expense_type: 'REVENUE', account_name: expect.stringMatching(/^ea-f/) }],
  });
  await expect((await client(customer)).get(customerChanges, debit)).rejects.toMatchObject({
    errorCode: 'CBC.99000084',
  });
  await expect(partner.get(partnerChanges, { ...debit, trade_time_begin: '2020-01-01' })).rejects.toMatchObject({
    errorCode: 'CBC.80021021',
  });
});
