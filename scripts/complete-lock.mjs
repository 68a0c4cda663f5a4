// Completes package-lock.json after `npm install`. A registry may lack the binaries of other platforms for some
// releases; npm then leaves them out of the lock, and `npm ci` (npm 11) refuses the lock it made itself ("Missing:
// x@ from lock file"). This writes what npm would have written, without the hash that nobody here can know.
import fs from 'node:fs';

const osOfWord = {
  ...{ aix: 'aix', android: 'android', darwin: 'darwin', freebsd: 'freebsd', linux: 'linux', netbsd: 'netbsd' },
  ...{ openbsd: 'openbsd', openharmony: 'openharmony', sunos: 'sunos', win32: 'win32', windows: 'win32' },
};
const cpus = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'ppc64le', 'riscv64', 's390x', 'wasm32', 'x64'];

const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
const packages = lock.packages;
const added = [];
const leftOut = [];

for (const [at, entry] of Object.entries(packages)) {
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {})) {
    if (resolve(at, name)) continue;
    const platform = platformOf(name);
    const version = range.replace(/^[\^~]/, '');
    if (!platform || !/^\d+\.\d+\.\d+/.test(version)) {
      leftOut.push(`${name}@${range} (wanted by ${at || 'this project'})`);
      continue;
    }
    const key = packages[`node_modules/${name}`] ? `${at}/node_modules/${name}` : `node_modules/${name}`;
    packages[key] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
    added.push(`${name}@${version}`);
  }
}

lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
fs.writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
console.log(`package-lock.json: ${added.length} platform packages added`);
for (const what of leftOut) console.log(`left out: ${what}`);

/** Where Node would find `name` when asked from the package at `from`: in its own folder first, then upwards. */
function resolve(from, name) {
  const folders = from
    ? from.split('/node_modules/').map((_, i, parts) => parts.slice(0, i + 1).join('/node_modules/'))
    : [];
  const keys = folders.toReversed().map((folder) => `${folder}/node_modules/${name}`);
  return [...keys, `node_modules/${name}`].find((key) => packages[key]);
}

/** What a platform package is for, read from its name: `@esbuild/linux-arm64`, `…-linux-x64-musl`, `…-wasm32-wasi`. */
function platformOf(name) {
  const words = name.toLowerCase().split(/[^a-z0-9]+/);
  const os = words.map((word) => osOfWord[word]).find(Boolean);
  const cpu =
    cpus.find((known) => words.includes(known)) ?? (words.some((w) => /^armv?\d/.test(w)) ? 'arm' : undefined);
  if (!os && cpu !== 'wasm32' && !words.includes('wasm')) return undefined;
  const libc = words.some((word) => word.startsWith('musl'))
    ? 'musl'
    : words.some((w) => w.startsWith('gnu'))
      ? 'glibc'
      : '';
  return {
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(os === 'linux' && libc ? { libc: [libc] } : {}),
    ...(os ? { os: [os] } : {}),
  };
}
