import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Control } from './controls';

/** What a run of Vitest in the copy came to. Names are those of the describes and the test, joined by blanks. */
interface Outcome {
  readonly ok: boolean;
  readonly passed: readonly string[];
  readonly failed: readonly { name: string; message: string }[];
  readonly log: string;
}

export interface PatchedCopy {
  /** Replaces the one place where `from` stands. @returns puts it back @throws when it stands nowhere or more than once */
  patch(change: Pick<Control, 'source' | 'from' | 'to'>): () => void;
  /** Runs the tests that are named, and only those, one file after the other. */
  run(which: readonly Pick<Control, 'tests' | 'title'>[]): Promise<Outcome>;
  remove(): void;
}

/** The tracked files as they are now, in a folder of their own that shares the packages. */
export function copyOfTheTree(): PatchedCopy {
  const root = mkdtempSync(path.join(os.tmpdir(), 'pc-patched-'));
  chmodSync(root, 0o755);
  const remove = () => rmSync(root, { recursive: true, force: true });
  try {
    const tracked = execFileSync('git', ['ls-files', '-z'], { encoding: 'utf8' }).split('\0').filter(Boolean);
    for (const file of tracked) cpSync(file, path.join(root, file));
    symlinkSync(path.resolve('node_modules'), path.join(root, 'node_modules'));
  } catch (error) {
    remove();
    throw error;
  }
  return { patch: (change) => patch(root, change), run: (which) => run(root, which), remove };
}

function patch(root: string, { source, from, to }: Pick<Control, 'source' | 'from' | 'to'>): () => void {
  const file = path.join(root, source);
  const text = readFileSync(file, 'utf8');
  const found = text.split(from).length - 1;
  if (found !== 1) throw new Error(`${source} has ${found} times: ${from}`);
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
  return () => writeFileSync(file, text);
}

async function run(root: string, which: readonly Pick<Control, 'tests' | 'title'>[]): Promise<Outcome> {
  const report = path.join(root, 'report.json');
  rmSync(report, { force: true });
  const files = [...new Set(which.map(({ tests }) => tests))];
  const names = which.map(({ title }) => title.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|');
  const isUnit = files.every((file) => file.startsWith('lib/'));
  const { code, log } = await node(root, [
    ...['node_modules/vitest/vitest.mjs', 'run', ...files, '-t', names, '--no-file-parallelism'],
    ...['--project=unit', ...(isUnit ? [] : ['--project=database'])],
    ...['--reporter=json', `--outputFile=${report}`],
  ]);
  const tests = readReport(report);
  return {
    ok: code === 0,
    passed: tests.filter(({ status }) => status === 'passed').map(({ fullName }) => fullName),
    failed: tests
      .filter(({ status }) => status === 'failed')
      .map(({ fullName, failureMessages }) => ({ name: fullName, message: failureMessages.join('\n') })),
    log: log.slice(-2000),
  };
}

function readReport(file: string) {
  type Test = { fullName: string; status: string; failureMessages: string[] };
  const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as { testResults: { assertionResults: Test[] }[] };
  return testResults.flatMap((suite) => suite.assertionResults);
}

/** A program in the copy, without what the Vitest around it has set and without a real server's address. */
function node(cwd: string, args: readonly string[]): Promise<{ code: number | null; log: string }> {
  const ours = /^(VITEST|TEST|NODE_ENV|MODE|DEV|PROD|SSR|BASE_URL|APP_ENV|DATABASE_|TINYPOOL)/;
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ours.test(name)));
  const child = spawn(process.execPath, args, {
    cwd,
    env: { ...environment, NODE_ENV: 'test' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      log += data.toString();
    });
  }
  const late = setTimeout(() => child.kill('SIGTERM'), 240_000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(late);
      resolve({ code, log });
    });
  });
}
