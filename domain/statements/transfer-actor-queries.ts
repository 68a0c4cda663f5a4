import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import type { Origin } from './line-origins';

/** Who moved money, and through what. A person or a key of another organization is only that organization. */
export interface TransferActor {
  readonly via: 'session' | 'api_key' | 'job' | 'system';
  readonly userName: string | null;
  readonly keyName: string | null;
  readonly organization: { readonly name: string; readonly nameEn: string | null } | null;
}

/** What the audit says of a transfer. It is found by what it was about: the document, what was behind it, or the decision that moved it. */
export async function whoMoved(
  scope: ReadScope,
  id: Id<'transfer'>,
  origin: Origin | undefined,
): Promise<TransferActor | undefined> {
  const own = sql`${uuidOf(scope.organizationId)}::uuid`;
  const transfer = sql`${uuidOf(id)}::uuid`;
  // What went back when a relation ended was done under the id of the change, whose bytes it shares.
  const ofDocument = origin ? [origin.id, asKind('associationChange', origin.id)] : [];
  const subjects = [id, ...ofDocument, ...(await decisionsBehind(id))];
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

type Decided = 'bankPosting' | 'remittanceClaim' | 'bankTransferProposal' | 'bankLine';

/** What was decided on, or came by itself, so that a transfer was made: a posting, a claim, a proposal, a line of a bank's file. */
async function decisionsBehind(id: Id<'transfer'>): Promise<string[]> {
  const transfer = sql`${uuidOf(id)}::uuid`;
  const { rows } = await database().execute<{ what: Decided; id: string }>(
    sql`select d.what, d.id from bank_postings p cross join lateral (values ('bankPosting', p.id), ('remittanceClaim', p.claim_id)) d (what, id)
        where p.transfer_id = ${transfer} and d.id is not null
      union all select d.what, d.id from bank_transfers b left join bank_transfer_proposals q on q.bank_transfer_id = b.id
          cross join lateral (values ('bankTransferProposal', q.id), ('bankLine', b.line_id)) d (what, id)
        where b.transfer_id = ${transfer} and d.id is not null`,
  );
  return rows.map((row) => idFromUuid(row.what, row.id));
}
