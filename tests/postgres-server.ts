import os from 'node:os';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { migrate } from '../db/migrate.ts';
import { removePg, startPg, sweepPg } from '../scripts/pg.mjs';

// The migrated database that every test file copies. Nothing may stay connected to it.
const template = 'template_app';
const prefix = 'pc-test-';

declare module 'vitest' {
  interface ProvidedContext {
    postgres: { ownerUrl: string; appUrl: string; superUrl: string; template: string };
  }
}

/** Vitest's global set-up: one server for the whole run, without fsync, holding one migrated template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await sweepPg(prefix);
  // Directly in the temporary folder: the user PostgreSQL runs as cannot enter a folder made by mkdtemp.
  const dataDir = path.join(os.tmpdir(), `${prefix}${process.pid}`);
  const server = await startPg({ dataDir, unsafe: true });
  const stop = async () => {
    await server.stop();
    removePg(dataDir);
  };
  try {
    const { default: pg } = await import('pg');
    const client = new pg.Client({ connectionString: server.url('pc_owner', 'postgres') });
    await client.connect();
    await client.query(`create database ${template}`);
    await client.end();
    await migrate(server.url('pc_owner', template), { applicationUser: 'pc_app' });
  } catch (error) {
    await stop();
    throw error;
  }
  const { ownerUrl, appUrl, superUrl } = server;
  project.provide('postgres', { ownerUrl, appUrl, superUrl, template });
  return stop;
}
