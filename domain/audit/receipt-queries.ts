import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { uuidOf } from '@/lib/id';
import { auditActions } from './action-names';

/** One thing that was done under a request key. */
export interface Effect {
  /** The command's name. */
  readonly command: string;
  /** UUID text of what it made or changed. */
  readonly resultId: string;
  /** Of calls that act on several things one by one: which of them, 32 hexadecimal digits. */
  readonly itemId: string | null;
  readonly at: Date;
}

/** Commands that a call runs for each of several things, under keys of their own: `itemKey` of the partner API. */
const oneByOne = ['customers.restrict', 'customers.unrestrict'];

/**
 * What was done under a request key by the reader's organization, in order; nothing when the request was declined, never arrived or has not
 * ended yet. A key is a command's own, so several may have used the same one.
 *
 * @source issue 6 "operations lookup by request key"
 */
export async function findEffects(scope: ReadScope, requestKey: string): Promise<Effect[]> {
  const prefix = `${createHash('sha256').update(requestKey).digest('hex')}/`;
  const own = sql`organization_id = ${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await database().execute<{ command: string; result_id: string; item: string | null; at: Date }>(
    // By every command's name, since the index has it before the key.
    sql`select command, result_id, null as item, created_at as at from command_receipts
         where ${own} and command = any(${sql.param([...auditActions])}::text[]) and request_key = ${requestKey}
        union all
        select command, result_id, substr(request_key, ${prefix.length + 1}::int), created_at from command_receipts
         where ${own} and command = any(${sql.param(oneByOne)}::text[]) and request_key like ${`${prefix}%`}
        order by at, command, item limit 200`,
  );
  return rows.map((row) => ({ command: row.command, resultId: row.result_id, itemId: row.item, at: new Date(row.at) }));
}
