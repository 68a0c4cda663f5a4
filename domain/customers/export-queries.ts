import { eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { schema, type Transaction } from '@/db/client';
import type { AssociationType, FreezeLevel } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { type Cursor, instantKey, keyset } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { maskEmail, maskMobile, maskName } from '@/lib/mask';
import { type Money, money } from '@/lib/money';
import { type CustomerFilter, customersWhere, isCustomer } from './customer-filter';

const { organizations, associations, customers, users, ledgerAccounts, ledgerBalances } = schema;
const partners = alias(organizations, 'partners');

/** A customer as it leaves the house: names, numbers and addresses of people are masked. */
export interface ExportedCustomer {
  readonly id: Id<'customer'>;
  readonly name: string;
  readonly accountName: string;
  readonly type: AssociationType;
  /** `2026-11-22 15:04:05` in the zone asked for. */
  readonly associatedAt: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly manager: string | null;
  readonly label: string | null;
  /** Absent for referral customers: they have no money of ours. */
  readonly balance: Money | null;
  readonly state: 'active' | 'frozen';
  readonly freezeLevel: FreezeLevel | null;
  readonly level: string;
  readonly partnerId: Id<'organization'>;
}

/**
 * The customers a filter leaves, in the order of their list, from behind `after` on. The moment is the transaction's.
 *
 * @source spec/00 §0.3
 */
export async function exportCustomers(
  scope: ReadScope,
  tx: Transaction,
  filter: CustomerFilter,
  from: { readonly after: Cursor<'association'> | undefined; readonly limit: number; readonly timeZone: string },
): Promise<{ rows: ExportedCustomer[]; after: Cursor<'association'> | undefined }> {
  const page = keyset(
    { from: from.after, isBackward: false, limit: from.limit },
    { key: sql`${associations.associatedAt}`, sort: 'instant', id: sql`${associations.id}` },
  );
  const found = await tx
    .select({
      associationId: associations.id,
      key: instantKey(sql`${associations.associatedAt}`),
      id: associations.customerId,
      name: organizations.name,
      accountName: organizations.accountName,
      type: associations.type,
      associatedAt: sql<string>`to_char(${associations.associatedAt} at time zone ${from.timeZone}, 'YYYY-MM-DD HH24:MI:SS')`,
      mobile: organizations.mobile,
      email: organizations.email,
      manager: users.name,
      label: associations.label,
      currency: organizations.currency,
      balanceMinor: sql<string>`coalesce(${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}, 0)`,
      state: organizations.state,
      freezeLevel: associations.freezeLevel,
      level: customers.customerLevel,
      partnerId: partners.id,
    })
    .from(associations)
    .innerJoin(organizations, isCustomer)
    .innerJoin(customers, eq(customers.id, associations.customerId))
    .innerJoin(partners, eq(partners.id, associations.organizationId))
    .leftJoin(users, eq(users.id, associations.accountManagerId))
    .leftJoin(
      ledgerAccounts,
      sql`${ledgerAccounts.ownerId} = ${organizations.id} and ${ledgerAccounts.purpose} = 'funds'
        and ${ledgerAccounts.unitCode} = ${organizations.currency}`,
    )
    .leftJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(customersWhere(scope, filter, { ...page, limit: from.limit }))
    .orderBy(page.orderBy)
    .limit(from.limit);
  const last = found.length < from.limit ? undefined : found.at(-1);
  const rows = found.map(({ associationId: _id, key: _key, currency, balanceMinor, ...row }) => ({
    ...row,
    name: maskName(row.name),
    accountName: maskName(row.accountName),
    mobile: maskMobile(row.mobile),
    email: maskEmail(row.email),
    manager: row.manager === null ? null : maskName(row.manager),
    balance: row.type === 'referral' ? null : money(BigInt(balanceMinor), currency),
  }));
  return { rows, after: last && { key: last.key, id: last.associationId } };
}
