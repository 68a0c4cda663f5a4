import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdMeasureUnit } from './hold-entries';
import { removeMeasureUnitInput } from './input';

const { measureUnits } = schema;

/**
 * Takes a unit out of the catalogue, unless something is converted into it or from it.
 *
 * @refuses measure_unit_not_found; catalogue_entry_in_use
 */
export const removeMeasureUnit = command({
  name: 'measure_units.remove',
  permission: 'catalogue.manage',
  returns: 'measureUnit',
  input: removeMeasureUnitInput,
  refusals: ['measure_unit_not_found', 'catalogue_entry_in_use'],
  constraints: {
    unit_conversions_unit_fkey: 'catalogue_entry_in_use',
    unit_conversions_ref_unit_fkey: 'catalogue_entry_in_use',
  },
  async run({ tx, refuse }, { measureUnitId: id }) {
    const before = await holdMeasureUnit(tx, id);
    if (!before) return refuse('measure_unit_not_found');
    await tx.delete(measureUnits).where(eq(measureUnits.id, id));
    const { number, name, nameEn } = before;
    return { id, audit: { detail: { measureId: number, name, nameEn } } };
  },
});
