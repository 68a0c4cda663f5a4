import { POST as dryRunAdjustment } from '@/app/api/v1/adjustments/dry-run/route';
import { GET as listEvents } from '@/app/api/v1/events/route';
import { GET as showRequest } from '@/app/api/v1/operations/[requestKey]/route';
import { POST as replayDeliveries } from '@/app/api/v1/webhook-endpoints/[id]/replays/route';
import { GET as listCustomerAccountChangeRecords } from '@/app/v2/accounts/customer-accounts/account-change-records/route';
import { POST as listCustomersBalancesDetail } from '@/app/v2/accounts/customer-accounts/balances/batch-query/route';
import { GET as showCustomerAccountBalances } from '@/app/v2/accounts/customer-accounts/balances/route';
import { GET as listPartnerAccountChangeRecords } from '@/app/v2/accounts/partner-accounts/account-change-records/route';
import { POST as updateCustomerAccountAmount } from '@/app/v2/accounts/partner-accounts/adjust-amount/route';
import { GET as listPartnerBalances } from '@/app/v2/accounts/partner-accounts/balances/route';
import { POST as updateIndirectPartnerAccount } from '@/app/v2/accounts/partner-accounts/indirect-partner-adjust/route';
import { POST as reclaimIndirectPartnerAccount } from '@/app/v2/accounts/partner-accounts/indirect-partner-reclaim/route';
import { POST as reclaimToPartnerAccount } from '@/app/v2/accounts/partner-accounts/reclaim/route';
import { GET as listConversions } from '@/app/v2/bases/conversions/route';
import { GET as listMeasureUnits } from '@/app/v2/bases/measurements/route';
import { POST as sendVerificationMessageCode } from '@/app/v2/bases/verificationcode/send/route';
import { POST as updateCouponQuotas } from '@/app/v2/partners/coupon-quotas/indirect-partner-adjust/route';
import { POST as reclaimCouponQuotas } from '@/app/v2/partners/coupon-quotas/indirect-partner-reclaim/route';
import { POST as listQuotaCoupons } from '@/app/v2/partners/coupon-quotas/query/route';
import { GET as listCouponQuotasRecords } from '@/app/v2/partners/coupon-quotas/records/route';
import { POST as listIndirectPartners } from '@/app/v2/partners/indirect-partners/query/route';
import { GET as listIssuedCouponQuotas } from '@/app/v2/partners/issued-coupon-quotas/route';
import { POST as freezeSubCustomers } from '@/app/v2/partners/sub-customers/freeze/route';
import { POST as listSubCustomerNewTag } from '@/app/v2/partners/sub-customers/new-customers-tags/batch-query/route';
import { POST as listSubCustomers } from '@/app/v2/partners/sub-customers/query/route';
import { POST as createSubCustomer } from '@/app/v2/partners/sub-customers/route';
import { POST as unfreezeSubCustomers } from '@/app/v2/partners/sub-customers/unfreeze/route';
import { POST as checkUserIdentity } from '@/app/v2/partners/sub-customers/users/check-identity/route';
import { GET as listResourceTypes } from '@/app/v2/products/resource-types/route';
import { GET as listServiceResources } from '@/app/v2/products/service-resources/route';
import { GET as listServiceTypes } from '@/app/v2/products/service-types/route';
import { GET as listUsageTypes } from '@/app/v2/products/usage-types/route';
import { GET as listCustomerCouponChangeRecords } from '@/app/v2/promotions/benefits/account-change-records/route';
import { GET as listSubCustomerCoupons } from '@/app/v2/promotions/benefits/coupons/route';
import { POST as reclaimPartnerCoupons } from '@/app/v2/promotions/benefits/partner-coupons/reclaim/route';
import { GET as listPartnerCouponsRecord } from '@/app/v2/promotions/benefits/partner-coupons/records/query/route';
import {
  POST as createPartnerCoupons,
  GET as listIssuedPartnerCoupons,
} from '@/app/v2/promotions/benefits/partner-coupons/route';
import { GET as listCities } from '@/app/v2/systems/configs/cities/route';
import { GET as listCounties } from '@/app/v2/systems/configs/counties/route';
import { GET as listProvinces } from '@/app/v2/systems/configs/provinces/route';
import { GET as listPartnerAdjustRecords } from '@/app/v3/accounts/partner-accounts/adjust-records/route';

/** What Next hands to a handler besides the request. */
interface Context {
  readonly params: Promise<Readonly<Record<string, string>>>;
}

/** The handlers of every operation there is, by its name: the doors themselves, called without a network between. */
export const servedOperations: Readonly<Record<string, (request: Request, context: Context) => Promise<Response>>> = {
  CreateSubCustomer: createSubCustomer,
  CheckUserIdentity: checkUserIdentity,
  SendVerificationMessageCode: sendVerificationMessageCode,
  ListSubCustomers: listSubCustomers,
  ListPartnerBalances: listPartnerBalances,
  ShowCustomerAccountBalances: showCustomerAccountBalances,
  ListCustomersBalancesDetail: listCustomersBalancesDetail,
  UpdateCustomerAccountAmount: updateCustomerAccountAmount,
  ReclaimToPartnerAccount: reclaimToPartnerAccount,
  UpdateIndirectPartnerAccount: updateIndirectPartnerAccount,
  ReclaimIndirectPartnerAccount: reclaimIndirectPartnerAccount,
  ListPartnerAdjustRecords: listPartnerAdjustRecords,
  ListIndirectPartners: listIndirectPartners,
  ListProvinces: listProvinces,
  ListCities: listCities,
  ListCounties: listCounties,
  FreezeSubCustomers: freezeSubCustomers,
  UnfreezeSubCustomers: unfreezeSubCustomers,
  ListSubCustomerNewTag: listSubCustomerNewTag,
  ListQuotaCoupons: listQuotaCoupons,
  UpdateCouponQuotas: updateCouponQuotas,
  ReclaimCouponQuotas: reclaimCouponQuotas,
  ListIssuedCouponQuotas: listIssuedCouponQuotas,
  ListCouponQuotasRecords: listCouponQuotasRecords,
  CreatePartnerCoupons: createPartnerCoupons,
  ReclaimPartnerCoupons: reclaimPartnerCoupons,
  ListIssuedPartnerCoupons: listIssuedPartnerCoupons,
  ListPartnerCouponsRecord: listPartnerCouponsRecord,
  ListSubCustomerCoupons: listSubCustomerCoupons,
  ListCustomerCouponChangeRecords: listCustomerCouponChangeRecords,
  ListPartnerAccountChangeRecords: listPartnerAccountChangeRecords,
  ListCustomerAccountChangeRecords: listCustomerAccountChangeRecords,
  ListServiceTypes: listServiceTypes,
  ListResourceTypes: listResourceTypes,
  ListServiceResources: listServiceResources,
  ListUsageTypes: listUsageTypes,
  ListMeasureUnits: listMeasureUnits,
  ListConversions: listConversions,
  ShowRequest: showRequest,
  ListEvents: listEvents,
  DryRunAdjustment: dryRunAdjustment,
  ReplayDeliveries: replayDeliveries,
};
