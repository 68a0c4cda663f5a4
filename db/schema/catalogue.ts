import { sql } from 'drizzle-orm';
import { bigint, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../columns';

const created = {
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
};
const named = { name: text().notNull(), nameEn: text().notNull() };

/** 1 money, 2 duration, 3 traffic, 4 quantity, 7 capacity. */
export type MeasureFamily = 1 | 2 | 3 | 4 | 7;

/** Cloud services. Like all of the catalogue they belong to nobody: the operator keeps them, everybody reads them. */
export const serviceTypes = pgTable('service_types', {
  id: id('serviceType').primaryKey(),
  code: text().notNull(),
  ...named,
  abbreviation: text().notNull(),
  ...created,
});

/** What is bought of a service. */
export const resourceTypes = pgTable('resource_types', {
  id: id('resourceType').primaryKey(),
  serviceTypeId: id('serviceType').notNull(),
  code: text().notNull(),
  ...named,
  description: text(),
  descriptionEn: text(),
  ...created,
});

/** What is measured of a resource. */
export const usageTypes = pgTable('usage_types', {
  id: id('usageType').primaryKey(),
  resourceTypeId: id('resourceType').notNull(),
  code: text().notNull(),
  ...named,
  ...created,
});

/** What is measured in. */
export const measureUnits = pgTable('measure_units', {
  id: id('measureUnit').primaryKey(),
  /** `measure_id` of the API. */
  number: integer().notNull(),
  family: smallint().$type<MeasureFamily>().notNull(),
  ...named,
  abbreviation: text().notNull(),
  ...created,
});

/** One of a unit is `ratio` of another. */
export const unitConversions = pgTable('unit_conversions', {
  id: id('unitConversion').primaryKey(),
  unitId: id('measureUnit').notNull(),
  refUnitId: id('measureUnit').notNull(),
  family: smallint().$type<MeasureFamily>().notNull(),
  ratio: bigint({ mode: 'number' }).notNull(),
  ...created,
});
