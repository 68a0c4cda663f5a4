import type { AttemptOutcome, DeliveryState } from '@/db/schema/webhooks';
import type { ShownValues } from '@/domain/seen-values';

/** How many endpoints of an organization may be active at a time. */
export const endpointsMax = 10;
/** How many secrets of an endpoint may sign at a time. */
export const secretsMax = 3;
/** For how long a secret goes on signing once another has taken its place. @source quality/acceptance.md W10 */
export const overlapHours = 24;
/** Tests an organization may send within a minute. @source quality/acceptance.md W5 */
export const testsAMinute = 5;
/** How many events are put in the queue again by one request. */
export const replayMax = 10_000;

/** How far a delivery has come. */
export const deliveryStates = [
  'waiting',
  'delivered',
  'failed',
  'cancelled',
] as const satisfies readonly DeliveryState[];
export type ShownState = (typeof deliveryStates)[number];

/** Which events of a time range are sent again: those that did not arrive, or every one. */
export const replayChoices = ['undelivered', 'all'] as const;
export type ReplayChoice = (typeof replayChoices)[number];

/**
 * What became of an attempt, as partners see it. That an address lies inside looks like one where nothing answers: else an endpoint would
 * tell its owner which of our inner addresses there are.
 *
 * @source quality/acceptance.md W5
 */
export type ShownOutcome = Exclude<AttemptOutcome, 'not_allowed'>;

/** How an endpoint does: `slow` has asked for a pause, `untried` has never taken anything. */
export const endpointHealths = ['working', 'failing', 'slow', 'untried', 'disabled'] as const;
export type EndpointHealth = (typeof endpointHealths)[number];

/** What the form of an endpoint is filled in with. */
export const shownEndpoint = ({
  url,
  description,
  types,
}: {
  readonly url: string;
  readonly description: string;
  readonly types: readonly string[] | null;
}): ShownValues => ({ url, description, everyType: types === null, types: types?.toSorted() ?? [] });
