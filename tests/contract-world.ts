import { eq } from 'drizzle-orm';
import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import { database, schema } from '@/db/client';
import { couponNumber } from '@/domain/coupons/coupon-number';
import { changeSetting } from '@/domain/settings/change-setting';
import { type Id, wireIdOf } from '@/lib/id';
import { type Operation, openContractCalls } from './contract-calls';
import { grant, issueQuotaTo, issueTo, quotaOf } from './coupons';
import { freshDatabase } from './database';
import { makeKey, type TestKey } from './partner-client';
import { hadMoney } from './statements';
import { actorOf, freshKey, fund, seedWorld, type World, type WorldOrganization } from './world';

/** A world in which every operation of the contract has something to show, and what good requests hold in it. */
export async function openContractWorld() {
  const opened = await freshDatabase();
  process.env['DATABASE_URL'] = opened.appUrl; // lib/env.ts asks for it; nothing connects by it
  const world = await seedWorld();
  await fund(world, world.d1, '1000000.00');
  await tellApart(world);
  const { one, referral } = customersOf(world);
  const keys = {
    distributor: await makeKey(world.d1),
    reseller: await makeKey(world.r1a),
    customer: await makeKey(one),
    referral: await makeKey(referral),
  };
  const quota = await giveCoupons(world);
  await hadMoney(world.d1, referral);
  const quotaNumber = (await quotaOf(quota)).number;
  const good = (operation: Operation) => goodInput(operation, { world, quota, quotaNumber });
  const every = async (operation: Operation) => ({ ...(await good(operation)), ...othersOf(operation, world) });
  const keyFor = (operation: Operation): TestKey => keys[whose[operation] ?? 'distributor'];
  return { opened, world, keys, good, every, keyFor, ...openContractCalls(keyFor) };
}
export type ContractWorld = Awaited<ReturnType<typeof openContractWorld>>;

/** Whom the operation is for: a distributor, unless it is for customers alone. Those of resale have no statement of coupons. */
const whose: Readonly<Record<string, 'customer' | 'referral' | undefined>> = {
  ListSubCustomerCoupons: 'customer',
  ListCustomerCouponChangeRecords: 'referral',
  ListCustomerAccountChangeRecords: 'referral',
  ShowCustomerAccountBalances: 'customer',
};

function customersOf({ customers, d1 }: World): Record<'one' | 'two' | 'referral', WorldOrganization> {
  const { one = d1, two = d1, referral = d1 } = customers['D1'] ?? {};
  return { one, two, referral };
}

async function tellApart(world: World) {
  await database().update(schema.customers).set({ platformUserId: 'u-1', platformType: 'TEST_IDP' });
  await database().update(schema.customers).set({ newTag: 'Y', newTagFrom: '2026-01-01', newTagUntil: '2026-12-01' });
  await database()
    .update(schema.associations)
    .set({ accountManagerId: world.d1.users.sales })
    .where(eq(schema.associations.organizationId, world.d1.id));
}

/** Quota for the distributor and its reseller, and coupons for a customer of each type. */
async function giveCoupons(world: World): Promise<Id<'couponQuota'>> {
  await changeSetting(actorOf(world.operator), freshKey(), { key: 'coupons_to_referral', value: '1' });
  const terms = { serviceTypes: ['hws.service.type.ec2'], couponsMax: 5000 };
  const quota = await grant(world, world.d1, '100000.00', terms);
  await issueQuotaTo(world.d1, quota, world.r1a, '100.00');
  const { one, referral } = world.customers['D1'] ?? {};
  if (one && referral) await issueTo(world.d1, quota, [one, referral], '1.00');
  return quota;
}

let asked = 0;
/** A number nobody has: what is registered or sent once is not the same twice. */
const unused = (): string => {
  asked += 1;
  return String(asked).padStart(6, '0');
};

interface Made {
  readonly world: World;
  readonly quota: Id<'couponQuota'>;
  readonly quotaNumber: string;
}

/** What a request must hold to be a good one. */
async function goodInput(operation: Operation, made: Made): Promise<Record<string, unknown>> {
  const { world, quota, quotaNumber } = made;
  const customer = wireIdOf(customersOf(world).one.id);
  const other = wireIdOf(customersOf(world).two.id);
  const reseller = wireIdOf(world.r1a.id);
  if (operation === 'ReclaimCouponQuotas') {
    const child = await issueQuotaTo(world.d1, quota, world.r1a, '0.01');
    return { quota_ids: [(await quotaOf(child)).number, '1'] };
  }
  if (operation === 'ReclaimPartnerCoupons') {
    const { one } = world.customers['D1'] ?? {};
    const [coupon] = one ? await issueTo(world.d1, quota, [one], '0.01') : [];
    return { coupon_id: coupon && couponNumber(coupon) };
  }
  const inputs: Readonly<Record<string, Record<string, unknown> | undefined>> = {
    CreateSubCustomer: { xaccount_id: `u-${unused()}`, xaccount_type: 'TEST_IDP' },
    CheckUserIdentity: { search_type: 'name', search_value: 'nobody-yet' },
    SendVerificationMessageCode: { receiver_type: 1, mobile_phone: `13912${unused()}` },
    ListCustomersBalancesDetail: { customer_infos: [{ customer_id: customer }] },
    UpdateCustomerAccountAmount: { customer_id: customer, amount: '12.34' },
    ReclaimToPartnerAccount: { customer_id: customer, amount: 0.01 },
    UpdateIndirectPartnerAccount: { indirect_partner_id: reseller, amount: 99.99 },
    ReclaimIndirectPartnerAccount: { indirect_partner_id: reseller, amount: '0.99' },
    FreezeSubCustomers: { customer_ids: [other, wireIdOf(world.d1.id)], reason: 'Test' },
    UnfreezeSubCustomers: { customer_ids: [other, wireIdOf(world.d1.id)], reason: 'Test' },
    UpdateCouponQuotas: {
      quota_id: quotaNumber,
      indirect_partner_ids: [reseller, wireIdOf(world.r2a.id)],
      quota_amount: '0.01',
    },
    CreatePartnerCoupons: { quota_id: quotaNumber, customer_ids: [customer, wireIdOf(world.r2a.id)], face_value: 0.01 },
    ListCustomerCouponChangeRecords: { balance_type: 'BALANCE_TYPE_COUPON' },
    ListPartnerAccountChangeRecords: { balance_type: 'BALANCE_TYPE_DEBIT' },
    ListCustomerAccountChangeRecords: { balance_type: 'BALANCE_TYPE_DEBIT' },
    ListCities: { province_code: 'CN-13' },
    ListCounties: { city_code: 'CN-13-001' },
    ListServiceResources: { service_type_code: 'hws.service.type.ec2' },
  };
  return inputs[operation] ?? {};
}

const spans = ['create_time', 'effective_time', 'expire_time', 'operation_time', 'associated_on', 'trade_time'];
/** What all members of that name take. */
const byName: Readonly<Record<string, unknown>> = {
  ...Object.fromEntries(spans.map((name) => [`${name}_begin`, '2020-01-01T00:00:00Z'])),
  ...Object.fromEntries(spans.map((name) => [`${name}_end`, '2099-12-31T23:59:59Z'])),
  ...{ active_start_time: '2020-01-01T00:00:00Z', active_end_time: '2099-12-31T23:59:59Z' },
  ...{ offset: 0, limit: 10, account_name: 'a', customer: 'a', label: 'a', association_type: '2' },
  ...{ trans_id: 'AD1', order_id: 'CS1', trade_id: 'AD1', source_id: 'a', promotion_plan_id: 'a', result: '0' },
  ...{ quota_id: '1', parent_quota_id: '1', coupon_id: 'CP1', quota_ids: ['1'], quota_status_list: [0] },
  ...{ coupon_ids: ['CP1', 'CP2'], operation_types: ['1', '2'], quota_type: 0, coupon_type: 1, status: 2 },
  ...{ revenue_expense_type: 'REVENUE', payment_channel_id: 'a', payment_channel_no: 'a', memo: 'a', remark: 'a' },
  ...{ freeze_type: 'ACCOUNT', unfreeze_type: 'ACCOUNT', timeout: 5, lang: 'zh-cn', scene: 29 },
  ...{ service_type_name: 'a', resource_type_code: 'hws.resource.type.vm', measure_type: 1 },
  ...{ cloud_service_types: ['hws.service.type.ec2'], product_ids: ['p-1'] },
  ...{
    password: 'Str0ng-enough',
    is_close_market_ms: 'false',
    cooperation_type: '1',
    include_association_result: true,
  },
};
const operationTypes: Readonly<Record<string, string>> = {
  ListPartnerAdjustRecords: 'SOURCE_OPERATION_BEADJUST',
  ListCouponQuotasRecords: '10',
};
const inDays = (days: number) => `${new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 19)}Z`;
const statementDays = { trade_time_begin: '2026-06-01', trade_time_end: '2027-05-31' };
const tradeTypes: Readonly<Record<string, string>> = {
  ListPartnerAccountChangeRecords: 'RECHARGE',
  ListCustomerAccountChangeRecords: 'BEADJUST',
  ListCustomerCouponChangeRecords: 'COUPONADJUST',
};
/** Writes in which a distributor names itself: as good as nobody, where another than its reseller would be refused. */
const namesItself = [
  'CreatePartnerCoupons',
  'FreezeSubCustomers',
  'ReclaimPartnerCoupons',
  'ReclaimToPartnerAccount',
  'UnfreezeSubCustomers',
  'UpdateCustomerAccountAmount',
];

/** A right value for every member that may be left out. A verification code goes with a mobile number that was sent one; neither is needed. */
function othersOf(operation: Operation, world: World): Record<string, unknown> {
  const { parameters, body } = contract[operation] as {
    parameters?: object;
    body?: { properties: object; required?: string[] };
  };
  const names = Object.keys(parameters ?? body?.properties ?? {});
  const special: Record<string, unknown> = {
    ...(operation.includes('ChangeRecords') ? { ...statementDays, trade_type: tradeTypes[operation] } : {}),
    indirect_partner_id: wireIdOf(namesItself.includes(operation) ? world.d1.id : world.r1a.id),
    customer_id: wireIdOf(customersOf(world).one.id),
    customer_ids: [wireIdOf(customersOf(world).one.id)],
    operation_type: operationTypes[operation],
    domain_name: `all-members-${unused()}`,
    ...(operation === 'CreatePartnerCoupons' ? { valid_time: inDays(1), expire_time: inDays(30) } : {}),
  };
  const leftOut = ['mobile_phone', 'verification_code'];
  const entries = names.flatMap((name): [string, unknown][] => {
    const value = special[name] ?? byName[name];
    const isRequired = body?.required?.includes(name) || value === undefined || leftOut.includes(name);
    return isRequired ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}
