import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdConversion } from './hold-entries';
import { removeConversionInput } from './input';

const { unitConversions } = schema;

/**
 * Takes a conversion out of the catalogue.
 *
 * @refuses conversion_not_found
 */
export const removeConversion = command({
  name: 'conversions.remove',
  permission: 'catalogue.manage',
  returns: 'unitConversion',
  input: removeConversionInput,
  refusals: ['conversion_not_found'],
  async run({ tx, refuse }, { conversionId: id }) {
    const before = await holdConversion(tx, id);
    if (!before) return refuse('conversion_not_found');
    await tx.delete(unitConversions).where(eq(unitConversions.id, id));
    return { id, audit: { detail: { ratio: before.ratio } } };
  },
});
