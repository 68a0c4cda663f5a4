import { inTransaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { keepAccessChange } from '@/domain/open-access/access-changes';
import { type Id, newId } from '@/lib/id';

let made = 0;

/** An address nobody else names. */
export function freshUrl(): string {
  made += 1;
  return `https://hooks-${process.pid}-${made}.qiming.example/bound`;
}

/** A change of the actor's notification address, the newest one. */
export const makeAccessChange = (actor: Actor): Promise<Id<'accessChange'>> =>
  inTransaction(async (tx) => {
    const id = newId('accessChange');
    await keepAccessChange(tx, actor, { id, part: 'notification_url', set: { notificationUrl: freshUrl() } });
    return id;
  });
