import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdResourceType } from './hold-entries';
import { addUsageTypeInput } from './input';

/**
 * Adds what is measured of a resource type. Its code and its resource type never change.
 *
 * @refuses resource_type_not_found; catalogue_code_taken
 * @source api/bss-api.md 61
 */
export const addUsageType = command({
  name: 'usage_types.add',
  permission: 'catalogue.manage',
  returns: 'usageType',
  input: addUsageTypeInput,
  refusals: ['resource_type_not_found', 'catalogue_code_taken'],
  constraints: { usage_types_code_key: 'catalogue_code_taken' },
  async run({ tx, newId: id, refuse }, entry) {
    const resourceType = await holdResourceType(tx, entry.resourceTypeId);
    if (!resourceType) return refuse('resource_type_not_found');
    await tx.insert(schema.usageTypes).values({ id, ...entry });
    const { code, name, nameEn } = entry;
    return { id, audit: { detail: { code, name, nameEn, under: resourceType.code } } };
  },
});
