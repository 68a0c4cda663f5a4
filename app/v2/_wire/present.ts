import type { NewCustomerTag } from '@/domain/customers/new-tag-queries';
import type { listResellers, PartnerCustomer } from '@/domain/customers/partner-api-queries';
import type { AdjustmentRecord } from '@/domain/funds/partner-api-queries';
import type { Region } from '@/domain/regions/queries';
import { type Id, wireIdOf } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { formatMoney, type Money, money } from '@/lib/money';
import { ExactNumber, type Json, wireTime } from './json';
import { associationTypes, majorUnits, operationTypes } from './words';

/** `CustomerInformation`. Numbers and addresses of people are masked, names are not. @source docs/decisions/0011-masking.md */
export const customerInformation = (row: PartnerCustomer): Json => ({
  customer: row.name,
  account_name: row.accountName,
  customer_id: wireIdOf(row.customerId),
  associated_on: wireTime(row.associatedAt),
  association_type: associationTypes[row.type],
  label: row.label,
  telephone: maskMobile(row.mobile),
  verified_status: row.verifiedStatus,
  country_code: row.mobile === null ? null : row.countryCode,
  customer_type: row.customerType,
  is_frozen: frozenState(row),
  account_managers: row.managerEmail === null ? [] : [{ account_name: maskEmail(row.managerEmail) }],
  xaccount_id: row.platformUserId,
  xaccount_type: row.platformType,
  customer_level: row.customerLevel,
  email: maskEmail(row.email),
});

/** 1: the account, by the operator or by the partner; 2: by the partner, with its resources. @source api/bss-api.md CustomerInformation.is_frozen */
const frozenState = ({ state, freezeLevel }: PartnerCustomer): number => {
  if (freezeLevel === 'account_and_resource') return 2;
  return state === 'frozen' || freezeLevel === 'account' ? 1 : 0;
};

/** `NewCustomerTagItem`. Days are told as the instants at which they begin in UTC. */
export const newCustomerTag = (row: NewCustomerTag): Json => ({
  customer_id: wireIdOf(row.customerId),
  customer_tag_type: 'SMB',
  new_customer_tag: row.tag,
  effective_time: row.from === null ? null : `${row.from}T00:00:00Z`,
  expire_time: row.until === null ? null : `${row.until}T00:00:00Z`,
});

/** `IndirectPartnerInfo`. */
export const indirectPartnerInfo = (row: Awaited<ReturnType<typeof listResellers>>['rows'][number]): Json => ({
  indirect_partner_id: wireIdOf(row.id),
  mobile_phone: maskMobile(row.mobile),
  email: maskEmail(row.email),
  account_name: row.accountName,
  name: row.name,
  associated_on: wireTime(row.associatedAt),
  account_manager_id: null,
  account_manager_name: null,
});

/** `CustomerBalancesV2`. A prepaid customer cannot owe. */
export const customerBalance = (row: { customerId: Id<'customer'>; balance: Money }): Json => ({
  customer_id: wireIdOf(row.customerId),
  debt_amount: new ExactNumber(nothingOf(row.balance)),
  amount: new ExactNumber(row.balance),
  currency: row.balance.currency,
  measure_id: majorUnits,
});

/** `AdjustRecordV3`, whose amount is text. */
export const adjustRecord = (row: AdjustmentRecord): Json => ({
  customer_id: wireIdOf(row.counterpartyId),
  customer_name: row.counterpartyAccountName,
  operation_type: operationTypes[row.kind],
  amount: formatMoney(row.amount),
  currency: row.amount.currency,
  apply_scene: null,
  operation_time: wireTime(row.at),
  measure_id: majorUnits,
  trans_id: row.transaction,
  memo: row.memo,
});

/** `Province`, `City` and `County` have the same two members. */
export const region = ({ code, name }: Region): Json => ({ code, name });

const nothingOf = ({ currency }: Money): Money => money(0n, currency);
