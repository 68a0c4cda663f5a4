import { eq, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { refuseOvertaken, shownOf } from '@/domain/seen-values';
import { holdServiceType } from './hold-entries';
import { changeServiceTypeInput } from './input';
import { changeable } from './model';

const { serviceTypes } = schema;

/**
 * Changes what a cloud service is called. Its code stays.
 *
 * @refuses service_type_not_found
 */
export const changeServiceType = command({
  name: 'service_types.change',
  permission: 'catalogue.manage',
  returns: 'serviceType',
  input: changeServiceTypeInput,
  refusals: ['service_type_not_found', 'changed_meanwhile'],
  async run({ tx, refuse }, { serviceTypeId: id, seen, ...words }) {
    const before = await holdServiceType(tx, id);
    if (!before) return refuse('service_type_not_found');
    refuseOvertaken(refuse, seen, shownOf(before, changeable.serviceType));
    await tx
      .update(serviceTypes)
      .set({ ...words, updatedAt: sql`clock_timestamp()` })
      .where(eq(serviceTypes.id, id));
    const was = { nameWas: before.name, nameEnWas: before.nameEn };
    return { id, audit: { detail: { code: before.code, ...words, ...was } } };
  },
});
