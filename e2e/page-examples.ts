import type { Role } from '@/db/schema/identity';
import { builtInProfiles } from '@/domain/reconciliation/formats/csv-profiles';
import { controlsOf } from '@/domain/reconciliation/profile-input';
import type { World, WorldOrganization } from '@/tests/world';
import { accessExamples } from './access-examples';
import { bankTransferExamples } from './bank-transfer-examples';
import type { Canary } from './canary-server';
import { catalogueExamples } from './catalogue-examples';
import { credentialExamples } from './credential-examples';
import { onlineExamples, onlineOthers } from './online-examples';
import { rechargeOthers } from './recharge-examples';
import { webhookExamples } from './webhook-examples';

/** Who opens a page, and which. */
export interface Example {
  /** Nobody, for the pages that need nobody. */
  readonly who?: (world: World) => WorldOrganization;
  readonly role?: Role;
  /** What to open instead of the bare path. */
  readonly path?: (canary: Canary) => string;
}

const operator = (world: World) => world.operator;
const partner = (world: World) => world.s1;
const distributor = (world: World) => world.d1;
const customer = (world: World) => world.customers['S1']?.one ?? world.s1;
const customerOf = ({ world }: Canary) => world.customers['S1']?.one ?? world.customers['S2']?.one;
const customerIn = (canary: Canary) => customerOf(canary)?.customerId ?? '';
const thing = (prefix: string, of: string) => (canary: Canary) =>
  canary.things.find(({ id, of: owner }) => id.startsWith(prefix) && owner === of)?.id ?? '';
/** Lists of coupons stand behind those of money. */
const couponList = ({ things }: Canary) =>
  things.findLast(({ id, of }) => id.startsWith('bat_') && of === 'S1')?.id ?? '';
const at = (path: string, id: (canary: Canary) => string) => (canary: Canary) => path.replace(':id', id(canary));
const moneyOf = (direction: string) => at(`/funds/${direction}?customer=:id`, customerIn);
const reviewOf = (direction: string) => at(`/funds/${direction}/review?customer=:id&amount=1.23`, customerIn);

const issueOf =
  (step: string, faceValue = '1.00', more = '') =>
  (canary: Canary) =>
    `/coupons/issue${step}?quota=${thing('qta_', 'S1')(canary)}&customers=${customerIn(canary)}&faceValue=${faceValue}${more}`;
const quotaIssueOf = (step: string) => (canary: Canary) =>
  `/coupons/issue-quota${step}?quota=${thing('qta_', 'D1')(canary)}&resellers=${canary.world.r1a.id}&amount=1.00`;

/** A profile that was checked and tried on a line. */
const trial = new URLSearchParams({
  name: 'Bank',
  ...controlsOf(builtInProfiles['cn-style-b']),
  sample: `${Object.values(builtInProfiles['cn-style-b'].columns).join(',')}\n6214830000000001,2026-01-05,,R1,1.00,,1.00,P,1,,T`,
});
const card =
  'kind=bank_card&payeeType=company_account&accountName=P&accountNumber=6222021234567894&bankName=B&branch=W';

/** For every page somebody who may see it, and what to open. */
export const examples: Readonly<Record<string, Example>> = {
  ...accessExamples,
  ...bankTransferExamples,
  ...catalogueExamples,
  ...credentialExamples,
  ...onlineExamples,
  ...webhookExamples,
  '/': { who: partner },
  '/account/security': { who: partner },
  '/association-changes': { who: partner },
  '/association-changes/[id]': { who: partner, path: at('/association-changes/:id', thing('chg_', 'S1')) },
  '/association-changes/new': {
    who: partner,
    path: at('/association-changes/new?customer=:id&kind=switch', customerIn),
  },
  '/account/verification': { who: partner, path: () => '/account/verification?sent=1&back=%2Ffunds' },
  '/audit': { who: partner },
  '/coupons/issue': { who: partner, path: issueOf('', '1.00', '&q=CNRY') },
  '/coupons/issue-quota': { who: distributor, path: quotaIssueOf('') },
  '/coupons/issue-quota/review': { who: distributor, path: quotaIssueOf('/review') },
  '/coupons/issue/review': { who: partner, path: issueOf('/review') },
  '/coupons/operations/[id]': { who: partner, path: at('/coupons/operations/:id?done=1', thing('cop_', 'S1')) },
  '/coupons/reclaim': { who: partner, path: at('/coupons/reclaim?coupon=:id', thing('cpn_', 'S1')) },
  '/coupons/reclaim-quotas': {
    who: distributor,
    path: at('/coupons/reclaim-quotas?quota=:id', thing('qta_', 'R1a')),
  },
  '/coupons': { who: partner },
  '/coupons/issued': { who: partner },
  '/coupons/issued/[id]': { who: partner, path: at('/coupons/issued/:id', thing('cpn_', 'S1')) },
  '/coupons/issued-quotas': { who: distributor },
  '/coupons/quotas/[id]': { who: partner, path: at('/coupons/quotas/:id', thing('qta_', 'S1')) },
  '/coupons/records': { who: partner },
  '/coupons/batches': { who: partner },
  '/coupons/batches/[id]': { who: partner, path: at('/coupons/batches/:id', couponList) },
  '/coupons/batches/new': { who: partner, path: at('/coupons/batches/new?quota=:id', thing('qta_', 'S1')) },
  '/customers': { who: partner },
  '/customers/[id]': { who: partner, path: at('/customers/:id', customerIn) },
  '/customers/assign': { who: partner, path: at('/customers/assign?customers=:id', customerIn) },
  '/customers/of-resellers': { who: distributor },
  '/customers/of-resellers/[id]': {
    who: distributor,
    path: ({ world }) => `/customers/of-resellers/${world.customers['R1a']?.one.customerId}`,
  },
  '/customers/exports': { who: partner, path: () => '/customers/exports?q=CNRY&type=resale' },
  '/funds': { who: partner },
  '/funds/adjustments': { who: partner },
  '/funds/adjustments/[id]': { who: partner, path: at('/funds/adjustments/:id', thing('adj_', 'S1')) },
  '/funds/alerts': { who: partner },
  '/funds/allocate': { who: partner, path: moneyOf('allocate') },
  '/funds/allocate/review': { who: partner, path: reviewOf('allocate') },
  '/funds/batches': { who: partner },
  '/funds/batches/[id]': { who: partner, path: at('/funds/batches/:id', thing('bat_', 'S1')) },
  '/funds/batches/new': { who: partner, path: () => '/funds/batches/new?tooLarge=1' },
  '/funds/payers': { who: partner },
  '/funds/payers/[id]': { who: partner, path: at('/funds/payers/:id?done=added', thing('epy_', 'S1')) },
  '/funds/payers/new': { who: partner },
  '/funds/recharge': { who: partner, path: () => '/funds/recharge?done=opened' },
  '/funds/credit': { who: partner },
  '/funds/claims': { who: partner, path: () => '/funds/claims?payerName=CNRY-S1-payer&amount=100.00&accountEnd=12' },
  '/funds/claims/[id]': { who: partner, path: at('/funds/claims/:id', thing('clm_', 'S1')) },
  '/funds/claims/new': {
    who: partner,
    path: (canary) => `/funds/claims/new?line=${thing('bln_', 'V')(canary)}&payerName=CNRY-payer&amount=100.00`,
  },
  '/funds/reclaim': { who: partner, path: moneyOf('reclaim') },
  '/funds/reclaim/review': { who: partner, path: reviewOf('reclaim') },
  '/funds/statement': { who: partner, path: () => '/funds/statement?as_of=2099-01-01T00%3A00%3A00&type=allocate' },
  '/funds/statement/exports': { who: partner, path: () => '/funds/statement/exports?account=credit' },
  '/funds/statement/months': { who: partner },
  '/funds/transfers/[id]': { who: partner, path: at('/funds/transfers/:id', thing('trf_', 'S1')) },
  '/funds/withdrawals': { who: partner },
  '/funds/withdrawals/[id]': { who: partner, path: at('/funds/withdrawals/:id', thing('wdr_', 'S1')) },
  '/funds/withdrawals/new': {
    who: partner,
    path: () => '/funds/withdrawals/new?kind=original&amount=1.00&checked=1',
  },
  '/funds/withdrawals/review': { who: partner, path: () => `/funds/withdrawals/review?${card}&amount=1.00` },
  '/join/[token]': { path: ({ invitation }) => `/join/${invitation.token}` },
  '/join/[token]/register': { path: ({ invitation }) => `/join/${invitation.token}/register` },
  '/my-account': { who: (world) => world.customers['S1']?.one ?? world.s1 },
  '/my-coupons': { who: customer },
  '/my-coupons/[id]': { who: customer, path: at('/my-coupons/:id', thing('cpn_', 'S1-1')) },
  '/onboarding': { who: partner },
  '/onboarding/history': { who: partner },
  '/onboarding/invite': { who: partner, path: at('/onboarding/invite?reports=:id&type=resale', thing('rpt_', 'S1')) },
  '/onboarding/links': { who: partner },
  '/onboarding/reports/[id]': { who: partner, path: at('/onboarding/reports/:id', thing('rpt_', 'S1')) },
  '/onboarding/reports/new': { who: partner },
  '/my-partner': { who: (world) => world.customers['S1']?.two ?? world.s1 },
  '/notices': { who: partner },
  '/operations/api-keys': { who: operator },
  '/operations/api-keys/[id]': { who: operator, path: at('/operations/api-keys/:id', thing('key_', 'S1')) },
  '/operations/api-keys/new': { who: operator },
  '/operations/bank-lines': { who: operator, path: () => '/operations/bank-lines?state=every&min=0.01' },
  '/operations/bank-lines/[id]': {
    who: operator,
    path: at('/operations/bank-lines/:id?find=CNRY', thing('bln_', 'V')),
  },
  '/operations/bank-files': { who: operator },
  '/operations/bank-files/[id]': { who: operator, path: at('/operations/bank-files/:id', thing('bfl_', 'V')) },
  '/operations/bank-files/new': {
    who: operator,
    path: () => '/operations/bank-files/new?problem=invalid_input&field=file&format=csv',
  },
  '/operations/bank-profiles': { who: operator },
  '/operations/bank-profiles/[id]': { who: operator, path: at('/operations/bank-profiles/:id', thing('bpf_', 'V')) },
  '/operations/bank-profiles/new': { who: operator, path: () => `/operations/bank-profiles/new?${trial}` },
  '/operations/claims': { who: operator, path: () => '/operations/claims?view=all' },
  '/operations/claims/[id]': { who: operator, path: at('/operations/claims/:id', thing('clm_', 'S1')) },
  '/operations/coupon-quotas': { who: operator, path: () => '/operations/coupon-quotas?kind=reseller&to=2099-01-01' },
  '/operations/coupon-quotas/[id]': { who: operator, path: at('/operations/coupon-quotas/:id', thing('qta_', 'D1')) },
  '/operations/coupon-quotas/new': {
    who: operator,
    path: ({ world }) =>
      `/operations/coupon-quotas/new?organizationId=${world.s1.id}&amount=1e3&serviceTypes=%28&orderTypes=new&checked=1`,
  },
  '/operations/coupon-quotas/review': {
    who: operator,
    path: ({ world }) =>
      `/operations/coupon-quotas/review?organizationId=${world.s1.id}&type=cash&amount=10000.00&expiresAt=2098-12-31&serviceTypes=ecs+obs&usesMax=2`,
  },
  '/operations/coupons': { who: operator },
  '/operations/coupons/[id]': { who: operator, path: at('/operations/coupons/:id', thing('cpn_', 'S1')) },
  '/operations/coupons/take-back': {
    who: operator,
    path: at('/operations/coupons/take-back?coupons=:id', thing('cpn_', 'S1')),
  },
  '/operations/credit': { who: operator },
  '/operations/credit/[id]': {
    who: operator,
    path: ({ world }) => `/operations/credit/${world.s1.id}?creditLimit=1e3&checked=1`,
  },
  '/operations/credit/[id]/review': {
    who: operator,
    path: ({ world }) => `/operations/credit/${world.s1.id}/review?creditLimit=1000.00&designated=5.00&reason=Test`,
  },
  '/operations/messages': { who: operator },
  '/operations/messages/[id]': { who: operator, path: at('/operations/messages/:id', thing('msg_', 'S1')) },
  '/operations/organizations': { who: operator },
  '/operations/organizations/[id]': { who: operator, path: ({ world }) => `/operations/organizations/${world.s1.id}` },
  '/operations/organizations/new': { who: operator },
  '/operations/payer-rules': { who: operator },
  '/operations/postings': { who: operator },
  '/operations/postings/[id]': { who: operator, path: at('/operations/postings/:id', thing('bpo_', 'V')) },
  '/operations/payment-files': { who: operator },
  '/operations/payment-files/[id]': { who: operator, path: at('/operations/payment-files/:id', thing('pmf_', 'V')) },
  '/operations/payment-files/new': {
    who: operator,
    path: at('/operations/payment-files/new?withdrawals=:id', thing('wdr_', 'S1')),
  },
  '/operations/prospects': { who: operator },
  '/operations/reports': { who: operator },
  '/operations/reports/[id]': { who: operator, path: at('/operations/reports/:id', thing('rpt_', 'S2')) },
  '/operations/receiving-accounts': { who: operator },
  '/operations/receiving-accounts/[id]': {
    who: operator,
    path: at('/operations/receiving-accounts/:id', thing('rva_', 'V')),
  },
  '/operations/receiving-accounts/new': { who: operator },
  '/operations/settings': { who: operator, path: () => '/operations/settings?change=contacts_max' },
  '/operations/users/[id]': { who: operator, path: ({ world }) => `/operations/users/${world.s1.users.sales}` },
  '/operations/withdrawals': { who: operator, path: () => '/operations/withdrawals?state=all' },
  '/operations/withdrawals/[id]': { who: operator, path: at('/operations/withdrawals/:id', thing('wdr_', 'S1')) },
  '/organization/contacts': { who: partner },
  '/organization/contacts/[contactId]': {
    who: partner,
    path: at('/organization/contacts/:id', thing('cct_', 'S1')),
  },
  '/organization/users': { who: partner },
  '/organization/users/[userId]': { who: partner, path: ({ world }) => `/organization/users/${world.s1.users.sales}` },
  '/organization/users/new': { who: partner },
  '/resellers': { who: distributor },
  '/resellers/[id]': { who: distributor, path: ({ world }) => `/resellers/${world.r1a.id}` },
  '/sign-in': {},
  '/sign-in/link': {},
};

/** Pages that have no address of their own. */
export const others: Readonly<Record<string, Example>> = {
  ...onlineOthers,
  'a quota to choose for a list of coupons': { who: partner, path: () => '/coupons/batches/new' },
  'no quota for a list of coupons': { who: (world) => world.g1, path: () => '/coupons/batches/new' },
  'a page that does not exist': { who: partner, path: () => '/no-such-page' },
  'a customer that does not exist': { who: partner, path: () => '/customers/cus_00000000000000000000000000' },
  'nobody to invite': { who: partner, path: () => '/onboarding/invite' },
  'a customer as the operator sees it': { who: operator, path: at('/customers/:id', customerIn) },
  'joining with an account': {
    who: (world) => world.customers['S2']?.one ?? world.s2,
    path: ({ invitation }) => `/join/${invitation.token}`,
  },
  'a list without rows': { who: (world) => world.g1, path: () => '/customers?q=nothing-of-that-name' },
  'a request that is not possible': {
    who: partner,
    path: ({ world }) => `/association-changes/new?customer=${world.customers['S1']?.two.customerId}&kind=disassociate`,
  },
  'coupons by every filter': {
    who: partner,
    path: () => '/coupons/issued?state=usable&state=used&within=30&createdFrom=2026-01-01&type=voucher',
  },
  'quota by month, of a partner that gives nothing else': {
    who: (world) => world.g1,
    path: () => '/coupons?state=normal&forecast=month&expiresTo=2030-01-01',
  },
  'a quota that was cut for a reseller': {
    who: distributor,
    path: at('/coupons/quotas/:id', thing('qta_', 'R1a')),
  },
  'coupons of which there are none': { who: (world) => world.d1, path: () => '/coupons/issued?number=CP0' },
  'records without rows': { who: (world) => world.g1, path: () => '/association-changes' },
  'a form that wants a code first': {
    who: (world) => world.customers['S1']?.one ?? world.s1,
    path: () => '/association-changes/new?kind=disassociate',
  },
  'a list with every column, a saved filter and its tools open': {
    who: partner,
    path: () =>
      '/customers?columns=id&columns=email&columns=level&columns=newTag&columns=verified&columns=state&columns=label&label=CNRY&from=2026-01-01&sort=name&size=20',
  },
  'coupons to take back of which there are none': { who: operator, path: () => '/operations/coupons/take-back' },
  'a quota as it is granted': { who: operator, path: () => '/operations/coupon-quotas/new' },
  'customers to assign of which there are none': { who: partner, path: () => '/customers/assign' },
  'what would be refused': { who: partner, path: at('/funds/allocate/review?customer=:id&amount=9999999', customerIn) },
  'coupons without a quota to issue from': { who: (world) => world.g1, path: () => '/coupons/issue' },
  'coupons that cannot be issued': { who: partner, path: issueOf('', '1.001', '&checked=1') },
  'coupons beyond the quota': { who: partner, path: issueOf('/review', '9999.00') },
  'no coupons to reclaim': { who: partner, path: () => '/coupons/reclaim' },
  ...rechargeOthers,
  'an amount that is none': { who: partner, path: at('/funds/allocate?customer=:id&amount=1e3', customerIn) },
};
