import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { database, schema, type Transaction } from '@/db/client';
import type { OrganizationKind, Role } from '@/db/schema/identity';
import { type Id, newId } from '@/lib/id';
import type { Currency } from '@/lib/money';

/** How long a session lives: unused for an hour, or a day in all. The database keeps both times. */
export const sessionLife = { idleMinutes: 60, absoluteHours: 24 } as const;

/** Why a session ended without being signed out, as kept in its row. */
export type SessionEnd =
  | 'signed_out'
  | 'replaced'
  | 'ended_by_user'
  | 'password_changed'
  | 'user_disabled'
  | 'link_issued';

/** Whose session it is, read in this request: nothing of it comes from the cookie but the id that was looked up. */
export interface SessionHolder {
  readonly sessionId: Id<'session'>;
  readonly user: {
    readonly id: Id<'user'>;
    readonly name: string;
    readonly email: string;
    readonly language: 'zh-CN' | 'en';
    readonly roles: readonly Role[];
  };
  readonly organization: {
    readonly id: Id<'organization'>;
    readonly rootId: Id<'organization'>;
    readonly name: string;
    readonly nameEn: string | null;
    readonly kind: OrganizationKind;
    readonly timeZone: string;
    readonly currency: Currency;
    readonly state: 'active' | 'frozen';
    readonly asksForCodes: boolean;
  };
  /** The person has shown a code that was sent to them a short while ago. */
  readonly isVerified: boolean;
  /** Its last sighting is more than a minute old, so the next one is worth writing. */
  readonly isDue: boolean;
}

const { sessions, users, organizations } = schema;

/** What makes a session count: not ended, in time, of an active user in an organization that is not frozen. */
const alive = and(
  isNull(sessions.endedAt),
  gt(sessions.expiresAt, sql`clock_timestamp()`),
  gt(sessions.lastSeenAt, sql`clock_timestamp() - make_interval(mins => ${sessionLife.idleMinutes})`),
  eq(users.state, 'active'),
  eq(organizations.state, 'active'),
);

/**
 * The holder of a session that is valid at this moment. Asked on every request; there is no other proof of being signed in.
 *
 * @throws whatever the database throws: a look-up that failed says nothing about anybody
 * @source quality/acceptance.md A9, A10, A11
 */
export async function findSession(id: Id<'session'>): Promise<SessionHolder | undefined> {
  const [row] = await database()
    .select({
      sessionId: sessions.id,
      user: { id: users.id, name: users.name, email: users.email, language: users.language, roles: users.roles },
      organization: {
        id: organizations.id,
        rootId: organizations.rootId,
        name: organizations.name,
        nameEn: organizations.nameEn,
        kind: organizations.kind,
        timeZone: organizations.timeZone,
        currency: organizations.currency,
        state: organizations.state,
        asksForCodes: organizations.asksForCodes,
      },
      isVerified: sql<boolean>`coalesce(${sessions.verifiedUntil} > clock_timestamp(), false)`,
      isDue: sql<boolean>`${sessions.lastSeenAt} < clock_timestamp() - interval '1 minute'`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(and(eq(sessions.id, id), alive));
  return row;
}

/** Writes that the session was used just now. Callers do so at most once a minute (`isDue`), and never for polling. */
export async function touchSession(id: Id<'session'>): Promise<void> {
  await database()
    .update(sessions)
    .set({ lastSeenAt: sql`clock_timestamp()` })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
}

/** Opens a session; the cookie that carries its id is the door's business. */
export async function openSession(
  tx: Transaction,
  holder: {
    userId: Id<'user'>;
    organizationId: Id<'organization'>;
    rootId: Id<'organization'>;
    address: string | null;
    userAgent: string | null;
  },
): Promise<Id<'session'>> {
  const id = newId('session');
  await tx.insert(sessions).values({
    id,
    ...holder,
    userAgent: holder.userAgent?.slice(0, 256) ?? null,
    createdAt: sql`clock_timestamp()`,
    lastSeenAt: sql`clock_timestamp()`,
    expiresAt: sql`clock_timestamp() + make_interval(hours => ${sessionLife.absoluteHours})`,
  });
  return id;
}

/** Ends the session a browser had, because it gets another. */
export async function replaceSession(tx: Transaction, id: Id<'session'>): Promise<void> {
  await tx
    .update(sessions)
    .set({ endedAt: sql`clock_timestamp()`, endedReason: 'replaced' satisfies SessionEnd })
    .where(and(eq(sessions.id, id), isNull(sessions.endedAt)));
}

/** Ends every open session of a user, or all but one. @returns how many ended */
export async function endSessionsOf(
  tx: Transaction,
  userId: Id<'user'>,
  reason: SessionEnd,
  except?: Id<'session'>,
): Promise<number> {
  const ended = await tx
    .update(sessions)
    .set({ endedAt: sql`clock_timestamp()`, endedReason: reason })
    .where(
      and(
        eq(sessions.userId, userId),
        isNull(sessions.endedAt),
        except ? sql`${sessions.id} <> ${sql.param(except, sessions.id)}` : undefined,
      ),
    )
    .returning({ id: sessions.id });
  return ended.length;
}
