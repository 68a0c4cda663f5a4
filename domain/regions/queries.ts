import { and, asc, count, eq, type SQL } from 'drizzle-orm';
import { database } from '@/db/client';
import { divisions } from '@/db/schema/divisions';

/** `code` is "CN-13", "CN-13-001" or "CN-13-001-02". */
export interface Region {
  readonly code: string;
  readonly name: string;
}

/** `count` is of all regions there are, `rows` those of the page. */
export interface RegionPage {
  readonly count: number;
  readonly rows: readonly Region[];
}

export interface RegionPaging {
  readonly offset: number;
  readonly limit: number;
  readonly language: 'zh-CN' | 'en';
}

/**
 * The 31 provinces. Regions are public reference data: these are the only queries without a scope.
 *
 * @source design/decisions.md 36
 */
export const listProvinces = (paging: RegionPaging): Promise<RegionPage> =>
  listDivisions(eq(divisions.level, 1), paging);

/** The cities of a province; none for a code that is not a province's. */
export const listCities = (provinceCode: string, paging: RegionPaging): Promise<RegionPage> =>
  listDivisions(and(eq(divisions.parentCode, provinceCode), eq(divisions.level, 2)), paging);

/** The counties of a city; none for a code that is not a city's, and for the four cities that have no counties. */
export const listCounties = (cityCode: string, paging: RegionPaging): Promise<RegionPage> =>
  listDivisions(and(eq(divisions.parentCode, cityCode), eq(divisions.level, 3)), paging);

async function listDivisions(where: SQL | undefined, { offset, limit, language }: RegionPaging): Promise<RegionPage> {
  const name = language === 'en' ? divisions.nameEn : divisions.name;
  const [total] = await database().select({ count: count() }).from(divisions).where(where);
  const rows = await database()
    .select({ code: divisions.code, name })
    .from(divisions)
    .where(where)
    .orderBy(asc(divisions.position))
    .offset(offset)
    .limit(limit);
  return { count: total?.count ?? 0, rows };
}
