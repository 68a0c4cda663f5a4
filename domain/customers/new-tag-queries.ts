import { and, desc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import type { OffsetPaging } from './partner-api-queries';

const { associations, customers } = schema;

/** Whether a customer counts as new, and from which day until before which. */
export interface NewCustomerTag {
  readonly customerId: Id<'customer'>;
  readonly tag: 'Y' | 'N' | 'UNDETERMINED' | null;
  /** `YYYY-MM-DD`. */
  readonly from: string | null;
  readonly until: string | null;
}

/**
 * The new-customer tags of the reader's customers, in the order of their list. Customers nobody has judged yet are left out.
 *
 * @param wanted.customerIds none is no restriction
 * @source spec/02 §2.3, api/bss-api.md ListSubCustomerNewTag
 */
export async function listNewCustomerTags(
  scope: ReadScope,
  wanted: OffsetPaging & { readonly customerIds: readonly Id<'customer'>[] },
): Promise<NewCustomerTag[]> {
  return database()
    .select({
      customerId: customers.id,
      tag: customers.newTag,
      from: customers.newTagFrom,
      until: customers.newTagUntil,
    })
    .from(associations)
    .innerJoin(customers, eq(customers.id, associations.customerId))
    .where(
      and(
        eq(associations.organizationId, scope.organizationId),
        isNull(associations.endedAt),
        scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,
        wanted.customerIds.length > 0 ? inArray(associations.customerId, [...wanted.customerIds]) : undefined,
        isNotNull(customers.newTag),
      ),
    )
    .orderBy(desc(associations.associatedAt), desc(associations.id))
    .offset(wanted.offset)
    .limit(wanted.limit);
}
