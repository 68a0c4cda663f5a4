import { sql } from 'drizzle-orm';
import { integer, jsonb, pgTable, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../columns';

/** One row per command that took effect, so the same request twice takes effect once. */
export const commandReceipts = pgTable(
  'command_receipts',
  {
    organizationId: id('organization').notNull(),
    command: text().notNull(),
    requestKey: text().notNull(),
    fingerprint: bytes().notNull(),
    resultId: uuid().notNull(),
    createdAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.command, t.requestKey] })],
);

export const auditEntries = pgTable('audit_entries', {
  id: id('auditEntry').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  at: instant().notNull().default(sql`clock_timestamp()`),
  action: text().notNull(),
  outcome: text().$type<'done' | 'denied'>().notNull(),
  refusal: text(),
  via: text().$type<'session' | 'api_key' | 'job' | 'system'>().notNull(),
  userId: id('user'),
  sessionId: id('session'),
  apiKeyId: id('apiKey'),
  address: text(),
  requestId: text(),
  subjectId: text(),
  transferId: id('transfer'),
  detail: jsonb().$type<AuditDetail>().notNull().default({}),
});

/** What a command says about itself in the audit: short texts, personal data masked. */
export type AuditDetail = Readonly<Record<string, string | number | boolean | null>>;

export const outboxEvents = pgTable('outbox_events', {
  id: id('event').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  kind: text().notNull(),
  subjectId: text().notNull(),
  transferId: id('transfer'),
  payload: jsonb().$type<AuditDetail>().notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  deliveredAt: instant(),
  publishedAt: instant(),
});

/** Calls of a key and operation in the current second. Unlogged: a crash may forget them. */
export const rateWindows = pgTable(
  'rate_windows',
  {
    apiKeyId: id('apiKey').notNull(),
    operation: text().notNull(),
    secondAt: instant().notNull(),
    calls: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.apiKeyId, t.operation] })],
);
