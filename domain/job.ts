import { inTransaction, type Transaction } from '@/db/client';
import type { Actor, OrganizationKind } from '@/domain/actor';
import type { Id } from '@/lib/id';
import type { Currency } from '@/lib/money';
import { noCodes } from './actor';

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
}

/** Names a piece of background work. */
export const job = (jobName: string, run: () => Promise<number>): Job => Object.assign(run, { jobName });

/** One transaction of a job: all of a step or nothing. */
export const inJob = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => inTransaction(work);

/** Who acts when nobody does: the organization's own scheduled work, for the audit. */
export const jobActor = (organization: {
  id: Id<'organization'>;
  rootId: Id<'organization'>;
  kind: OrganizationKind;
  currency: Currency;
  timeZone: string;
}): Actor => ({
  via: 'job',
  organizationId: organization.id,
  rootId: organization.rootId,
  kind: organization.kind,
  currency: organization.currency,
  timeZone: organization.timeZone,
  roles: [],
  readOnly: true,
  userId: null,
  sessionId: null,
  apiKeyId: null,
  codes: noCodes,
  address: null,
  requestId: null,
});
