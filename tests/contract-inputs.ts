import contract from '@/app/v2/_wire/contract.json' with { type: 'json' };
import { couponNumber } from '@/domain/coupons/coupon-number';
import { sendCustomerCode } from '@/domain/onboarding/send-customer-code';
import { type Id, wireIdOf } from '@/lib/id';
import type { Operation } from './contract-members';
import { grant, issueQuotaTo, issueTo, quotaOf } from './coupons';
import { codeSentTo } from './joining';
import { hadMoney } from './statements';
import { actorOf, freshKey, fund, type WorldCustomer, type WorldOrganization } from './world';

/** Who takes part in the calls of the contract: a distributor with its reseller and customers, and somebody who is none of them. */
export interface ContractTree {
  readonly operator: WorldOrganization;
  readonly distributor: WorldOrganization;
  readonly reseller: WorldOrganization;
  readonly stranger: WorldOrganization;
  readonly one: WorldCustomer;
  readonly two: WorldCustomer;
  readonly referral: WorldCustomer;
}
/** The same with what there is to show. */
export interface FurnishedTree extends ContractTree {
  readonly quota: Id<'couponQuota'>;
  readonly quotaNumber: string;
}

/** Gives the tree money, quota for the distributor and its reseller, and a coupon for a customer. */
export async function furnish(tree: ContractTree): Promise<FurnishedTree> {
  const { distributor, reseller, one, referral } = tree;
  await fund(tree, distributor, '1000000.00');
  const terms = { serviceTypes: ['hws.service.type.ec2'], couponsMax: 5000 };
  const quota = await grant(tree, distributor, '100000.00', terms);
  await issueQuotaTo(distributor, quota, reseller, '100.00');
  await issueTo(distributor, quota, [one], '1.00');
  await hadMoney(distributor, referral);
  return { ...tree, quota, quotaNumber: (await quotaOf(quota)).number };
}

/** Whom an operation is for: a distributor, unless it is for customers alone. Those of resale have no statement of coupons. */
export const callerOf = (operation: Operation): 'distributor' | 'one' | 'referral' => whose[operation] ?? 'distributor';
const whose: Readonly<Record<string, 'one' | 'referral' | undefined>> = {
  ListSubCustomerCoupons: 'one',
  ListCustomerCouponChangeRecords: 'referral',
  ListCustomerAccountChangeRecords: 'referral',
  ShowCustomerAccountBalances: 'one',
};

let asked = Math.floor(Math.random() * 900_000);
/** Six digits nobody has: what is registered or sent once is not the same twice. */
const unused = (): string => {
  asked += 1;
  return String(asked).padStart(6, '0');
};

/** What a request must hold to be a good one. */
export async function goodInput(operation: Operation, tree: FurnishedTree): Promise<Record<string, unknown>> {
  const { quota, quotaNumber } = tree;
  const [customer, other, own] = [tree.one, tree.two, tree.distributor].map(({ id }) => wireIdOf(id));
  const [reseller, stranger] = [tree.reseller, tree.stranger].map(({ id }) => wireIdOf(id));
  if (operation === 'ReclaimCouponQuotas') {
    const child = await issueQuotaTo(tree.distributor, quota, tree.reseller, '0.01');
    return { quota_ids: [(await quotaOf(child)).number, '1'] };
  }
  if (operation === 'ReclaimPartnerCoupons') {
    const [coupon] = await issueTo(tree.distributor, quota, [tree.one], '0.01');
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
    FreezeSubCustomers: { customer_ids: [other, own], reason: 'Test' },
    UnfreezeSubCustomers: { customer_ids: [other, own], reason: 'Test' },
    UpdateCouponQuotas: {
      quota_id: quotaNumber,
      indirect_partner_ids: [reseller, stranger],
      quota_amount: '0.01',
    },
    CreatePartnerCoupons: { quota_id: quotaNumber, customer_ids: [customer, stranger], face_value: 0.01 },
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
const statementDays = { trade_time_begin: inDays(-180).slice(0, 10), trade_time_end: inDays(180).slice(0, 10) };
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

/** A right value for every member that may be left out. */
export async function othersOf(operation: Operation, tree: ContractTree): Promise<Record<string, unknown>> {
  const { parameters, body } = contract[operation] as {
    parameters?: object;
    body?: { properties: object; required?: string[] };
  };
  const names = Object.keys(parameters ?? body?.properties ?? {});
  const special: Record<string, unknown> = {
    ...(operation.includes('ChangeRecords') ? { ...statementDays, trade_type: tradeTypes[operation] } : {}),
    indirect_partner_id: wireIdOf(namesItself.includes(operation) ? tree.distributor.id : tree.reseller.id),
    customer_id: wireIdOf(tree.one.id),
    customer_ids: [wireIdOf(tree.one.id)],
    operation_type: operationTypes[operation],
    domain_name: `all-members-${unused()}`,
    ...(operation === 'CreateSubCustomer' ? await provenMobile(tree) : {}),
    ...(operation === 'CreatePartnerCoupons' ? { valid_time: inDays(1), expire_time: inDays(30) } : {}),
  };
  const entries = names.flatMap((name): [string, unknown][] => {
    const value = special[name] ?? byName[name];
    return body?.required?.includes(name) || value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** A mobile number with the code that was sent to it. */
async function provenMobile({ distributor }: ContractTree) {
  const mobile = `13713${unused()}`;
  const asked = { mobile, minutes: 10, language: 'zh-CN', purpose: 'register', customerId: null };
  await sendCustomerCode(actorOf(distributor), freshKey(), asked);
  return { mobile_phone: mobile, verification_code: await codeSentTo(mobile) };
}
