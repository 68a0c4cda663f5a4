import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, uuidOf } from '@/lib/id';
import type { Origin } from './line-origins';

/** Who moved money, and through what. A person or a key of another organization is only that organization. */
export interface TransferActor {
  readonly via: 'session' | 'api_key' | 'job' | 'system';
  readonly userName: string | null;
  readonly keyName: string | null;
  readonly organization: { readonly name: string; readonly nameEn: string | null } | null;
}

/** What the audit says of a transfer. It is found by what it was about: the document, or what was behind it. */
export async function whoMoved(
  scope: ReadScope,
  id: Id<'transfer'>,
  origin: Origin | undefined,
): Promise<TransferActor | undefined> {
  const own = sql`${uuidOf(scope.organizationId)}::uuid`;
  const transfer = sql`${uuidOf(id)}::uuid`;
  // What went back when a relation ended was done under the id of the change, whose bytes it shares.
  const subjects = origin ? [id, origin.id, asKind('associationChange', origin.id)] : [id];
  const { rows } = await database().execute<{
    via: TransferActor['via'];
    user_name: string | null;
    key_name: string | null;
    name: string | null;
    name_en: string | null;
  }>(
    sql`select e.via, u.name as user_name, k.name as key_name, o.name, o.name_en
      from audit_entries e left join users u on u.id = e.user_id and u.organization_id = ${own}
      left join api_keys k on k.id = e.api_key_id and k.organization_id = ${own}
      left join organizations o on o.id = e.organization_id and o.id <> ${own}
     where e.outcome = 'done' and e.transfer_id = ${transfer} and e.subject_id = any(${sql.param(subjects)}::text[]) order by e.at limit 1`,
  );
  const [row] = rows;
  return (
    row && {
      via: row.via,
      userName: row.user_name,
      keyName: row.key_name,
      organization: row.name === null ? null : { name: row.name, nameEn: row.name_en },
    }
  );
}
