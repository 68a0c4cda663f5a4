import { sql } from 'drizzle-orm';
import { inTransaction, isConnectionTrouble, type Transaction } from '@/db/client';
import type { Actor, OrganizationKind, Role } from '@/domain/actor';
import type { Id } from '@/lib/id';
import { log } from '@/lib/log';
import type { Currency } from '@/lib/money';
import { noCodes } from './actor';
import { may, type Permission } from './permission';
import { type ReadScope, readScope } from './read-scope';

/**
 * Work that nobody waits for: a step over rows that wait, run again and again.
 *
 * What waits is a row, claimed with `for update skip locked`: two processes share the work, and a step that dies leaves its rows waiting.
 *
 * @returns how many it dealt with; 0 says that nothing waits, so that the loop may rest
 * @source docs/decisions/0013-waiting-work-is-rows.md
 */
export interface Job {
  (): Promise<number>;
  readonly jobName: string;
  /** Waits for what steps have started and not waited for; a process that ends cleanly does. */
  readonly finish: () => Promise<void>;
}

/** Names a piece of background work. */
export const job = (
  jobName: string,
  run: () => Promise<number>,
  finish: () => Promise<void> = async () => undefined,
): Job => Object.assign(run, { jobName, finish });

/** One transaction of a job: all of a step or nothing. */
export const inJob = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => inTransaction(work);

/**
 * The same for a row that is tried again later if it cannot be done now: whatever keeps it from being done is logged, and the job goes on with
 * the next. That the database is gone is no row's trouble and still ends the step.
 *
 * @returns whether it was done
 */
export async function tryInJob(jobName: string, work: (tx: Transaction) => Promise<void>): Promise<boolean> {
  try {
    await inTransaction(work);
    return true;
  } catch (error) {
    if (isConnectionTrouble(error)) throw error;
    log.warn({ err: error, job: jobName }, 'row postponed');
    return false;
  }
}

/**
 * Reads of a job that all see one moment, however long they take. Nothing can be written in it, and while the job works on what it has read
 * the transaction may idle for half a minute; each statement still has to be short.
 */
export const inSnapshot = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> =>
  inTransaction(async (tx) => {
    await tx.execute(sql`set transaction isolation level repeatable read, read only`);
    await tx.execute(sql`set local idle_in_transaction_session_timeout = '30s'`);
    return work(tx);
  });

/** An organization, as far as work done for it has to know it. */
export interface JobOrganization {
  readonly id: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly currency: Currency;
  readonly timeZone: string;
}

/**
 * What a person may read under `permission` while a job works for them, by what they are now and not when they asked. Undefined when they
 * no longer may: disabled, of another role, or of an organization that is frozen.
 */
export function scopeInJob(
  person: {
    readonly user: { readonly id: Id<'user'>; readonly roles: readonly Role[]; readonly state: 'active' | 'disabled' };
    readonly organization: JobOrganization & { readonly state: 'active' | 'frozen' };
  },
  permission: Permission,
): ReadScope | undefined {
  const { user, organization } = person;
  if (user.state !== 'active' || organization.state !== 'active') return undefined;
  const actor = { ...jobActor(organization), readOnly: false, roles: user.roles, userId: user.id };
  return may(actor, permission) ? readScope(actor, permission) : undefined;
}

/** Who acts when nobody does: the organization's own scheduled work, for the audit. */
export const jobActor = (organization: JobOrganization): Actor => ({
  via: 'job',
  organizationId: organization.id,
  rootId: organization.rootId,
  kind: organization.kind,
  currency: organization.currency,
  timeZone: organization.timeZone,
  roles: [],
  readOnly: true,
  grants: null,
  userId: null,
  sessionId: null,
  apiKeyId: null,
  codes: noCodes,
  address: null,
  requestId: null,
});
