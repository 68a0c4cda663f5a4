import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { addMeasureUnitInput } from './input';

/**
 * Adds a unit that is measured in. Its number (`measure_id`) and its family never change.
 *
 * @refuses catalogue_code_taken where the number is another unit's
 * @source api/bss-api.md 62
 */
export const addMeasureUnit = command({
  name: 'measure_units.add',
  permission: 'catalogue.manage',
  returns: 'measureUnit',
  input: addMeasureUnitInput,
  refusals: ['catalogue_code_taken'],
  constraints: { measure_units_number_key: 'catalogue_code_taken' },
  async run({ tx, newId: id }, unit) {
    await tx.insert(schema.measureUnits).values({ id, ...unit });
    const { number, family, name, nameEn } = unit;
    return { id, audit: { detail: { measureId: number, measureType: family, name, nameEn } } };
  },
});
