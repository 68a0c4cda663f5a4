import { and, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { InvitationKind } from '@/db/schema/association';
import type { AssociationType } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';
import { containsPattern, searchText } from '@/lib/search-text';

const { associationAttempts, associations, users } = schema;

/** Which attempts of those in reach are wanted. `q` is part of the customer's name. */
export interface AttemptFilter {
  readonly q?: string | undefined;
  readonly outcome?: 'associated' | 'failed' | undefined;
}

/** How somebody's attempt to become a customer ended. */
export interface AttemptRow {
  readonly id: Id<'associationAttempt'>;
  readonly at: Date;
  readonly customerName: string | null;
  /** Set while it is a customer the reader sees: whoever failed, or left, is nobody's business. */
  readonly customerId: Id<'customer'> | null;
  readonly via: InvitationKind | 'api';
  readonly type: AssociationType;
  readonly outcome: 'associated' | 'failed';
  /** A code of `domain/refusal.ts`. */
  readonly cause: string | null;
  readonly manager: string | null;
}

/** A page of attempts to join the reader's partner, the newest first; people in sales see those by way of their own invitations. */
export async function listAttempts(
  scope: ReadScope,
  filter: AttemptFilter,
  page: PageRequest<'associationAttempt'>,
): Promise<Page<AttemptRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readAttempts(scope, filter, position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(({ key: _key, ...row }) => row), before, after };
}

function conditionsOf(scope: ReadScope, { q, outcome }: AttemptFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    eq(associationAttempts.organizationId, scope.organizationId),
    scope.accountManagerId ? eq(associationAttempts.accountManagerId, scope.accountManagerId) : undefined,
    outcome && eq(associationAttempts.outcome, outcome),
    text === undefined
      ? undefined
      : sql`lower(${associationAttempts.customerName}) like lower(${containsPattern(text)})`,
  ];
}

async function readAttempts(scope: ReadScope, filter: AttemptFilter, position: Position<'associationAttempt'>) {
  const page = keyset(position, {
    key: sql`${associationAttempts.createdAt}`,
    sort: 'instant',
    id: sql`${associationAttempts.id}`,
  });
  const isTheirs = and(
    eq(associations.customerId, associationAttempts.customerId),
    eq(associations.organizationId, scope.organizationId),
    sql`${associations.endedAt} is null`,
    scope.accountManagerId ? eq(associations.accountManagerId, scope.accountManagerId) : undefined,
  );
  return database()
    .select({
      id: associationAttempts.id,
      key: instantKey(sql`${associationAttempts.createdAt}`),
      at: associationAttempts.createdAt,
      customerName: associationAttempts.customerName,
      customerId: associations.customerId,
      via: associationAttempts.via,
      type: associationAttempts.type,
      outcome: associationAttempts.outcome,
      cause: associationAttempts.cause,
      manager: users.name,
    })
    .from(associationAttempts)
    .leftJoin(associations, isTheirs)
    .leftJoin(users, eq(users.id, associationAttempts.accountManagerId))
    .where(and(...conditionsOf(scope, filter), page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}
