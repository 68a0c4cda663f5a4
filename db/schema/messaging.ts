import { sql } from 'drizzle-orm';
import { boolean, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../columns';
import type { AuditDetail } from './kernel';

/** The platform's settings that differ from their default. */
export const settings = pgTable(
  'settings',
  {
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    key: text().notNull(),
    value: jsonb().$type<string | number | boolean>().notNull(),
    updatedBy: id('user'),
    updatedAt: instant().notNull().default(sql`clock_timestamp()`),
  },
  (t) => [primaryKey({ columns: [t.organizationId, t.key] })],
);

/** Mails and text messages: written with what they are about, sent afterwards. `kept` is where no way out is configured. */
export const outgoingMessages = pgTable('outgoing_messages', {
  id: id('message').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  channel: text().$type<'email' | 'sms'>().notNull(),
  recipient: text().notNull(),
  language: text().$type<'zh-CN' | 'en'>().notNull(),
  template: text().notNull(),
  subject: text().notNull(),
  /** Null once a message that holds a secret has been sent. */
  body: text(),
  holdsSecret: boolean().notNull().default(false),
  state: text().$type<'waiting' | 'sending' | 'sent' | 'kept' | 'failed'>().notNull().default('waiting'),
  attempts: integer().notNull().default(0),
  nextAt: instant().notNull().default(sql`clock_timestamp()`),
  problem: text(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  sentAt: instant(),
});

/** Codes that were sent to somebody, as digests. */
export const verificationCodes = pgTable('verification_codes', {
  id: id('verificationCode').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  purpose: text().$type<'register' | 'step_up' | 'real_name'>().notNull(),
  target: text().notNull(),
  userId: id('user'),
  codeHash: bytes().notNull(),
  tries: integer().notNull().default(0),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  expiresAt: instant().notNull(),
  usedAt: instant(),
});

/** What somebody was told of, one row per person. */
export const notices = pgTable('notices', {
  id: id('notice').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  userId: id('user').notNull(),
  eventId: id('event').notNull(),
  kind: text().notNull(),
  subjectId: text().notNull(),
  payload: jsonb().$type<AuditDetail>().notNull().default({}),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  readAt: instant(),
});
