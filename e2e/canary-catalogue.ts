import { asc } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { World } from '@/tests/world';
import type { Thing } from './canary-server';

/** Two entries of each kind of the catalogue, which the operator keeps: pages of them are nobody else's. */
export async function catalogueThings({ operator }: World): Promise<Thing[]> {
  const { serviceTypes, resourceTypes, usageTypes, measureUnits, unitConversions } = schema;
  const rows = await Promise.all(
    [serviceTypes, resourceTypes, usageTypes, measureUnits, unitConversions].map((table) =>
      database().select({ id: table.id }).from(table).orderBy(asc(table.id)).limit(2),
    ),
  );
  return rows.flat().map(({ id }) => ({ of: operator.code, id }));
}
