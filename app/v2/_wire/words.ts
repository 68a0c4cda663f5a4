import type { FreezeLevel } from '@/domain/customers/input';
import type { PartnerCustomer } from '@/domain/customers/partner-api-queries';
import type { AdjustmentRecord } from '@/domain/funds/partner-api-queries';

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

/** Ours by the wire's, for reading. */
export const fromWire = <Ours extends string>(words: Readonly<Record<Ours, string>>): Readonly<Record<string, Ours>> =>
  Object.fromEntries(Object.entries<string>(words).map(([ours, wire]) => [wire, ours as Ours]));

/** `measure_id`: amounts are in major units (yuan, not fen). */
export const majorUnits = 1;
