import { asc, inArray } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { addConversionInput } from './input';

const { measureUnits, unitConversions } = schema;

/**
 * Adds how many of one unit another one is. Two units have one conversion at most, whichever way round.
 *
 * @refuses measure_unit_not_found; units_differ where they measure different things; conversion_taken
 * @source api/bss-api.md 63
 */
export const addConversion = command({
  name: 'conversions.add',
  permission: 'catalogue.manage',
  returns: 'unitConversion',
  input: addConversionInput,
  refusals: ['measure_unit_not_found', 'units_differ', 'conversion_taken'],
  constraints: { unit_conversions_pair_key: 'conversion_taken' },
  async run({ tx, newId: id, refuse }, { unitId, refUnitId, ratio }) {
    const units = await tx
      .select()
      .from(measureUnits)
      .where(inArray(measureUnits.id, [unitId, refUnitId]))
      .orderBy(asc(measureUnits.id))
      .for('update');
    const unit = units.find((each) => each.id === unitId);
    const reference = units.find((each) => each.id === refUnitId);
    if (!unit) return refuse('measure_unit_not_found', { unitId: 'not_found' });
    if (!reference) return refuse('measure_unit_not_found', { refUnitId: 'not_found' });
    if (unit.family !== reference.family) return refuse('units_differ', { refUnitId: 'units_differ' });
    await tx.insert(unitConversions).values({ id, unitId, refUnitId, family: unit.family, ratio });
    return { id, audit: { detail: { measureId: unit.number, refMeasureId: reference.number, ratio } } };
  },
});
