import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Obstacle } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';

const { customers } = schema;

/** What keeps a customer from being associated: the operator's own knowledge. For everybody else nothing is found. */
export async function listObstacles(scope: ReadScope, id: Id<'customer'>): Promise<readonly Obstacle[]> {
  if (!scope.everyOrganization) return [];
  const [row] = await database().select({ obstacles: customers.obstacles }).from(customers).where(eq(customers.id, id));
  return row?.obstacles ?? [];
}
