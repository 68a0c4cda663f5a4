import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdConversion } from './hold-entries';
import { changeConversionInput } from './input';
import { changeable } from './model';

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
  refusals: ['conversion_not_found', 'changed_meanwhile'],
  async run({ tx, refuse }, { conversionId: id, ratio, seen }) {
    const before = await holdConversion(tx, id);
    if (!before) return refuse('conversion_not_found');
    refuseOvertaken(refuse, seen, shownOf(before, changeable.conversion));
    await tx
      .update(unitConversions)
      .set({ ratio, updatedAt: sql`clock_timestamp()` })
      .where(eq(unitConversions.id, id));
    return { id, audit: { detail: { ratio, ratioWas: before.ratio } } };
  },
});
