import { eq } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { Id } from '@/lib/id';

const { measureUnits, resourceTypes, serviceTypes, unitConversions, usageTypes } = schema;

/** A cloud service, held until the transaction ends; undefined where there is none of that id. */
export async function holdServiceType(tx: Transaction, id: Id<'serviceType'>) {
  const [row] = await tx.select().from(serviceTypes).where(eq(serviceTypes.id, id)).for('update');
  return row;
}

/** The same for a resource type. */
export async function holdResourceType(tx: Transaction, id: Id<'resourceType'>) {
  const [row] = await tx.select().from(resourceTypes).where(eq(resourceTypes.id, id)).for('update');
  return row;
}

/** The same for a usage type. */
export async function holdUsageType(tx: Transaction, id: Id<'usageType'>) {
  const [row] = await tx.select().from(usageTypes).where(eq(usageTypes.id, id)).for('update');
  return row;
}

/** The same for a unit. */
export async function holdMeasureUnit(tx: Transaction, id: Id<'measureUnit'>) {
  const [row] = await tx.select().from(measureUnits).where(eq(measureUnits.id, id)).for('update');
  return row;
}

/** The same for a conversion. */
export async function holdConversion(tx: Transaction, id: Id<'unitConversion'>) {
  const [row] = await tx.select().from(unitConversions).where(eq(unitConversions.id, id)).for('update');
  return row;
}
