import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdServiceType } from './hold-entries';
import { addResourceTypeInput } from './input';

/**
 * Adds what can be bought of a cloud service. Its code and its service never change.
 *
 * @refuses service_type_not_found; catalogue_code_taken
 * @source api/bss-api.md 59, 60
 */
export const addResourceType = command({
  name: 'resource_types.add',
  permission: 'catalogue.manage',
  returns: 'resourceType',
  input: addResourceTypeInput,
  refusals: ['service_type_not_found', 'catalogue_code_taken'],
  constraints: { resource_types_code_key: 'catalogue_code_taken' },
  async run({ tx, newId: id, refuse }, entry) {
    const serviceType = await holdServiceType(tx, entry.serviceTypeId);
    if (!serviceType) return refuse('service_type_not_found');
    await tx.insert(schema.resourceTypes).values({ id, ...entry });
    const { code, name, nameEn } = entry;
    return { id, audit: { detail: { code, name, nameEn, under: serviceType.code } } };
  },
});
