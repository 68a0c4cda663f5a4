import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { Role } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';

/** A user that a command is about, held until the command ends. */
export interface Member {
  readonly id: Id<'user'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly state: 'active' | 'disabled';
  /** The organization's active administrators, this user among them or not. */
  readonly activeAdmins: readonly Id<'user'>[];
}

/**
 * A user within the actor's reach: of its own organization, or of any for the operator. Undefined otherwise, as for an id of nobody.
 *
 * The user and the organization's administrators are locked in id order: two administrators who disable each other at once
 * cannot both succeed.
 */
export async function holdMember(tx: Transaction, actor: Actor, id: Id<'user'>): Promise<Member | undefined> {
  type Row = { id: string; organization_id: string; root_id: string; state: 'active' | 'disabled'; roles: Role[] };
  const { rows } = await tx.execute<Row>(sql`
    select id, organization_id, root_id, state, roles from users
    where organization_id = (select organization_id from users where id = ${uuidOf(id)}) and (id = ${uuidOf(id)} or 'admin' = any(roles))
    order by id for no key update`);
  const found = rows.find((row) => row.id === uuidOf(id));
  if (!found) return undefined;
  const organizationId = idFromUuid('organization', found.organization_id);
  if (actor.kind !== 'operator' && organizationId !== actor.organizationId) return undefined;
  return {
    id,
    organizationId,
    rootId: idFromUuid('organization', found.root_id),
    state: found.state,
    activeAdmins: rows
      .filter((row) => row.state === 'active' && row.roles.includes('admin'))
      .map((row) => idFromUuid('user', row.id)),
  };
}

/** Ends the one-time links a user was given and has not used. */
export async function withdrawLinks(tx: Transaction, userId: Id<'user'>): Promise<void> {
  await tx.execute(
    sql`update sign_in_links set used_at = clock_timestamp() where user_id = ${uuidOf(userId)} and used_at is null`,
  );
}
