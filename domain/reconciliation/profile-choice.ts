import { and, eq, isNull } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { CsvProfile } from '@/db/schema/reconciliation';
import type { Actor } from '@/domain/actor';
import { isId } from '@/lib/id';
import { builtInProfiles, isBuiltInProfile } from './formats/csv-profiles';

const { bankProfiles } = schema;

/** A profile as a file keeps it: by its name, and as it was. */
export interface ChosenProfile {
  readonly name: string;
  readonly definition: CsvProfile;
}

/** The profile of a key: a built-in one by its own, a saved one by its id. Undefined for what is not there or archived. */
export async function profileOf(tx: Transaction, actor: Actor, key: string): Promise<ChosenProfile | undefined> {
  if (isBuiltInProfile(key)) return { name: key, definition: builtInProfiles[key] };
  if (!isId('bankProfile', key)) return undefined;
  const [row] = await tx
    .select({ name: bankProfiles.name, definition: bankProfiles.definition })
    .from(bankProfiles)
    .where(
      and(
        eq(bankProfiles.id, key),
        eq(bankProfiles.organizationId, actor.organizationId),
        isNull(bankProfiles.archivedAt),
      ),
    );
  return row;
}

/** The profile whose name a file's name begins with, before a `_`: `cn-style-a_2026-01-05.csv`. The longest name counts. */
export async function profileOfFileName(
  tx: Transaction,
  actor: Actor,
  fileName: string,
): Promise<ChosenProfile | undefined> {
  const saved = await tx
    .select({ name: bankProfiles.name, definition: bankProfiles.definition })
    .from(bankProfiles)
    .where(and(eq(bankProfiles.organizationId, actor.organizationId), isNull(bankProfiles.archivedAt)));
  const builtIn = Object.entries(builtInProfiles).map(([name, definition]) => ({ name, definition }));
  return [...builtIn, ...saved]
    .filter(({ name }) => fileName.startsWith(`${name}_`))
    .toSorted((a, b) => b.name.length - a.name.length)[0];
}
