import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdMeasureUnit } from './hold-entries';
import { changeMeasureUnitInput } from './input';
import { changeable } from './model';

const { measureUnits } = schema;

/**
 * Changes what a unit is called. Its number and its family stay.
 *
 * @refuses measure_unit_not_found
 */
export const changeMeasureUnit = command({
  name: 'measure_units.change',
  permission: 'catalogue.manage',
  returns: 'measureUnit',
  input: changeMeasureUnitInput,
  refusals: ['measure_unit_not_found', 'changed_meanwhile'],
  async run({ tx, refuse }, { measureUnitId: id, seen, ...words }) {
    const before = await holdMeasureUnit(tx, id);
    if (!before) return refuse('measure_unit_not_found');
    refuseOvertaken(refuse, seen, shownOf(before, changeable.measureUnit));
    await tx
      .update(measureUnits)
      .set({ ...words, updatedAt: sql`clock_timestamp()` })
      .where(eq(measureUnits.id, id));
    const was = { nameWas: before.name, nameEnWas: before.nameEn };
    return { id, audit: { detail: { measureId: before.number, ...words, ...was } } };
  },
});
