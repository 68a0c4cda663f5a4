import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import net from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** A web server of a test's own, from the build that all tests use. Its log is what it wrote so far. */
export interface OwnServer {
  readonly base: string;
  readonly pid: number;
  readonly log: () => string;
  readonly hasEnded: () => boolean;
  readonly stop: () => Promise<void>;
}

/** Starts `next start` on a free port with these settings on top of the suite's, and waits until it listens. */
export async function startOwnServer(settings: Record<string, string>): Promise<OwnServer> {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(
    process.execPath,
    ['node_modules/next/dist/bin/next', 'start', '-p', String(port), '-H', '127.0.0.1'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...{ NEXTAUTH_URL: base, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', PAYMENT_TEST_PROVIDER: '1' },
        ...settings,
      },
    },
  );
  let text = '';
  const keep = (part: Buffer) => {
    text += part.toString();
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const server = {
    base,
    pid: child.pid ?? 0,
    log: () => text,
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    stop: () => end(child),
  };
  await eventually(async () => (await look(`${base}/healthz`)).status === 200 || server.hasEnded(), 30_000);
  return server;
}

/** Status, headers, text and time of an answer; status 0 when there was none within 8 s. */
export async function look(url: string, init: RequestInit = {}) {
  const startedAt = performance.now();
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(8000), ...init });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, ms: performance.now() - startedAt };
  } catch {
    return { status: 0, headers: new Headers(), text: '', ms: performance.now() - startedAt };
  }
}

/** Asks until it is so, at most that long. Returns how long it took. */
export async function eventually(isSo: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${withinMs} ms`);
    await pause(50);
  }
  return performance.now() - startedAt;
}

/** A process and its children, by /proc: a database server with all its backends. */
export function withChildren(pid: number): number[] {
  const parentOf = (other: string) => {
    try {
      return Number(/^PPid:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${other}/status`, 'utf8'))?.[1]);
    } catch {
      return undefined;
    }
  };
  const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return [pid, ...all.filter((other) => parentOf(other) === pid).map(Number)];
}

function freePort(): Promise<number> {
  const probe = net.createServer();
  return new Promise((resolve, reject) => {
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const hard = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(hard);
}
