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
 * cannot both succeed. What is out of reach is not locked: a stranger's id holds nobody up.
 */
export async function holdMember(tx: Transaction, actor: Actor, id: Id<'user'>): Promise<Member | undefined> {
  type Row = { id: string; organization_id: string; root_id: string; state: 'active' | 'disabled'; roles: Role[] };
  const within = actor.kind === 'operator' ? sql`true` : sql`organization_id = ${uuidOf(actor.organizationId)}`;
  const { rows } = await tx.execute<Row>(sql`
    select id, organization_id, root_id, state, roles from users
    where organization_id = (select organization_id from users where id = ${uuidOf(id)} and ${within}) and (id = ${uuidOf(id)} or 'admin' = any(roles))
    order by id for no key update`);
  const found = rows.find((row) => row.id === uuidOf(id));
  if (!found) return undefined;
  return {
    id,
    organizationId: idFromUuid('organization', found.organization_id),
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
