import { sql } from 'drizzle-orm';
import { bigint, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core';
import { bytes, id, instant } from '../columns';

/** People partners name for their customers to turn to. */
export const customerContacts = pgTable('customer_contacts', {
  id: id('customerContact').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  name: text().notNull(),
  position: text(),
  mobile: text(),
  email: text(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** A person's named way to look at a list: what stands in the address. */
export const savedViews = pgTable('saved_views', {
  id: id('savedView').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  userId: id('user').notNull(),
  list: text().$type<'customers'>().notNull(),
  name: text().notNull(),
  query: text().notNull(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
});

/** What can be taken out as a file. */
export type ExportList = 'customers' | 'statement';

/** A list that somebody asked to take out as a file. */
export const exportTasks = pgTable('export_tasks', {
  id: id('exportTask').primaryKey(),
  organizationId: id('organization').notNull(),
  rootId: id('organization').notNull(),
  userId: id('user').notNull(),
  list: text().$type<ExportList>().notNull(),
  format: text().$type<'csv' | 'xlsx' | 'pdf'>().notNull(),
  filter: jsonb().$type<Readonly<Record<string, string>>>().notNull(),
  language: text().$type<'zh-CN' | 'en'>().notNull(),
  timeZone: text().notNull(),
  state: text().$type<'waiting' | 'running' | 'done' | 'failed'>().notNull().default('waiting'),
  rowsDone: integer().notNull().default(0),
  rowsTotal: integer(),
  bytes: bigint({ mode: 'number' }),
  sha256: text(),
  attempts: integer().notNull().default(0),
  heartbeatAt: instant(),
  createdAt: instant().notNull().default(sql`clock_timestamp()`),
  finishedAt: instant(),
  removedAt: instant(),
});

/** The file of a finished task, in pieces. */
export const exportChunks = pgTable(
  'export_chunks',
  {
    taskId: id('exportTask').notNull(),
    number: integer().notNull(),
    organizationId: id('organization').notNull(),
    rootId: id('organization').notNull(),
    bytes: bytes().notNull(),
  },
  (t) => [primaryKey({ columns: [t.taskId, t.number] })],
);
