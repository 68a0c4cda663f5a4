import { sql } from 'drizzle-orm';
import { bigint, boolean, integer, jsonb, pgTable, text } from 'drizzle-orm/pg-core';
import { id, instant } from '../columns';

export type DeliveryState = 'waiting' | 'delivered' | 'failed' | 'cancelled';
export type AttemptOutcome =
  | 'delivered'
  | 'refused'
  | 'redirected'
  | 'gone'
  | 'slow_down'
  | 'not_allowed'
  | 'unreachable'
  | 'bad_certificate'
  | 'timed_out'
  | 'too_large';

/** What an organization's platform may hear of, in the order of commits. */
export const publishedEvents = pgTable('published_events', {
  id: id('publishedEvent').primaryKey(),
  position: bigint({ mode: 'bigint' }).notNull().default(sql`nextval('published_events_position_seq')`),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  /** Null of a test. */
  eventId: id('event'),
  type: text().notNull(),
  /** The body as it is sent, byte for byte, however often. */
  body: text().notNull(),
  createdAt: instant().notNull(),
  publishedAt: instant().notNull().default(sql`clock_timestamp()`),
  /** Of associations: since when they are among the results that are sent, or known to be wanted by nobody. */
  announcedAt: instant(),
});

export const webhookEndpoints = pgTable('webhook_endpoints', {
  id: id('webhookEndpoint').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  url: text().notNull(),
  description: text().notNull().default(''),
  /** Null is every type, also those that come later. */
  types: text().array(),
  state: text().$type<'active' | 'disabled'>().notNull().default('active'),
  disabledReason: text().$type<'person' | 'gone' | 'failing'>(),
  disabledAt: instant(),
  /** Since when every attempt has failed; replays and tests count neither way. */
  failingSince: instant(),
  lastFailureAt: instant(),
  /** Of the time since it began to fail: how long attempts were due and nobody made one. */
  untriedSeconds: integer().notNull().default(0),
  lastSuccessAt: instant(),
  /** Asked to wait (429, 502, 504): nothing is sent before. */
  slowUntil: instant(),
  createdBy: id('user'),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  updatedAt: instant().notNull().default(sql`clock_timestamp()`),
});

export const webhookSecrets = pgTable('webhook_secrets', {
  id: id('webhookSecret').primaryKey(),
  endpointId: id('webhookEndpoint').notNull(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  sealedSecret: text().notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  expiresAt: instant(),
});

export const webhookDeliveries = pgTable('webhook_deliveries', {
  id: id('webhookDelivery').primaryKey(),
  endpointId: id('webhookEndpoint').notNull(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  eventId: id('publishedEvent').notNull(),
  type: text().notNull(),
  state: text().$type<DeliveryState>().notNull().default('waiting'),
  /** Attempts since it was last put in the queue: the place in the schedule. */
  attempts: integer().notNull().default(0),
  isReplay: boolean().notNull().default(false),
  nextAt: instant().notNull().default(sql`clock_timestamp()`),
  /** Somebody is at it until then; who dies at it leaves it to the next. */
  leasedUntil: instant(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  finishedAt: instant(),
});

export const webhookAttempts = pgTable('webhook_attempts', {
  id: id('webhookAttempt').primaryKey(),
  deliveryId: id('webhookDelivery').notNull(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  isReplay: boolean().notNull(),
  outcome: text().$type<AttemptOutcome>().notNull(),
  status: integer(),
  durationMs: integer().notNull(),
  requestHeaders: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  responseHeaders: jsonb().$type<Readonly<Record<string, string>>>(),
  /** The beginning of it. */
  responseBody: text(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});
