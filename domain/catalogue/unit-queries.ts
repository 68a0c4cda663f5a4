import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { MeasureFamily } from '@/db/schema/catalogue';
import type { ReadScope } from '@/domain/read-scope';
import { keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';

const { measureUnits, unitConversions } = schema;

/** A unit as others name it. */
export interface UnitName {
  readonly id: Id<'measureUnit'>;
  /** `measure_id` of the API. */
  readonly number: number;
  readonly name: string;
  readonly nameEn: string;
}

/** A unit with how many conversions lead from it or to it. */
export interface UnitEntry extends UnitName {
  readonly family: MeasureFamily;
  readonly abbreviation: string;
  readonly parts: number;
}

/** One `unit` is `ratio` of `reference`. */
export interface ConversionEntry {
  readonly id: Id<'unitConversion'>;
  readonly family: MeasureFamily;
  readonly ratio: number;
  readonly unit: UnitName;
  readonly reference: UnitName;
}

const first = { from: undefined, isBackward: false, limit: 1 } as const;

/** Units by number, page by page; with `family`, those of one. The catalogue is public: who may read it reads all of it. */
export const listUnitEntries = (
  _scope: ReadScope,
  family: MeasureFamily | undefined,
  page: PageRequest<'measureUnit'>,
): Promise<Page<UnitEntry>> =>
  readPage(page, {
    read: (position) => readUnits(family && eq(measureUnits.family, family), position),
    cursorOf: ({ number, id }) => ({ key: String(number), id }),
  });

/** One of them; undefined for any other id. */
export async function findUnitEntry(_scope: ReadScope, id: Id<'measureUnit'>): Promise<UnitEntry | undefined> {
  const [row] = await readUnits(eq(measureUnits.id, id), first);
  return row;
}

/** Every unit there is, to choose one. */
export const listUnitOptions = (_scope: ReadScope) =>
  database()
    .select({
      ...unitName(measureUnits),
      family: measureUnits.family,
    })
    .from(measureUnits)
    .orderBy(asc(measureUnits.family), asc(measureUnits.number));

/** Conversions by the number of their unit, page by page; with `family`, those of one. */
export const listConversionEntries = (
  _scope: ReadScope,
  family: MeasureFamily | undefined,
  page: PageRequest<'unitConversion'>,
): Promise<Page<ConversionEntry>> =>
  readPage(page, {
    read: (position) => readConversions(family && eq(unitConversions.family, family), position),
    cursorOf: ({ unit, id }) => ({ key: String(unit.number), id }),
  });

/** One of them; undefined for any other id. */
export async function findConversionEntry(
  _scope: ReadScope,
  id: Id<'unitConversion'>,
): Promise<ConversionEntry | undefined> {
  const [row] = await readConversions(eq(unitConversions.id, id), first);
  return row;
}

const unitName = ({ id, number, name, nameEn }: typeof measureUnits) => ({ id, number, name, nameEn });

function readUnits(where: SQL | undefined, position: Position<'measureUnit'>): Promise<UnitEntry[]> {
  const page = keyset(position, {
    ...{ key: sql`${measureUnits.number}`, sort: 'integer', id: sql`${measureUnits.id}`, order: 'asc' },
  } as const);
  const { family, abbreviation } = measureUnits;
  const parts = sql<number>`(select count(*)::int from unit_conversions c
    where c.unit_id = ${sql.raw('measure_units.id')} or c.ref_unit_id = ${sql.raw('measure_units.id')})`;
  return database()
    .select({ ...unitName(measureUnits), family, abbreviation, parts })
    .from(measureUnits)
    .where(and(where, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function readConversions(where: SQL | undefined, position: Position<'unitConversion'>): Promise<ConversionEntry[]> {
  const unit = alias(measureUnits, 'unit');
  const reference = alias(measureUnits, 'reference');
  const { id, family, ratio } = unitConversions;
  const page = keyset(position, { key: sql`${unit.number}`, sort: 'integer', id: sql`${id}`, order: 'asc' });
  const named = (of: typeof unit | typeof reference) => ({
    id: of.id,
    number: of.number,
    name: of.name,
    nameEn: of.nameEn,
  });
  return database()
    .select({ id, family, ratio, unit: named(unit), reference: named(reference) })
    .from(unitConversions)
    .innerJoin(unit, eq(unit.id, unitConversions.unitId))
    .innerJoin(reference, eq(reference.id, unitConversions.refUnitId))
    .where(and(where, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}
