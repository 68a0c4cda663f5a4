import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdResourceType } from './hold-entries';
import { removeResourceTypeInput } from './input';

const { resourceTypes } = schema;

/**
 * Takes a resource type out of the catalogue, unless it has usage types.
 *
 * @refuses resource_type_not_found; catalogue_entry_in_use
 */
export const removeResourceType = command({
  name: 'resource_types.remove',
  permission: 'catalogue.manage',
  returns: 'resourceType',
  input: removeResourceTypeInput,
  refusals: ['resource_type_not_found', 'catalogue_entry_in_use'],
  constraints: { usage_types_resource_type_fkey: 'catalogue_entry_in_use' },
  async run({ tx, refuse }, { resourceTypeId: id }) {
    const before = await holdResourceType(tx, id);
    if (!before) return refuse('resource_type_not_found');
    await tx.delete(resourceTypes).where(eq(resourceTypes.id, id));
    return { id, audit: { detail: { code: before.code, name: before.name, nameEn: before.nameEn } } };
  },
});
