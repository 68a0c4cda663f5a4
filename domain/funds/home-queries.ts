import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import { partnerKinds } from '@/domain/identity/organization-input';
import type { ReadScope } from '@/domain/read-scope';

/** Yesterday where the reader's organization is, `YYYY-MM-DD`: since when the home page counts. */
export async function getYesterday(scope: ReadScope): Promise<string> {
  const { rows } = await database().execute<{ day: string }>(
    sql`select to_char((now() at time zone ${scope.timeZone})::date - 1, 'YYYY-MM-DD') as day`,
  );
  return rows[0]?.day ?? '';
}

/** How many partners there are and how many of them are frozen, as the operator's list shows them; nobody else has any. */
export async function countPartners(scope: ReadScope): Promise<{ all: number; frozen: number }> {
  if (!scope.everyOrganization) return { all: 0, frozen: 0 };
  const { rows } = await database().execute<{ all: number; frozen: number }>(
    sql`select count(*)::int as all, count(*) filter (where state = 'frozen')::int as frozen from organizations
      where kind <> 'customer' and kind = any(${sql.param([...partnerKinds])}::text[])`,
  );
  return rows[0] ?? { all: 0, frozen: 0 };
}
