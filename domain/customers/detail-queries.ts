import { and, eq, isNull, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { AssociationType, FreezeLevel, OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { type Money, money } from '@/lib/money';
import type { PersonalField } from './input';
import type { NewTag } from './model';

const { organizations, customers, associations, users, ledgerAccounts, ledgerBalances, auditEntries } = schema;
const partners = alias(organizations, 'partners');

/** How long a revealed field stays readable for the session that asked, in seconds. @source docs/decisions/0011-masking.md */
export const revealedSeconds = 60;

/** One customer as its page shows it. Personal data are masked. */
export interface CustomerDetail {
  readonly id: Id<'customer'>;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly state: 'active' | 'frozen';
  readonly frozenAt: Date | null;
  /** For the operator only: the words are its own. */
  readonly frozenReason: string | null;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly createdAt: Date;
  readonly verifiedStatus: string;
  readonly customerLevel: string;
  readonly newTag: NewTag | null;
  /** Days between which the tag holds, `YYYY-MM-DD`; absent where there is no end to it. */
  readonly newTagFrom: string | null;
  readonly newTagUntil: string | null;
  readonly balance: Money;
  /** Absent for a customer nobody looks after, which only the operator sees. */
  readonly association: {
    readonly type: AssociationType;
    readonly associatedAt: Date;
    readonly label: string | null;
    readonly remark: string | null;
    /** The partner's freeze, and its words. */
    readonly freezeLevel: FreezeLevel | null;
    readonly frozenAt: Date | null;
    readonly freezeReason: string | null;
    readonly partner: {
      readonly id: Id<'organization'>;
      readonly kind: OrganizationKind;
      readonly name: string;
      readonly nameEn: string | null;
    };
    readonly manager: { readonly id: Id<'user'>; readonly name: string } | null;
  } | null;
}

/**
 * One customer in reach. Undefined for any other, whether it exists or not.
 *
 * @source spec/02 §2.2, design/decisions.md 14
 */
export async function findCustomer(scope: ReadScope, id: Id<'customer'>): Promise<CustomerDetail | undefined> {
  const [row] = await database()
    .select({
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
      state: organizations.state,
      frozenAt: organizations.frozenAt,
      frozenReason: organizations.frozenReason,
      mobile: organizations.mobile,
      email: organizations.email,
      createdAt: organizations.createdAt,
      currency: organizations.currency,
      verifiedStatus: customers.verifiedStatus,
      customerLevel: customers.customerLevel,
      newTag: customers.newTag,
      newTagFrom: customers.newTagFrom,
      newTagUntil: customers.newTagUntil,
      balanceMinor: sql<string>`coalesce(${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}, 0)`,
      type: associations.type,
      associatedAt: associations.associatedAt,
      label: associations.label,
      remark: associations.remark,
      freeze: {
        freezeLevel: associations.freezeLevel,
        frozenAt: associations.frozenAt,
        freezeReason: associations.freezeReason,
      },
      partner: { id: partners.id, kind: partners.kind, name: partners.name, nameEn: partners.nameEn },
      manager: { id: users.id, name: users.name },
    })
    .from(customers)
    .innerJoin(organizations, eq(organizations.id, asKind('organization', id)))
    .leftJoin(associations, and(eq(associations.customerId, customers.id), isNull(associations.endedAt)))
    .leftJoin(partners, eq(partners.id, associations.organizationId))
    .leftJoin(users, eq(users.id, associations.accountManagerId))
    .leftJoin(
      ledgerAccounts,
      sql`${ledgerAccounts.ownerId} = ${organizations.id} and ${ledgerAccounts.purpose} = 'funds'
        and ${ledgerAccounts.unitCode} = ${organizations.currency}`,
    )
    .leftJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(and(eq(customers.id, id), inReach(scope)));
  if (!row) return undefined;
  const { type, associatedAt, label, remark, freeze, partner, manager, currency, balanceMinor, ...facts } = row;
  const notFrozen = { freezeLevel: null, frozenAt: null, freezeReason: null };
  return {
    ...facts,
    id,
    frozenReason: scope.everyOrganization ? facts.frozenReason : null,
    mobile: maskMobile(facts.mobile),
    email: maskEmail(facts.email),
    balance: money(BigInt(balanceMinor), currency),
    association:
      type && associatedAt && partner
        ? { type, associatedAt, label, remark, ...(freeze ?? notFrozen), partner, manager }
        : null,
  };
}

/** The operator also sees who has no partner any more. */
const inReach = (scope: ReadScope) =>
  and(
    scope.everyOrganization ? undefined : eq(associations.organizationId, scope.organizationId),
    scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,
  );

/**
 * The personal fields of a customer that this session has asked to see within the last minute, in clear: what the audit has a row for,
 * and nothing else. This is the only query that returns them.
 *
 * @source docs/decisions/0011-masking.md, quality/acceptance.md P6
 */
export async function findRevealed(
  scope: ReadScope,
  id: Id<'customer'>,
  sessionId: Id<'session'> | null,
): Promise<Partial<Record<PersonalField, string | null>>> {
  if (sessionId === null) return {};
  const asked = await database()
    .select({ field: sql<PersonalField>`${auditEntries.detail} ->> 'field'` })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.subjectId, id),
        eq(auditEntries.action, 'customers.reveal'),
        eq(auditEntries.outcome, 'done'),
        eq(auditEntries.sessionId, sessionId),
        sql`${auditEntries.at} > clock_timestamp() - make_interval(secs => ${revealedSeconds})`,
      ),
    );
  if (asked.length === 0) return {};
  const [clear] = await database()
    .select({ mobile: organizations.mobile, email: organizations.email })
    .from(customers)
    .innerJoin(organizations, eq(organizations.id, asKind('organization', id)))
    .leftJoin(associations, and(eq(associations.customerId, customers.id), isNull(associations.endedAt)))
    .where(and(eq(customers.id, id), inReach(scope)));
  return clear ? Object.fromEntries(asked.map(({ field }) => [field, clear[field]])) : {};
}
