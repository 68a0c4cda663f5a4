import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { expect, vi } from 'vitest';
import { database, schema } from '@/db/client';
import type { Id } from '@/lib/id';
import { corpusOf, corpusPartners } from './bank-corpus';
import { statementOf, waitingFile } from './bank-import';
import { booksAreRight } from './oracles';
import { receivingAccountOf, suspenseBalance } from './recharge';
import { makeOrganization } from './world';

const { bankFiles, bankLines } = schema;

/**
 * Kills the worker (-9) in the middle of an import, again and again; the file is gone on with each time, and in the end every line of it is
 * booked once: what was posted, what lies in suspense and what was known come to the file's total.
 *
 * @source quality/acceptance.md F2
 */
export async function killTheImport(cycles: number, appUrl: string): Promise<void> {
  const operator = await makeOrganization({ code: 'V', kind: 'operator' });
  const account = await receivingAccountOf(operator);
  const corpus = corpusOf(cycles * 1_200, await corpusPartners(6, account), account);
  const items = statementOf(
    account,
    corpus.map(({ line }) => line),
  );
  const folder = mkdtempSync(path.join(os.tmpdir(), 'pc-import-'));
  const itemsFile = path.join(folder, 'items.json');
  writeFileSync(
    itemsFile,
    JSON.stringify(items, (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value)),
  );
  try {
    const fileId = await waitingFile(operator);
    const stops: number[] = [];
    for (let cycle = 1; cycle <= cycles; cycle += 1) {
      await killedInTheMiddle(itemsFile, appUrl, fileId);
      await booksAreRight();
      const { state, linesDone } = await fileOf(fileId);
      expect(state).toBe('running');
      stops.push(linesDone);
      await database()
        .update(bankFiles)
        .set({ heartbeatAt: sql`clock_timestamp() - interval '2 minutes'` })
        .where(eq(bankFiles.id, fileId));
    }
    expect(new Set(stops).size).toBe(cycles);
    await new Promise((resolve) => worker(itemsFile, appUrl).on('exit', resolve));
    const repeated = corpus.filter(({ is }) => is === 'repeated').length;
    expect(await fileOf(fileId)).toMatchObject({
      ...{ state: 'done', attempt: cycles + 1, linesDone: corpus.length },
      ...{ linesNew: corpus.length - repeated, linesKnown: repeated },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  const once = new Map(corpus.map(({ line }) => [line.bankReference, line.amountMinor]));
  const total = [...once.values()].reduce((sum, amount) => sum + amount, 0n);
  const booked = await sumsByState();
  expect((booked.get('posted') ?? 0n) + (booked.get('suspense') ?? 0n) + (booked.get('recorded') ?? 0n)).toBe(total);
  expect(await suspenseBalance(operator)).toBe(booked.get('suspense'));
  await booksAreRight();
}

const worker = (itemsFile: string, appUrl: string) =>
  spawn(process.execPath, ['--import', 'tsx', 'tests/programs/import-bank-file.ts', itemsFile], {
    env: { ...process.env, DATABASE_URL: appUrl },
    stdio: ['ignore', 'inherit', 'inherit'],
  });

/** Some batches further than before, and then at any statement. */
async function killedInTheMiddle(itemsFile: string, appUrl: string, fileId: Id<'bankFile'>): Promise<void> {
  const { linesDone: from } = await fileOf(fileId);
  const running = worker(itemsFile, appUrl);
  const ended = new Promise((resolve) => running.on('exit', resolve));
  await vi.waitFor(async () => expect((await fileOf(fileId)).linesDone).toBeGreaterThan(from), {
    timeout: 30_000,
    interval: 3,
  });
  const untilMs = performance.now() + Math.random() * 60;
  while (performance.now() < untilMs) await fileOf(fileId);
  running.kill('SIGKILL');
  await ended;
}

async function fileOf(id: Id<'bankFile'>) {
  const [file] = await database().select().from(bankFiles).where(eq(bankFiles.id, id));
  if (!file) throw new Error('the file is there');
  return file;
}

async function sumsByState(): Promise<Map<string, bigint>> {
  const rows = await database()
    .select({ state: bankLines.state, total: sql<string>`sum(${bankLines.amountMinor})` })
    .from(bankLines)
    .groupBy(bankLines.state);
  return new Map(rows.map(({ state, total }) => [state, BigInt(total)]));
}
