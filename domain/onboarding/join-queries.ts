import { and, eq, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';

const { associations, organizations } = schema;

/** The partner the scope's organization, a customer, is associated with now; undefined when there is none. */
export async function findOwnPartner(scope: ReadScope): Promise<{ name: string; nameEn: string | null } | undefined> {
  const [row] = await database()
    .select({ name: organizations.name, nameEn: organizations.nameEn })
    .from(associations)
    .innerJoin(organizations, eq(organizations.id, associations.organizationId))
    .where(
      and(
        sql`${associations.customerId} = ${sql.param(scope.organizationId, organizations.id)}`,
        isNull(associations.endedAt),
      ),
    );
  return row;
}
