import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdUsageType } from './hold-entries';
import { changeUsageTypeInput } from './input';

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
  refusals: ['usage_type_not_found'],
  async run({ tx, refuse }, { usageTypeId: id, ...words }) {
    const before = await holdUsageType(tx, id);
    if (!before) return refuse('usage_type_not_found');
    await tx
      .update(usageTypes)
      .set({ ...words, updatedAt: sql`clock_timestamp()` })
      .where(eq(usageTypes.id, id));
    const was = { nameWas: before.name, nameEnWas: before.nameEn };
    return { id, audit: { detail: { code: before.code, ...words, ...was } } };
  },
});
