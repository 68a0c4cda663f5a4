import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdConversion } from './hold-entries';
import { changeConversionInput } from './input';

const { unitConversions } = schema;

/**
 * Changes how many of one unit another one is. Which units they are stays.
 *
 * @refuses conversion_not_found
 */
export const changeConversion = command({
  name: 'conversions.change',
  permission: 'catalogue.manage',
  returns: 'unitConversion',
  input: changeConversionInput,
  refusals: ['conversion_not_found'],
  async run({ tx, refuse }, { conversionId: id, ratio }) {
    const before = await holdConversion(tx, id);
    if (!before) return refuse('conversion_not_found');
    await tx
      .update(unitConversions)
      .set({ ratio, updatedAt: sql`clock_timestamp()` })
      .where(eq(unitConversions.id, id));
    return { id, audit: { detail: { ratio, ratioWas: before.ratio } } };
  },
});
