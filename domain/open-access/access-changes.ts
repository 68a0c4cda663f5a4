import { randomInt } from 'node:crypto';
import { eq, sql } from 'drizzle-orm';
import type { PgUpdateSetSource } from 'drizzle-orm/pg-core';
import { schema, type Transaction } from '@/db/client';
import type { AccessPart, AccessValues } from '@/db/schema/open-access';
import type { Actor } from '@/domain/actor';
import { fingerprintOf } from '@/lib/fingerprint';
import type { Id } from '@/lib/id';

const { accessChanges, accessConfigurations, organizations } = schema;

/** How an organization's platform is connected, as it stands in the database. */
export type AccessConfiguration = typeof accessConfigurations.$inferSelect;

/** A change of one part: the columns as they shall be. */
export interface AccessChange {
  readonly id: Id<'accessChange'>;
  readonly part: AccessPart;
  readonly set: Omit<PgUpdateSetSource<typeof accessConfigurations>, 'updatedAt'>;
  /** The change it takes back. */
  readonly undoesId?: Id<'accessChange'>;
}

/** A part as it was and as it became. */
export interface KeptChange {
  readonly before: AccessValues;
  readonly after: AccessValues;
}

/**
 * The one way in which a part of the configuration changes: under a lock, and kept as it was and as it became. Whoever changes the first
 * part starts the configuration by it.
 *
 * @returns undefined when the values are the ones in force: the caller refuses, which undoes everything
 */
export async function keepAccessChange(
  tx: Transaction,
  actor: Actor,
  { id, part, set, undoesId }: AccessChange,
): Promise<KeptChange | undefined> {
  const { organizationId, rootId, userId } = actor;
  const before = valuesOf(await holdConfiguration(tx, actor), part);
  const [changed] = await tx
    .update(accessConfigurations)
    .set({ ...set, updatedAt: sql`clock_timestamp()` })
    .where(eq(accessConfigurations.organizationId, organizationId))
    .returning();
  if (!changed) throw new Error(`The configuration of ${organizationId} is held and gone`);
  const after = valuesOf(changed, part);
  if (isSame(before, after)) return undefined;
  await tx
    .insert(accessChanges)
    .values({ id, organizationId, rootId, part, before, after, userId, undoesId: undoesId ?? null });
  return { before, after };
}

/** What a part consists of, as it is kept in changes and shown: no secret, but when it was entered. */
export function valuesOf(configuration: AccessConfiguration, part: AccessPart): AccessValues {
  switch (part) {
    case 'contacts':
      return { contacts: configuration.contacts };
    case 'notification_url':
      return { notificationUrl: configuration.notificationUrl };
    case 'idp_metadata':
      return { idpMetadataId: configuration.idpMetadataId };
    case 'attachments':
      return {
        attachmentsOn: configuration.attachmentsOn,
        bucketName: configuration.bucketName,
        bucketRegion: configuration.bucketRegion,
        bucketAccessKey: configuration.bucketAccessKey,
        secretSetAt: configuration.bucketSecretSetAt?.toISOString() ?? null,
      };
    case 'callbacks':
      return { orderPaymentUrl: configuration.orderPaymentUrl, rechargeUrl: configuration.rechargeUrl };
  }
}

/** Whether two sets of values say the same, in whatever order. */
export const isSame = (one: AccessValues, other: AccessValues): boolean =>
  fingerprintOf(one).equals(fingerprintOf(other));

/** The organization's configuration, held until the transaction ends; begun by this where it was not. */
export async function holdConfiguration(tx: Transaction, actor: Actor): Promise<AccessConfiguration> {
  const held = await readForUpdate(tx, actor);
  if (held) return held;
  await beginConfiguration(tx, actor);
  const begun = await readForUpdate(tx, actor);
  if (!begun) throw new Error(`The configuration of ${actor.organizationId} has begun and is not there`);
  return begun;
}

async function readForUpdate(tx: Transaction, { organizationId }: Actor): Promise<AccessConfiguration | undefined> {
  const [row] = await tx
    .select()
    .from(accessConfigurations)
    .where(eq(accessConfigurations.organizationId, organizationId))
    .for('no key update');
  return row;
}

/**
 * Begins a configuration and gives the partner's platform its identifier, once and for good.
 *
 * @returns false when it had begun, were it a moment ago
 */
export async function beginConfiguration(tx: Transaction, { organizationId, rootId }: Actor): Promise<boolean> {
  const [owner] = await tx
    .select({ accountName: organizations.accountName })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  const made = await tx
    .insert(accessConfigurations)
    .values({ organizationId, rootId, platformIdentifier: platformIdentifier(owner?.accountName ?? '') })
    .onConflictDoNothing({ target: accessConfigurations.organizationId })
    .returning({ organizationId: accessConfigurations.organizationId });
  return made.length > 0;
}

/** Without the letters and digits that are taken for each other. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** `qiming` → `QIMING_7F3K`: who reads it in a log knows whose it is. Four of 32 letters keep two of one name apart. */
function platformIdentifier(accountName: string): string {
  const name = accountName
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 24);
  const tail = Array.from({ length: 4 }, () => letters.charAt(randomInt(letters.length))).join('');
  return `${/^[A-Z]/.test(name) ? name : `P${name}`}_${tail}`;
}
