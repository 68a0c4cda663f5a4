import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { addServiceTypeInput } from './input';

/**
 * Adds a cloud service to the catalogue. Its code never changes.
 *
 * @refuses catalogue_code_taken
 * @source api/bss-api.md 58
 */
export const addServiceType = command({
  name: 'service_types.add',
  permission: 'catalogue.manage',
  returns: 'serviceType',
  input: addServiceTypeInput,
  refusals: ['catalogue_code_taken'],
  constraints: { service_types_code_key: 'catalogue_code_taken' },
  async run({ tx, newId: id }, entry) {
    await tx.insert(schema.serviceTypes).values({ id, ...entry });
    const { code, name, nameEn } = entry;
    return { id, audit: { detail: { code, name, nameEn } } };
  },
});
