import { asc, eq, ilike, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { containsPattern } from '@/lib/search-text';

const { measureUnits, resourceTypes, serviceTypes, unitConversions, usageTypes } = schema;

/** In which language entries are named. */
type Language = 'zh-CN' | 'en';

/** What is asked for of a list: how many rows are passed over, how many are wanted, and their language. */
export interface CataloguePaging {
  readonly offset: number;
  readonly limit: number;
  readonly language: Language;
}

/**
 * Cloud services by code; with `part`, those that have it in their name in that language. The catalogue is public: who may read it reads all
 * of it.
 */
export async function listServiceTypes(
  _scope: ReadScope,
  part: string | undefined,
  { offset, limit, language }: CataloguePaging,
) {
  const name = language === 'en' ? serviceTypes.nameEn : serviceTypes.name;
  const where = part === undefined ? undefined : ilike(name, containsPattern(part));
  const rows = await database()
    .select({ code: serviceTypes.code, name, abbreviation: serviceTypes.abbreviation })
    .from(serviceTypes)
    .where(where)
    .orderBy(asc(serviceTypes.code))
    .offset(offset)
    .limit(limit);
  return { total: await database().$count(serviceTypes, where), rows };
}

/** What can be bought, by code; with `serviceTypeCode`, of that service. */
export async function listResourceTypes(
  _scope: ReadScope,
  serviceTypeCode: string | undefined,
  { offset, limit, language }: CataloguePaging,
) {
  const where = serviceTypeCode === undefined ? undefined : eq(serviceTypes.code, serviceTypeCode);
  const from = () =>
    database()
      .select({
        code: resourceTypes.code,
        name: language === 'en' ? resourceTypes.nameEn : resourceTypes.name,
        description: language === 'en' ? resourceTypes.descriptionEn : resourceTypes.description,
        serviceTypeCode: serviceTypes.code,
      })
      .from(resourceTypes)
      .innerJoin(serviceTypes, eq(serviceTypes.id, resourceTypes.serviceTypeId))
      .where(where);
  const rows = await from().orderBy(asc(resourceTypes.code)).offset(offset).limit(limit);
  return { total: await database().$count(from().as('found')), rows };
}

/** What is measured, by code; with `resourceTypeCode`, of that resource type. */
export async function listUsageTypes(
  _scope: ReadScope,
  resourceTypeCode: string | undefined,
  { offset, limit, language }: CataloguePaging,
) {
  const where = resourceTypeCode === undefined ? undefined : eq(resourceTypes.code, resourceTypeCode);
  const from = () =>
    database()
      .select({
        code: usageTypes.code,
        name: language === 'en' ? usageTypes.nameEn : usageTypes.name,
        resourceTypeCode: resourceTypes.code,
        resourceTypeName: language === 'en' ? resourceTypes.nameEn : resourceTypes.name,
        serviceTypeCode: serviceTypes.code,
        serviceTypeName: language === 'en' ? serviceTypes.nameEn : serviceTypes.name,
      })
      .from(usageTypes)
      .innerJoin(resourceTypes, eq(resourceTypes.id, usageTypes.resourceTypeId))
      .innerJoin(serviceTypes, eq(serviceTypes.id, resourceTypes.serviceTypeId))
      .where(where);
  const rows = await from().orderBy(asc(usageTypes.code), asc(resourceTypes.code)).offset(offset).limit(limit);
  return { total: await database().$count(from().as('found')), rows };
}

/** Every unit, by number. */
export async function listMeasureUnits(_scope: ReadScope, language: Language) {
  return database()
    .select({
      number: measureUnits.number,
      name: language === 'en' ? measureUnits.nameEn : measureUnits.name,
      abbreviation: measureUnits.abbreviation,
      family: measureUnits.family,
    })
    .from(measureUnits)
    .orderBy(asc(measureUnits.number));
}

/** Every conversion, by the numbers of its units; with `family`, those of one family. */
export async function listConversions(_scope: ReadScope, family: number | undefined) {
  const unit = alias(measureUnits, 'unit');
  const reference = alias(measureUnits, 'reference');
  return database()
    .select({
      number: unit.number,
      refNumber: reference.number,
      ratio: unitConversions.ratio,
      family: unitConversions.family,
    })
    .from(unitConversions)
    .innerJoin(unit, eq(unit.id, unitConversions.unitId))
    .innerJoin(reference, eq(reference.id, unitConversions.refUnitId))
    .where(family === undefined ? undefined : eq(sql`${unitConversions.family}::int`, family))
    .orderBy(asc(unit.number), asc(reference.number));
}
