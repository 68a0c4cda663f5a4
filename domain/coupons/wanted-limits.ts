import type { GrantQuota, IssueQuota } from './input';
import type { Narrowing } from './limits-model';

/** The limits that a form or a program has asked for. */
export const wantedLimits = (input: GrantQuota | IssueQuota): Narrowing => ({
  serviceTypes: input.serviceTypes,
  productIds: input.productIds,
  orderTypes: input.orderTypes,
  chargingMode: input.chargingMode ?? 'any',
  associationTypes: input.associationTypes,
  customerIds: 'customerIds' in input ? input.customerIds : [],
  firstAssociationOnly: input.firstAssociationOnly,
  combinable: !input.notCombinable,
  usesMax: input.usesMax,
  ...(input.minOrder ? { minOrderMinor: input.minOrder.minor.toString() } : {}),
  faceMinMinor: input.faceMin?.minor.toString() ?? null,
  faceMaxMinor: input.faceMax?.minor.toString() ?? null,
  couponsMax: input.couponsMax,
  faceTotalMaxMinor: input.faceTotalMax?.minor.toString() ?? null,
});
