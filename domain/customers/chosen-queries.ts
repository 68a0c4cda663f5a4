import { and, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { customersInScope } from './customer-filter';

const { organizations, associations, users } = schema;
const partners = alias(organizations, 'partners');

/** A customer somebody picked out of the list, as far as it takes to know which one it is and who looks after it. */
export interface ChosenCustomer {
  readonly id: Id<'customer'>;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly managerName: string | null;
  readonly partner: { readonly id: Id<'organization'> };
}

/** Those of the customers that are in reach, by name. Others are left out, whether they exist or not. */
export async function listChosenCustomers(scope: ReadScope, ids: readonly Id<'customer'>[]): Promise<ChosenCustomer[]> {
  return database()
    .select({
      id: associations.customerId,
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
      managerName: users.name,
      partner: { id: partners.id },
    })
    .from(associations)
    .innerJoin(organizations, sql`${organizations.id} = ${associations.customerId}`)
    .innerJoin(partners, eq(partners.id, associations.organizationId))
    .leftJoin(users, eq(users.id, associations.accountManagerId))
    .where(and(customersInScope(scope), inArray(associations.customerId, [...ids])))
    .orderBy(organizations.name, associations.id);
}
