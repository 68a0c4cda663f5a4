// A private PostgreSQL from the npm platform package: Unix socket only, so there is neither a port nor a password.
// Node built-ins and `pg` only, because it runs before anything is built.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { accountToRunAs, makeSocketDir, settle, socketDirOf } from './pg-place.mjs';

/**
 * @typedef {object} PgServer
 * @property {(role: string, database: string) => string} url connection string for any role and database
 * @property {string} ownerUrl `pc_owner` on `partner_center`: migrates, may create roles and databases
 * @property {string} appUrl `pc_app` on `partner_center`: has only what the migrations grant
 * @property {string} superUrl `postgres` on `partner_center`
 * @property {number} pid of the postmaster
 * @property {() => Promise<void>} stop fast shutdown; rolls back what is open
 * @property {(listener: (lastWords: string) => void) => void} onExit called when the server ends without `stop()`
 */

/**
 * Starts the server over `dataDir`, creating the cluster, the two roles and the database when they are missing.
 * `unsafe` turns fsync off, for tests. Rejects with PostgreSQL's own words when it cannot start.
 *
 * @param {{ dataDir: string, unsafe?: boolean, log?: (message: string) => void }} options
 * @returns {Promise<PgServer>}
 */
export async function startPg({ dataDir, unsafe = false, log = () => {} }) {
  const account = accountToRunAs();
  const place = settle(path.resolve(dataDir), account, log);
  const socketDir = makeSocketDir(place.dataDir, account);
  const env = { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' };
  const as = account ?? {};

  if (!fs.existsSync(path.join(place.dataDir, 'PG_VERSION'))) {
    createCluster(place, { ...as, env, cwd: '/' }, unsafe);
    log('cluster created');
  }
  await stopLeftover(place.dataDir, log);

  const server = await launch(place, socketDir, { ...as, env, cwd: '/' }, unsafe);
  const url = urlsFor(socketDir);
  try {
    await createRolesAndDatabase(url('postgres', 'postgres'));
  } catch (error) {
    await server.stop();
    throw error;
  }
  const stop = async () => {
    await server.stop();
    fs.rmSync(socketDir, { recursive: true, force: true });
  };
  return { ...addresses(url), pid: server.pid, stop, onExit: server.onExit };
}

/**
 * The server that already runs over `dataDir` (started by another process) and answers, or undefined. The caller does
 * not own it.
 *
 * @param {{ dataDir: string }} options
 */
export async function findPg({ dataDir }) {
  const at = settle(path.resolve(dataDir), accountToRunAs(), () => {}).dataDir;
  if (!postmasterOf(at)) return undefined;
  const { default: pg } = await import('pg');
  const found = addresses(urlsFor(socketDirOf(at)));
  const client = new pg.Client({ connectionString: found.appUrl, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    return found;
  } catch {
    return undefined;
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Stops and removes the throw-away servers `<prefix><pid>` in the temporary folder whose starting process is gone.
 *
 * @param {string} prefix
 */
export async function sweepPg(prefix) {
  for (const name of fs.readdirSync(os.tmpdir())) {
    const pid = name.startsWith(prefix) ? Number(name.slice(prefix.length)) : Number.NaN;
    if (!Number.isInteger(pid) || isAlive(pid)) continue;
    const dataDir = path.join(os.tmpdir(), name);
    await stopLeftover(dataDir, () => {});
    removePg(dataDir);
  }
}

/**
 * Removes the data and the socket folder of a stopped server.
 *
 * @param {string} dataDir
 */
export function removePg(dataDir) {
  fs.rmSync(dataDir, { recursive: true, force: true });
  fs.rmSync(socketDirOf(dataDir), { recursive: true, force: true });
}

function createCluster({ native, dataDir }, options, unsafe) {
  const made = spawnSync(
    path.join(native, 'bin/initdb'),
    [
      ...['-D', dataDir, '-U', 'postgres', '--auth=trust', '--no-instructions', '--encoding=UTF8'],
      ...['--locale-provider=builtin', '--locale=C.UTF-8', ...(unsafe ? ['--no-sync'] : [])],
    ],
    { ...options, encoding: 'utf8' },
  );
  if (made.status === 0) return;
  fs.rmSync(dataDir, { recursive: true, force: true });
  throw new Error(`initdb failed: ${made.stderr || made.error?.message}`);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The pid of the postmaster over `dataDir`. Pids are used again, so the command line must name the folder too. */
function postmasterOf(dataDir) {
  const file = path.join(dataDir, 'postmaster.pid');
  const pid = fs.existsSync(file) ? Number(fs.readFileSync(file, 'utf8').split('\n')[0]) : 0;
  if (!pid || !isAlive(pid)) return undefined;
  const line =
    process.platform === 'linux'
      ? fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout;
  return line.includes(dataDir) ? pid : undefined;
}

/** A starter that was killed leaves its server running; nobody else may own this folder, so the server is stopped. */
async function stopLeftover(dataDir, log) {
  const pid = postmasterOf(dataDir);
  if (!pid) return;
  log(`stopping the server a killed run left behind (pid ${pid})`);
  process.kill(pid, 'SIGINT');
  for (let i = 0; isAlive(pid) && i < 100; i++) await pause(100);
}

/** Starts the postmaster and waits until it answers. */
async function launch({ native, dataDir }, socketDir, options, unsafe) {
  const settings = {
    listen_addresses: '',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    timezone: 'UTC',
    log_min_messages: 'warning',
    max_connections: '100',
    jit: 'off',
    // A client that is gone frees its locks within half a second, also in the middle of a statement.
    client_connection_check_interval: '500ms',
    ...(unsafe ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } : {}),
  };
  const args = ['-D', dataDir, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  // After a postmaster was killed, its backends hold the shared memory for a moment and a new one refuses to start.
  for (let attempt = 1; ; attempt++) {
    const server = watch(
      spawn(path.join(native, 'bin/postgres'), args, {
        ...options,
        detached: true,
        stdio: ['ignore', 'ignore', 'pipe'],
      }),
    );
    if (await answers(server, urlsFor(socketDir)('postgres', 'postgres'))) return server;
    if (attempt >= 40 || !/pre-existing shared memory|lock file .* already exists/.test(server.lastWords())) {
      throw new Error(`postgres did not start: ${server.lastWords()}`);
    }
    await pause(250);
  }
}

/** Keeps what is known about the child process: whether it has ended, what it said last, and who wants to know. */
function watch(child) {
  let words = '';
  let ended = false;
  let stopping = false;
  const listeners = [];
  const end = (message = '') => {
    if (ended) return;
    ended = true;
    words += message;
    if (!stopping) for (const listener of listeners) listener(words);
  };
  child.stderr.on('data', (data) => {
    words = (words + data).slice(-4000);
  });
  child.on('exit', () => end());
  child.on('error', (error) => end(error.message));
  return {
    pid: child.pid,
    hasEnded: () => ended,
    lastWords: () => words,
    onExit: (listener) => listeners.push(listener),
    async stop() {
      stopping = true;
      if (ended) return;
      child.kill('SIGINT');
      for (let i = 0; !ended && i < 300; i++) await pause(50);
      if (!ended) child.kill('SIGQUIT');
    },
  };
}

async function answers(server, url) {
  const { default: pg } = await import('pg');
  for (let i = 0; !server.hasEnded(); i++) {
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      await client.query('select 1');
      return true;
    } catch (error) {
      if (i > 1200) throw error;
      await pause(50);
    } finally {
      await client.end().catch(() => {});
    }
  }
  return false;
}

async function createRolesAndDatabase(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const has = async (query) => (await client.query(query)).rows.length > 0;
    if (!(await has(`select from pg_roles where rolname = 'pc_owner'`))) {
      await client.query('create role pc_owner login createrole createdb');
    }
    if (!(await has(`select from pg_roles where rolname = 'pc_app'`))) await client.query('create role pc_app login');
    if (!(await has(`select from pg_database where datname = 'partner_center'`))) {
      await client.query('create database partner_center owner pc_owner');
    }
  } finally {
    await client.end();
  }
}

/** The host name is there for parsers that insist on one; the socket folder in `host=` is what counts. */
function urlsFor(socketDir) {
  return (role, database) => `postgres://${role}@localhost/${database}?host=${encodeURIComponent(socketDir)}`;
}

function addresses(url) {
  const database = 'partner_center';
  return {
    url,
    ownerUrl: url('pc_owner', database),
    appUrl: url('pc_app', database),
    superUrl: url('postgres', database),
  };
}
