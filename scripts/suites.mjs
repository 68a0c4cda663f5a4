// The test suites and their counts, for test.mjs and acceptance.mjs.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { ownSecrets } from './data-folder.mjs';
import { root } from './ensure.mjs';

export const results = path.join(root, 'test-results');
const bin = (/** @type {string} */ file) => path.join(root, 'node_modules', file);

/**
 * Runs a program of ours to its end; true when it succeeded. Asynchronous, because a test database that this process
 * started must not wait for it.
 *
 * @param {string[]} args
 * @param {Record<string, string | undefined>} [environment]
 * @returns {Promise<boolean>}
 */
export function node(args, environment = {}) {
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment },
  });
  return new Promise((resolve) => {
    child.on('error', () => resolve(false));
    child.on('exit', (code) => resolve(code === 0));
  });
}

export const biome = () => node([bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings']);
export const types = async () =>
  (await node([bin('next/dist/bin/next'), 'typegen'])) && node([bin('typescript/bin/tsc'), '--noEmit']);
export const deadCode = () => node([bin('knip/bin/knip.js'), '--no-progress']);

/** Runs Vitest projects and leaves `test-results/<name>.json` and `.junit.xml`. */
export async function vitest(/** @type {string} */ name, /** @type {string[]} */ projects) {
  const report = path.join(results, `${name}.json`);
  fs.rmSync(report, { force: true });
  const ok = await node(
    [
      ...[bin('vitest/vitest.mjs'), 'run', ...projects.map((project) => `--project=${project}`)],
      ...['--reporter=default', '--reporter=json', `--outputFile.json=${report}`],
      ...['--reporter=junit', `--outputFile.junit=${path.join(results, `${name}.junit.xml`)}`],
    ],
    // A real server's settings must not leak into tests.
    { DATABASE_URL: undefined, DATABASE_MIGRATION_URL: undefined },
  );
  return counted(ok, readVitest(name));
}

/**
 * Runs the end-to-end tests against the production build over a database of their own, holding the demo world, and
 * verifies the ledger when they are done.
 */
export async function endToEnd() {
  const { removePg, startPg, sweepPg } = await import('./pg.mjs');
  const prefix = 'pc-e2e-';
  await sweepPg(prefix);
  const dataDir = path.join(os.tmpdir(), `${prefix}${process.pid}`);
  const server = await startPg({ dataDir, unsafe: true });
  const base = `http://127.0.0.1:${process.env.E2E_PORT ?? 4390}`;
  const environment = {
    ...ownSecrets(),
    ...{ APP_ENV: 'test', NEXTAUTH_URL: base },
    ...{ DATABASE_URL: server.appUrl, DATABASE_MIGRATION_URL: server.ownerUrl, E2E_SUPER_URL: server.superUrl },
  };
  const program = (file) => node(['--import', 'tsx', file], environment);
  const report = path.join(results, 'e2e.json');
  fs.rmSync(report, { force: true });
  try {
    const ready = (await program('scripts/db-migrate.ts')) && (await program('scripts/seed-demo.ts'));
    const ok = ready && (await node([bin('@playwright/test/cli.js'), 'test'], environment));
    const counts = counted(ok, readPlaywright('e2e'));
    const books = await program('scripts/ledger-verify.ts');
    console.log(`[test] ledger:verify after end-to-end: ${books ? 'ok' : 'FAILED'}`);
    return { passed: counts.passed + (books ? 1 : 0), failed: counts.failed + (books ? 0 : 1) };
  } finally {
    await server.stop();
    removePg(dataDir);
  }
}

/**
 * @typedef {{ file: string, title: string, status: 'passed' | 'failed' | 'skipped' }} Outcome one test of a report
 */

/** The tests of a Vitest report; a file that could not be loaded counts as one failed test. Undefined without a report. */
export function readVitest(/** @type {string} */ name) {
  const report = readJson(name);
  return report?.testResults.flatMap((suite) => {
    const file = path.relative(root, suite.name);
    const tests = suite.assertionResults.map((test) => ({
      file,
      title: [...test.ancestorTitles, test.title].join(' › '),
      status: test.status === 'passed' || test.status === 'failed' ? test.status : 'skipped',
    }));
    const broken = suite.status === 'failed' && !tests.some((test) => test.status === 'failed');
    return broken ? [...tests, { file, title: suite.message || 'the file', status: 'failed' }] : tests;
  });
}

/** The tests of a Playwright report. Undefined without a report. */
export function readPlaywright(/** @type {string} */ name) {
  const statusOf = { expected: 'passed', skipped: 'skipped' };
  const walk = (suite, titles) => [
    ...(suite.specs ?? []).flatMap((spec) =>
      spec.tests.map((test) => ({
        file: path.join('e2e', spec.file),
        title: [...titles, spec.title].join(' › '),
        status: statusOf[test.status] ?? 'failed',
      })),
    ),
    ...(suite.suites ?? []).flatMap((inner) => walk(inner, [...titles, inner.title])),
  ];
  return readJson(name)?.suites.flatMap((file) => walk(file, []));
}

function readJson(name) {
  const file = path.join(results, `${name}.json`);
  return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : undefined;
}

/** A skipped test has shown nothing, so it counts as failed; so does a run that ended badly without saying which test. */
function counted(ok, outcomes = []) {
  const passed = outcomes.filter((test) => test.status === 'passed').length;
  const failed = outcomes.length - passed;
  for (const test of outcomes) if (test.status === 'skipped') console.log(`[test] skipped: ${test.file} ${test.title}`);
  return { passed, failed: !ok && failed === 0 ? 1 : failed };
}
