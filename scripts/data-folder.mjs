// `.data/`: what this checkout keeps for itself. The embedded database, the secrets made for it, and a lock.
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { root, say } from './ensure.mjs';

/** `DATA_DIR` lets two servers run from one checkout, each with a database of its own. */
export const dataFolder = path.resolve(root, process.env.DATA_DIR ?? '.data');
export const pgFolder = path.join(dataFolder, 'pg');

const lockFile = path.join(dataFolder, 'lock');

/**
 * Makes this process the one that owns the folder, until it exits.
 *
 * @returns {{ pid: number, what: string } | undefined} the owner when that is another process
 */
export function takeFolder(/** @type {string} */ what) {
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const draft = `${lockFile}.${process.pid}`;
  fs.writeFileSync(draft, `${process.pid} ${what}`);
  try {
    for (;;) {
      try {
        // A link appears with its content and only if the name is free, so two processes cannot both succeed.
        fs.linkSync(draft, lockFile);
        process.on('exit', () => fs.rmSync(lockFile, { force: true }));
        return undefined;
      } catch (error) {
        if (error.code !== 'EEXIST') throw error;
      }
      const owner = ownerOfFolder();
      if (owner) return owner;
      fs.rmSync(lockFile, { force: true });
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Who owns the folder. A lock whose process is gone, or whose pid now belongs to another program, counts for nothing. */
export function ownerOfFolder() {
  let pid;
  let what = '';
  try {
    const [first, ...rest] = fs.readFileSync(lockFile, 'utf8').split(' ');
    pid = Number(first);
    what = rest.join(' ');
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== 'EPERM') return undefined;
  }
  if (process.platform === 'linux') {
    try {
      if (!/(up|run)\.mjs/.test(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'))) return undefined;
    } catch {
      return undefined;
    }
  }
  return { pid, what };
}

const makeSecret = {
  NEXTAUTH_SECRET: () => randomBytes(32).toString('base64url'),
  KEY_ENCRYPTION_KEY: () => randomBytes(32).toString('base64'),
  NEXT_SERVER_ACTIONS_ENCRYPTION_KEY: () => randomBytes(32).toString('base64'),
  PAYMENT_TEST_SECRET: () => randomBytes(32).toString('base64url'),
};

/** Nobody misses what protects nothing that is switched on. */
const isNeeded = (name) => name !== 'PAYMENT_TEST_SECRET' || process.env.PAYMENT_TEST_PROVIDER === '1';

/** The secrets the environment gives, and for the others the ones in `.data/secrets.json`, made once. */
export function ownSecrets() {
  const file = path.join(dataFolder, 'secrets.json');
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const kept = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  const names = Object.keys(makeSecret);
  const missing = names.filter((name) => !process.env[name]);
  const made = missing.filter((name) => !kept[name]);
  if (made.length > 0) {
    for (const name of made) kept[name] = makeSecret[name]();
    const draft = `${file}.${process.pid}`;
    fs.writeFileSync(draft, `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
    fs.renameSync(draft, file);
  }
  const missed = missing.filter(isNeeded);
  if (process.env.DATABASE_URL && missed.length > 0) {
    say(`not set: ${missed.join(', ')}. Using the ones kept in ${path.relative(root, file)}: keep that file with your`);
    say('database, or set them. What is encrypted under a lost KEY_ENCRYPTION_KEY cannot be read again.');
  }
  return Object.fromEntries(names.map((name) => [name, process.env[name] || kept[name]]));
}
