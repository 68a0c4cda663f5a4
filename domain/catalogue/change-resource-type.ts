import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdResourceType } from './hold-entries';
import { changeResourceTypeInput } from './input';
import { changeable } from './model';

const { resourceTypes } = schema;

/**
 * Changes what a resource type is called and how it is described. Its code stays.
 *
 * @refuses resource_type_not_found
 */
export const changeResourceType = command({
  name: 'resource_types.change',
  permission: 'catalogue.manage',
  returns: 'resourceType',
  input: changeResourceTypeInput,
  refusals: ['resource_type_not_found', 'changed_meanwhile'],
  async run({ tx, refuse }, { resourceTypeId: id, seen, ...words }) {
    const before = await holdResourceType(tx, id);
    if (!before) return refuse('resource_type_not_found');
    refuseOvertaken(refuse, seen, shownOf(before, changeable.resourceType));
    await tx
      .update(resourceTypes)
      .set({ ...words, updatedAt: sql`clock_timestamp()` })
      .where(eq(resourceTypes.id, id));
    const was = { nameWas: before.name, nameEnWas: before.nameEn };
    return { id, audit: { detail: { code: before.code, ...words, ...was } } };
  },
});
