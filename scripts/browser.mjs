// Finds a Chromium for the end-to-end tests, or gets one. `node scripts/browser.mjs [--install]` prints its path.
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const browserFlags = [
  ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync'],
  // Chromium's sandbox refuses to work for root; everybody else keeps it.
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** CHROMIUM_PATH, else Playwright's own, else one of the usual places, else undefined. */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named && !isExecutable(named)) throw new Error(`CHROMIUM_PATH=${named} cannot be executed`);
  return [named, chromium.executablePath(), ...usual].find((file) => file && isExecutable(file));
}

/** Installs one when none is there: with apt where that is allowed (it brings Chinese fonts), else with Playwright. */
export function ensureBrowser() {
  const found =
    findBrowser() ?? (installWithApt() ? findBrowser() : undefined) ?? (installOwn() ? findBrowser() : undefined);
  if (found) return found;
  throw new Error(
    'No Chromium was found and none could be installed. Install one (Debian: apt-get install chromium fonts-noto-cjk) or name it in CHROMIUM_PATH.',
  );
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function installWithApt() {
  const has = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
  const asRoot = process.getuid?.() === 0 ? [] : has('sudo') ? ['sudo', '-n'] : undefined;
  if (!asRoot || !has('apt-get')) return false;
  run([...asRoot, 'apt-get', 'update', '-qq'], 120_000);
  const packages = ['chromium', 'fonts-noto-cjk'];
  return run([...asRoot, 'apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages], 300_000);
}

const installOwn = () =>
  run([process.execPath, 'node_modules/@playwright/test/cli.js', 'install', 'chromium'], 180_000);

function run([command, ...args], timeout) {
  console.error(`> ${command} ${args.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'], timeout, env }).status === 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(process.argv.includes('--install') ? ensureBrowser() : (findBrowser() ?? 'none'));
}
