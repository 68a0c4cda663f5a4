import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdUsageType } from './hold-entries';
import { removeUsageTypeInput } from './input';

const { usageTypes } = schema;

/**
 * Takes a usage type out of the catalogue.
 *
 * @refuses usage_type_not_found
 */
export const removeUsageType = command({
  name: 'usage_types.remove',
  permission: 'catalogue.manage',
  returns: 'usageType',
  input: removeUsageTypeInput,
  refusals: ['usage_type_not_found'],
  async run({ tx, refuse }, { usageTypeId: id }) {
    const before = await holdUsageType(tx, id);
    if (!before) return refuse('usage_type_not_found');
    await tx.delete(usageTypes).where(eq(usageTypes.id, id));
    return { id, audit: { detail: { code: before.code, name: before.name, nameEn: before.nameEn } } };
  },
});
