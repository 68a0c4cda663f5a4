import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdUsageType } from './hold-entries';
import { changeUsageTypeInput } from './input';
import { changeable } from './model';

const { usageTypes } = schema;

/**
 * Changes what a usage type is called. Its code stays.
 *
 * @refuses usage_type_not_found
 */
export const changeUsageType = command({
  name: 'usage_types.change',
  permission: 'catalogue.manage',
  returns: 'usageType',
  input: changeUsageTypeInput,
  refusals: ['usage_type_not_found', 'changed_meanwhile'],
  async run({ tx, refuse }, { usageTypeId: id, seen, ...words }) {
    const before = await holdUsageType(tx, id);
    if (!before) return refuse('usage_type_not_found');
    refuseOvertaken(refuse, seen, shownOf(before, changeable.usageType));
    await tx
      .update(usageTypes)
      .set({ ...words, updatedAt: sql`clock_timestamp()` })
      .where(eq(usageTypes.id, id));
    const was = { nameWas: before.name, nameEnWas: before.nameEn };
    return { id, audit: { detail: { code: before.code, ...words, ...was } } };
  },
});
