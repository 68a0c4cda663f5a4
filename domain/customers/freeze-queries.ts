import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id } from '@/lib/id';
import type { FreezeLevel } from './input';

const { associations, organizations } = schema;

/** A partner's freeze of one of its customers, as the partner keeps it. */
export interface PartnersFreeze {
  readonly level: FreezeLevel;
  readonly frozenAt: Date;
  /** For the partner and the operator only. */
  readonly reason: string;
}

/** How far the partner of a customer in reach has frozen it. Undefined when it has not, or the customer is out of reach. */
export async function findPartnersFreeze(scope: ReadScope, id: Id<'customer'>): Promise<PartnersFreeze | undefined> {
  const { freezeLevel: level, frozenAt, freezeReason: reason } = associations;
  const [row] = await database()
    .select({ level, frozenAt, reason })
    .from(associations)
    .where(
      and(
        eq(associations.customerId, id),
        isNull(associations.endedAt),
        isNotNull(associations.freezeLevel),
        scope.everyOrganization ? undefined : eq(associations.organizationId, scope.organizationId),
        scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,
      ),
    );
  if (!row || row.level === null || row.frozenAt === null) return undefined;
  return { level: row.level, frozenAt: row.frozenAt, reason: row.reason ?? '' };
}

/** Whether the reader's own partner has frozen it, and how far. Why is the partner's to say. */
export async function findOwnFreeze(scope: ReadScope): Promise<FreezeLevel | undefined> {
  const [row] = await database()
    .select({ level: associations.freezeLevel })
    .from(associations)
    .where(and(eq(associations.customerId, asKind('customer', scope.organizationId)), isNull(associations.endedAt)));
  return row?.level ?? undefined;
}

/** Whether the reader's organization may freeze its customers: a reseller only when its distributor lets it. */
export async function mayFreeze(scope: ReadScope): Promise<boolean> {
  if (scope.kind !== 'reseller') return true;
  const [row] = await database()
    .select({ isGranted: organizations.freezesCustomers })
    .from(organizations)
    .where(eq(organizations.id, scope.organizationId));
  return row?.isGranted ?? false;
}
