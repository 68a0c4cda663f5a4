import type {
  listConversions,
  listMeasureUnits,
  listResourceTypes,
  listServiceTypes,
  listUsageTypes,
} from '@/domain/catalogue/partner-api-queries';
import type { Json } from './json';

type RowOf<Query extends (...given: never[]) => Promise<{ readonly rows: readonly unknown[] }>> = Awaited<
  ReturnType<Query>
>['rows'][number];
type ItemOf<Query extends (...given: never[]) => Promise<readonly unknown[]>> = Awaited<ReturnType<Query>>[number];

/** `ServiceTypes` */
export const serviceType = (row: RowOf<typeof listServiceTypes>): Json => ({
  service_type_name: row.name,
  service_type_code: row.code,
  abbreviation: row.abbreviation,
});

/** `ResourceTypes` */
export const resourceType = (row: RowOf<typeof listResourceTypes>): Json => ({
  resource_type_code: row.code,
  resource_type_name: row.name,
  resource_type_desc: row.description,
  service_type_code: row.serviceTypeCode,
});

/** `ServiceResourceInfo` */
export const serviceResource = (row: RowOf<typeof listResourceTypes>): Json => ({
  basic_info: {
    resource_type_code: row.code,
    product_owner_service: row.serviceTypeCode,
    name: row.name,
    description: row.description,
  },
});

/** `UsageType` */
export const usageType = (row: RowOf<typeof listUsageTypes>): Json => ({
  code: row.code,
  name: row.name,
  resource_type_code: row.resourceTypeCode,
  service_type_code: row.serviceTypeCode,
  resource_type_name: row.resourceTypeName,
  service_type_name: row.serviceTypeName,
});

/** `MeasureUnitRest` */
export const measureUnit = (row: ItemOf<typeof listMeasureUnits>): Json => ({
  measure_id: row.number,
  measure_name: row.name,
  abbreviation: row.abbreviation,
  measure_type: row.family,
});

/** `Conversion` */
export const conversion = (row: ItemOf<typeof listConversions>): Json => ({
  measure_id: row.number,
  ref_measure_id: row.refNumber,
  conversion_ratio: row.ratio,
  measure_type: row.family,
});
