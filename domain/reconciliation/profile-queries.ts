import { and, eq, isNull, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { CsvProfile } from '@/db/schema/reconciliation';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import type { Id } from '@/lib/id';

const { bankProfiles, users } = schema;

/** How a bank writes its CSV, as somebody saved it. */
export interface BankProfile {
  readonly id: Id<'bankProfile'>;
  readonly name: string;
  readonly definition: CsvProfile;
  readonly userName: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
}

/** The saved profiles, the newest first; those that are archived among them. */
export async function listBankProfiles(
  scope: ReadScope,
  request: PageRequest<'bankProfile'>,
): Promise<Page<BankProfile>> {
  const page = await readPage(request, {
    read: (position) => readProfiles(scope, position, undefined),
    cursorOf: (row) => ({ key: row.key, id: row.profile.id }),
  });
  return { ...page, rows: page.rows.map(profileOfRow) };
}

/** One saved profile. Undefined for what is not the reader's. */
export async function findBankProfile(scope: ReadScope, id: Id<'bankProfile'>): Promise<BankProfile | undefined> {
  const [row] = await readProfiles(scope, { from: undefined, isBackward: false, limit: 1 }, eq(bankProfiles.id, id));
  return row && profileOfRow(row);
}

/** The profiles that a file can be uploaded with, by name. */
export const listUsableProfiles = (scope: ReadScope): Promise<{ id: Id<'bankProfile'>; name: string }[]> =>
  database()
    .select({ id: bankProfiles.id, name: bankProfiles.name })
    .from(bankProfiles)
    .where(and(eq(bankProfiles.organizationId, scope.organizationId), isNull(bankProfiles.archivedAt)))
    .orderBy(bankProfiles.name)
    .limit(200);

async function readProfiles(
  scope: ReadScope,
  position: Position<'bankProfile'>,
  which: ReturnType<typeof eq> | undefined,
) {
  const page = keyset(position, { key: sql`${bankProfiles.createdAt}`, sort: 'instant', id: sql`${bankProfiles.id}` });
  return database()
    .select({ profile: bankProfiles, key: instantKey(sql`${bankProfiles.createdAt}`), userName: users.name })
    .from(bankProfiles)
    .innerJoin(users, eq(users.id, bankProfiles.userId))
    .where(and(eq(bankProfiles.organizationId, scope.organizationId), which, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function profileOfRow({ profile, userName }: Awaited<ReturnType<typeof readProfiles>>[number]): BankProfile {
  const { id, name, definition, createdAt, updatedAt, archivedAt } = profile;
  return { id, name, definition, userName, createdAt, updatedAt, archivedAt };
}
