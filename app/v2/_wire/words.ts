import type {
  ChargingMode,
  CouponRecordKind,
  CouponState,
  CouponType,
  couponOperations,
  OrderType,
  QuotaState,
} from '@/domain/coupons/model';
import type { FreezeLevel } from '@/domain/customers/input';
import type { PartnerCustomer } from '@/domain/customers/partner-api-queries';
import type { AdjustmentRecord } from '@/domain/funds/partner-api-queries';
import type { StatementAccount, StatementDetail, StatementType } from '@/domain/statements/model';

/** The wire's words for ours, by the names they have here. */
export const associationTypes = { referral: '1', resale: '2' } as const satisfies Record<
  PartnerCustomer['type'],
  string
>;
export const operationTypes = {
  allocate: 'SOURCE_OPERATION_BEADJUST',
  reclaim: 'SOURCE_OPERATION_BERETRIEVE',
  unbind: 'SOURCE_OPERATION_BEUNBIND',
} as const satisfies Record<AdjustmentRecord['kind'], string>;

export const freezeTypes = {
  account: 'ACCOUNT',
  account_and_resource: 'ACCOUNT_AND_RESOURCE',
} as const satisfies Record<FreezeLevel, string>;

export const quotaTypes = { voucher: 0, cash: 1 } as const satisfies Record<CouponType, number>;
export const couponTypes = { voucher: 1, cash: 4 } as const satisfies Record<CouponType, number>;
/** Of the contract's states of a quota these are all; 6 is for a reseller's. */
export const quotaStates = {
  normal: 0,
  invalid: 3,
  adjusting: 4,
  frozen: 5,
  reclaimed: 6,
} as const satisfies Record<QuotaState, number>;
/** No coupon is in state 1, not activated: they need no activation. */
export const couponStates = {
  usable: 2,
  used: 3,
  expired: 4,
  reclaimed: 5,
} as const satisfies Record<CouponState, number>;
export const couponOperationTypes = {
  issue: '1',
  reclaim: '2',
  unbind: '3',
  expire: '4',
  unsubscribe: '5',
  recharge_cancelled: '6',
  associate: '7',
  switch: '8',
  move: '9',
} as const satisfies Record<(typeof couponOperations)[number], string>;
export const quotaOperationTypes = { quota_issue: '10', quota_reclaim: '11' } as const;
export const results = { done: '0', declined: '-1' } as const;

/** Orders of which kind, as a limit of use. */
export const orderTypes = { new: 'NEW', renew: 'RENEW', change: 'CHANGE' } as const satisfies Record<OrderType, string>;
/** As `charge_mode` of orders has them. */
export const chargingModes = { yearly_monthly: '1', on_demand: '3' } as const satisfies Record<
  Exclude<ChargingMode, 'any'>,
  string
>;

/** Stands for a word of the wire that nothing here is ever called by. */
export const none = 'other' as const;

/** Ours by the wire's, for reading. */
export const fromWire = <Ours extends string>(
  words: Readonly<Record<Ours, string | number>>,
): Readonly<Record<string, Ours>> =>
  Object.fromEntries(Object.entries<string | number>(words).map(([ours, wire]) => [wire, ours as Ours]));

/** The word of ours for one of the wire's, where it is one. */
export const meaningOf = <Ours>(words: Readonly<Record<string, Ours>>, wire: string | number): Ours | undefined =>
  Object.hasOwn(words, wire) ? words[wire] : undefined;

/** `measure_id`: amounts are in major units (yuan, not fen). */
export const majorUnits = 1;

/** What the statement of coupons can be asked for, and what happens here that is meant. Nothing is frozen or corrected. */
export const tradeTypes = {
  ADJUST: [],
  DEDEUCT: ['use'],
  REFUND: ['refund'],
  RFROZEN: [],
  EXPIRED: ['expire'],
  COUPONADJUST: ['issue'],
  COUPONCANCEL: ['reclaim', 'unbind', 'unsubscribe', 'recharge_cancelled', 'associate', 'switch', 'move'],
} as const satisfies Record<string, readonly CouponRecordKind[]>;
export const directions = { in: 'REVENUE', out: 'EXPENSE' } as const;

/** Of which account a statement is. */
export const balanceTypes = { recharge: 'BALANCE_TYPE_DEBIT', credit: 'BALANCE_TYPE_CREDIT' } as const satisfies Record<
  StatementAccount,
  string
>;

/** What a statement of an account can be asked for, and what of that happens here. */
export const accountTradeTypes = {
  RECHARGE: ['recharge'],
  DEDEUCT: [],
  REFUND: ['refund'],
  RFROZEN: ['freeze'],
  TRANS: [],
  ADJUST: ['adjustment'],
  BEADJUST: ['allocate'],
  BERETRIEVE: ['reclaim'],
  BEUNBIND: ['unbind'],
  BONUSCONVERT: [],
  TRADE_MODE_TRANSFER: [],
} as const satisfies Record<string, readonly StatementType[]>;

/** The contract's spelling, letter by letter. What is withdrawn is a refund there. */
export const tradeDetailTypes = {
  recharge: 'SOURCE_OPERAIION_RECHARGE',
  recharge_online: 'SOURCE_OPERAIION_RECHARGE',
  // The contract has no word for it.
  recharge_reverse: null,
  withdraw_hold: 'SOURCE_OPERAIION_RFROZEN',
  withdraw_release: 'SOURCE_OPERAIION_UNFROZEN',
  withdraw_return: 'SOURCE_OPERAIION_REFUND',
  credit_adjustment: 'SOURCE_OPERAIION_ADJUST_CREDIT',
  allocate: operationTypes.allocate,
  allocate_reseller: operationTypes.allocate,
  reclaim: operationTypes.reclaim,
  reclaim_reseller: operationTypes.reclaim,
  unbind: operationTypes.unbind,
} as const satisfies Record<StatementDetail, string | null>;
