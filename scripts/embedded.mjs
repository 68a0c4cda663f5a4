// The embedded database as `npm start` and `npm run` see it: the server, its schema and the demo world in it.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { dataFolder, pgFolder } from './data-folder.mjs';
import { root, say } from './ensure.mjs';
import { startPg } from './pg.mjs';

/** Runs one of our TypeScript programs to its end. Its output goes where ours goes. */
export async function runScript(
  /** @type {string[]} */ args,
  /** @type {Record<string, string | undefined>} */ environment,
) {
  const child = spawn(process.execPath, ['--import', 'tsx', ...args], {
    cwd: root,
    stdio: 'inherit',
    env: environment,
  });
  const pass = (signal) => child.kill(signal);
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, pass);
  const code = await new Promise((resolve) => child.on('exit', (status) => resolve(status ?? 1)));
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, pass);
  return code;
}

/** What the programs and the server need to reach the embedded database. */
export const addressesOf = (/** @type {{ appUrl: string, ownerUrl: string }} */ server) => ({
  DATABASE_URL: server.appUrl,
  DATABASE_MIGRATION_URL: server.ownerUrl,
});

/**
 * The embedded server, started again whenever it dies. `stop()` waits for a start that is under way.
 *
 * @param {(problem: string) => void} giveUp called when it does not come back
 */
export async function keepPgRunning(giveUp) {
  const log = (message) => console.error(`\x1b[2m[db]\x1b[0m ${message}`);
  let stopping = false;
  let server = await startPg({ dataDir: pgFolder, log });
  let restart = Promise.resolve();
  const revive = async () => {
    for (let attempt = 1; !stopping; attempt++) {
      try {
        server = await startPg({ dataDir: pgFolder, log });
        server.onExit(onDeath);
        log('PostgreSQL runs again');
        return;
      } catch (error) {
        if (attempt === 5) return giveUp(String(error.message));
        await pause(1000);
      }
    }
  };
  const onDeath = () => {
    log('PostgreSQL stopped by itself; starting it again');
    restart = revive();
  };
  server.onExit(onDeath);
  return {
    server,
    async stop() {
      stopping = true;
      await restart;
      await server.stop();
    },
  };
}

/**
 * Migrates the embedded database, and puts the demo world into an empty one. A seeding that was broken off is taken up
 * again by the next start.
 */
export async function prepareEmbedded(server, environment) {
  if ((await runScript(['scripts/db-migrate.ts'], environment)) !== 0) return false;
  const begun = path.join(dataFolder, 'seeding');
  if (!fs.existsSync(begun)) {
    if (await hasRow(server.superUrl, 'select from organizations limit 1')) return true;
    fs.writeFileSync(begun, '');
  }
  say('putting the demo world into the empty database');
  if ((await runScript(['scripts/seed-demo.ts'], environment)) !== 0) return false;
  fs.rmSync(begun, { force: true });
  return true;
}

/** Whether the demo world is in the database. A database that cannot be asked does not have it. */
export const hasDemoWorld = (/** @type {string} */ url) =>
  hasRow(url, `select from users where email = 'finance@qiming.example'`).catch(() => false);

async function hasRow(url, query) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, query_timeout: 3000 });
  try {
    await client.connect();
    return (await client.query(query)).rows.length > 0;
  } finally {
    await client.end().catch(() => {});
  }
}
