import { eq } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { holdServiceType } from './hold-entries';
import { removeServiceTypeInput } from './input';

const { serviceTypes } = schema;

/**
 * Takes a cloud service out of the catalogue, unless it has resource types.
 *
 * @refuses service_type_not_found; catalogue_entry_in_use
 */
export const removeServiceType = command({
  name: 'service_types.remove',
  permission: 'catalogue.manage',
  returns: 'serviceType',
  input: removeServiceTypeInput,
  refusals: ['service_type_not_found', 'catalogue_entry_in_use'],
  constraints: { resource_types_service_type_fkey: 'catalogue_entry_in_use' },
  async run({ tx, refuse }, { serviceTypeId: id }) {
    const before = await holdServiceType(tx, id);
    if (!before) return refuse('service_type_not_found');
    await tx.delete(serviceTypes).where(eq(serviceTypes.id, id));
    return { id, audit: { detail: { code: before.code, name: before.name, nameEn: before.nameEn } } };
  },
});
