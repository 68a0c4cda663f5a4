import { index, integer, pgTable, smallint, text } from 'drizzle-orm/pg-core';

/**
 * Provinces (level 1), cities (2) and counties (3) of mainland China: public, the same for everybody, changed by migrations only.
 *
 * @source scripts/make-divisions.ts
 */
export const divisions = pgTable(
  'divisions',
  {
    code: text().primaryKey(),
    parentCode: text(),
    level: smallint().$type<1 | 2 | 3>().notNull(),
    name: text().notNull(),
    nameEn: text().notNull(),
    position: integer().notNull(),
  },
  (t) => [index('divisions_parent_code_position_index').on(t.parentCode, t.position)],
);
