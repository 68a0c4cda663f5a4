// `npm start`: installs, builds, starts the embedded database unless DATABASE_URL names one, serves, and stops it all
// in order. `--dev` serves with `next dev`.
import { spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { ownSecrets, takeFolder } from './data-folder.mjs';
import { ensureBuild, ensureDeps, ensureNode, nextBin, root, say } from './ensure.mjs';

const startedAt = performance.now();
const isDev = process.argv.includes('--dev');
const port = process.env.PORT || '3000';
const host = process.env.HOST || '127.0.0.1';
const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
// Requests that run get this long to finish after a signal.
const graceMs = 30_000;

const demoSignIns = `
  The demo world is in this database. Sign in with the password Partner-center-demo-1 as

    finance@qiming.example   Qiming Solutions, solution provider: allocates and reclaims
    admin@qiming.example     the same, its users and API keys      (also sales@, viewer@)
    finance@yunhe.example    Yunhe Digital, distributor
    finance@lanting.example  Lanting Tech, reseller under Yunhe
    admin@acme.example       ACME Robotics, a customer of Qiming
    admin@cloud.example      Cloud Operations, the operator         (also finance@: the second person)
`;

process.chdir(root);
ensureNode();
const owner = takeFolder(isDev ? 'npm run dev' : 'npm start');
if (owner) {
  console.error(`Already running in this folder: ${owner.what}, pid ${owner.pid}. Nothing was changed.`);
  process.exit(1);
}

const external = process.env.DATABASE_URL;
let starting;
let embedded;
let web;
let stopping = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(0, signal));
process.on('uncaughtException', (error) => {
  console.error(error);
  void stop(1, 'the launcher itself failed');
});
followNpm();

ensureDeps();
const environment = {
  ...process.env,
  ...ownSecrets(),
  NEXTAUTH_URL: process.env.NEXTAUTH_URL || address,
  NEXT_TELEMETRY_DISABLED: '1',
  // With a database of its own it is a place to try things out, paying included.
  PAYMENT_TEST_PROVIDER: process.env.PAYMENT_TEST_PROVIDER ?? (external ? '0' : '1'),
};
if (!isDev) ensureBuild(environment);
if (!external) await startDatabase();
if (!stopping) serve();
if (!stopping) await announce();

async function startDatabase() {
  const { addressesOf, keepPgRunning, prepareEmbedded } = await import('./embedded.mjs');
  try {
    starting = keepPgRunning((problem) => stop(1, `the embedded PostgreSQL does not start: ${problem}`));
    embedded = await starting;
  } catch (error) {
    await stop(1, `the embedded PostgreSQL does not start: ${error.message}`);
    return;
  }
  Object.assign(environment, addressesOf(embedded.server));
  if (!(await prepareEmbedded(embedded.server, environment)) && !stopping) {
    await stop(1, 'the embedded database could not be prepared');
  }
}

/** In a process group of its own: Ctrl-C in the terminal reaches this launcher only, which stops things in order. */
function serve() {
  const mode = isDev ? 'dev' : 'start';
  // The owner's connection is for migrations; the server has no use for it.
  const { DATABASE_MIGRATION_URL: _, ...forServer } = environment;
  web = spawn(process.execPath, ['--import', './scripts/follow-parent.mjs', nextBin, mode, '-p', port, '-H', host], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: { ...forServer, NODE_ENV: isDev ? 'development' : 'production' },
  });
  web.on('exit', (code) => stop(code ?? 1, `the web server stopped (${code ?? 'killed'})`));
}

/** Waits until the server is ready and says where it is. While it is not, its reason is told once each time it changes. */
async function announce() {
  let told = '';
  while (!stopping) {
    const { ready, reason } = await readiness();
    if (ready) break;
    if (reason && reason !== told) say(`${address} is up but not ready: ${reason}`);
    told = reason || told;
    await pause(told ? 1000 : 100);
  }
  if (stopping) return;
  const { hasDemoWorld } = await import('./embedded.mjs');
  const hasDemo = await hasDemoWorld(external ?? embedded.server.superUrl);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`\n  Ready after ${seconds} s: ${environment.NEXTAUTH_URL}\n${hasDemo ? demoSignIns : ''}`);
}

async function readiness() {
  try {
    const answer = await fetch(`${address}/readyz`, { signal: AbortSignal.timeout(5000) });
    return { ready: answer.ok, reason: answer.ok ? '' : reasonIn(await answer.text()) || `status ${answer.status}` };
  } catch {
    return { ready: false, reason: '' };
  }
}

function reasonIn(body) {
  try {
    const { reason } = JSON.parse(body);
    return typeof reason === 'string' ? reason : body.slice(0, 300);
  } catch {
    return body.trim().slice(0, 300);
  }
}

/** npm runs scripts under a shell: SIGTERM to npm ends the shell and leaves this process. So it follows its parent. */
function followNpm() {
  const parent = process.ppid;
  if (!process.env.npm_lifecycle_event || parent === 1) return;
  setInterval(() => process.ppid !== parent && stop(0, 'npm is gone'), 500).unref();
}

async function stop(code, why) {
  if (stopping) return;
  stopping = true;
  say(`${why}: stopping`);
  if (web && web.exitCode === null && web.signalCode === null) {
    const ended = new Promise((resolve) => web.once('exit', resolve));
    web.kill('SIGTERM');
    const hard = setTimeout(() => web.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(hard);
  }
  // A signal may come while the database is still starting.
  const database = await starting?.catch(() => undefined);
  await database?.stop();
  process.exit(code);
}
