import { createHash } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { startExport } from '@/domain/exports/start-export';
import { readCsv } from '@/lib/csv';
import type { Id } from '@/lib/id';
import { freshKey } from './world';

export type TaskId = Id<'exportTask'>;

export const start = (who: Actor, more: object = {}, key = freshKey()) =>
  startExport(who, key, { list: 'customers', format: 'csv', query: '', language: 'en', ...more });

/** A task of somebody's; the test fails when it was refused. */
export async function started(who: Actor, more: object = {}): Promise<TaskId> {
  const outcome = await start(who, more);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
}

export async function taskOf(id: TaskId) {
  const [row] = await database().select().from(schema.exportTasks).where(eq(schema.exportTasks.id, id));
  if (!row) throw new Error('no task');
  return row;
}

export const chunksOf = (id: TaskId) =>
  database()
    .select({ number: schema.exportChunks.number, bytes: schema.exportChunks.bytes })
    .from(schema.exportChunks)
    .where(eq(schema.exportChunks.taskId, id))
    .orderBy(schema.exportChunks.number);

export const fileOf = async (id: TaskId) => Buffer.concat((await chunksOf(id)).map(({ bytes }) => bytes));

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A CSV file, taken apart: its head by name, and the data. */
export function takeApart(bytes: Buffer) {
  const reading = readCsv(bytes);
  if (!reading.ok) throw new Error(reading.problem);
  const lines = reading.rows.map(({ cells }) => cells);
  const head = Object.fromEntries(lines.slice(0, 8).map(([name = '', value = '']) => [name, value]));
  return { bytes, head, columns: lines[8] ?? [], rows: lines.slice(9) };
}

export const csvOf = async (id: TaskId) => takeApart(await fileOf(id));

/** The customers in it. */
export const idsIn = (rows: readonly (readonly string[])[]) => rows.map(([id]) => id);
