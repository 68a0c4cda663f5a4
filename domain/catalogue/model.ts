import type { MeasureFamily } from '@/db/schema/catalogue';

/** What is measured, as the API numbers it: money, duration, traffic, quantity, capacity. @source api/bss-api.md measure_type */
export const measureFamilies = [1, 2, 3, 4, 7] as const satisfies readonly MeasureFamily[];

/** What of an entry can be changed, by the names of the controls. */
export const changeable = {
  serviceType: ['name', 'nameEn', 'abbreviation'],
  resourceType: ['name', 'nameEn', 'description', 'descriptionEn'],
  usageType: ['name', 'nameEn'],
  measureUnit: ['name', 'nameEn', 'abbreviation'],
  conversion: ['ratio'],
} as const;

/** More than this no number of JSON holds exactly. */
export const ratioMax = Number.MAX_SAFE_INTEGER;
/** The largest `measure_id`. */
export const unitNumberMax = 999_999;
