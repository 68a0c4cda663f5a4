// What must be there before anything else runs: Node, dependencies, the build. Node built-ins only, because this runs
// before node_modules exists.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const nextBin = path.join(root, 'node_modules/next/dist/bin/next');

/** Progress goes to stderr, so that stdout stays the answer of the command. */
export const say = (/** @type {string} */ message) => console.error(`\x1b[2m[setup]\x1b[0m ${message}`);

export function ensureNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 9)) return;
  say(`Node ${process.version} is too old: 20.9 or newer is needed`);
  process.exit(1);
}

/** Runs `npm ci` when what is installed is not what the lock says. */
export function ensureDeps() {
  const stamp = path.join(root, 'node_modules/.deps-stamp');
  const platform = `${process.platform}-${process.arch}`;
  const lock = createHash('sha256')
    .update(fs.readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const wanted = `${platform} ${lock}`;
  const found = fs.existsSync(stamp) ? fs.readFileSync(stamp, 'utf8') : '';
  if (found === wanted) return;
  const fromElsewhere = found !== '' && !found.startsWith(`${platform} `);
  if (fromElsewhere || !isInstalled()) {
    runOrExit('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], process.env);
  }
  fs.writeFileSync(stamp, wanted);
}

/** Whether someone's own `npm install` already put in place all that the lock demands (npm keeps a note of it). */
function isInstalled() {
  const note = path.join(root, 'node_modules/.package-lock.json');
  if (!fs.existsSync(note)) return false;
  const there = JSON.parse(fs.readFileSync(note, 'utf8')).packages;
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(lock).every(([at, { optional, version }]) => !at || optional || there[at]?.version === version);
}

const buildDependsOn = [
  ...['app', 'components', 'db', 'domain', 'lib', 'jobs', 'messages', 'public', 'proxy.ts', 'instrumentation.ts'],
  ...['next.config.js', 'postcss.config.mjs', 'tsconfig.json', 'package-lock.json'],
];

/**
 * Runs `next build` when something it depends on has changed. The key of the server actions is compiled in, so it is
 * one of those things.
 *
 * @param {Record<string, string | undefined>} environment
 */
export function ensureBuild(environment) {
  const dist = path.join(root, process.env.NEXT_DIST_DIR ?? '.next');
  const stamp = path.join(dist, 'build-stamp');
  const wanted = buildInputs(environment.NEXT_SERVER_ACTIONS_ENCRYPTION_KEY ?? '');
  if (fs.existsSync(path.join(dist, 'BUILD_ID')) && fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  fs.rmSync(stamp, { force: true });
  runOrExit(process.execPath, [nextBin, 'build'], { ...environment, NODE_ENV: 'production' });
  fs.writeFileSync(stamp, wanted);
}

function buildInputs(key) {
  const hash = createHash('sha256').update(key).update(process.version);
  const add = (file) => {
    if (!fs.statSync(file).isDirectory()) {
      hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
      return;
    }
    const names = fs.readdirSync(file).filter((name) => !/\.test\.tsx?$/.test(name));
    for (const name of names.sort()) add(path.join(file, name));
  };
  for (const name of buildDependsOn) if (fs.existsSync(path.join(root, name))) add(path.join(root, name));
  return hash.digest('hex');
}

function runOrExit(command, args, environment) {
  const started = performance.now();
  const line = [command === process.execPath ? 'node' : command, ...args.map((arg) => arg.replace(`${root}/`, ''))];
  say(line.join(' '));
  const { status, signal } = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...environment, NEXT_TELEMETRY_DISABLED: '1' },
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    say(`failed (${signal ?? `exit ${status}`})`);
    process.exit(status || 1);
  }
  say(`done in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
