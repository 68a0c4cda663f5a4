import { Socket } from 'node:net';
import pg from 'pg';
import { sqlState } from '@/db/client';
import { knownMigrations } from '@/db/migrate';
import { env } from '@/lib/env';
import { log } from '@/lib/log';

/** Why the system cannot work now. Told to anybody who asks, so it says no more than this. */
export type UnreadyReason =
  | 'environment'
  | 'database_down'
  | 'database_hung'
  | 'database_password'
  | 'not_migrated'
  | 'unsafe_settings';
export type Readiness = { readonly ready: true } | { readonly ready: false; readonly reason: UnreadyReason };

/** A connection of its own, so that a busy pool does not look like a dead database; and its socket, to be rid of it at once. */
interface Probe {
  readonly client: pg.Client;
  readonly socket: Socket;
}

interface Watch {
  kept: Probe | undefined;
  running: Promise<Readiness> | undefined;
  last: { readonly atMs: number; readonly state: Readiness } | undefined;
}
// One per process, however often the bundler loads this file.
const shared = globalThis as { partnerCenterReadiness?: Watch };
shared.partnerCenterReadiness ??= { kept: undefined, running: undefined, last: undefined };
const watch = shared.partnerCenterReadiness;

// Together below two seconds, whatever the server or the network does.
const connectMaxMs = 1200;
const answerMaxMs = 700;

/**
 * Whether the database is there, takes our password, is migrated as far as this program knows, and keeps what it confirms.
 *
 * Answers within 2 s. Any number of callers share one question at a time over one connection.
 *
 * @param maxAgeMs how old the answer may be
 * @source design/decisions.md 30, 37, quality/acceptance.md V1–V3, V5
 */
export async function readiness(maxAgeMs = 0): Promise<Readiness> {
  const { last } = watch;
  if (last && performance.now() - last.atMs < maxAgeMs) return last.state;
  watch.running ??= ask().finally(() => {
    watch.running = undefined;
  });
  return watch.running;
}

/** Ends the connection kept for asking. Tests need it; a server does not. */
export function forgetReadiness(): void {
  drop(watch.kept);
  watch.last = undefined;
}

async function ask(): Promise<Readiness> {
  let cause: unknown;
  const state = await look().catch((error: unknown): Readiness => {
    drop(watch.kept);
    cause = error;
    return { ready: false, reason: reasonOf(error) };
  });
  const before = watch.last?.state;
  watch.last = { atMs: performance.now(), state };
  if (!state.ready && (before?.ready !== false || before.reason !== state.reason))
    log.error({ reason: state.reason, err: cause }, 'not ready');
  if (state.ready && before?.ready === false) log.info('ready again');
  return state;
}

async function look(): Promise<Readiness> {
  const settings = readEnvironment();
  if (!settings) return { ready: false, reason: 'environment' };
  watch.kept ??= await open(settings.DATABASE_URL);
  const { rows } = await watch.kept.client.query<{ unsafe: boolean; applied: string[] | null }>(
    `select 'off' in (current_setting('fsync'), current_setting('synchronous_commit'), current_setting('full_page_writes')) as unsafe,
            (select array_agg(name) from schema_migrations) as applied`,
  );
  const applied = new Set(rows[0]?.applied ?? []);
  if (!migrationNames().every((name) => applied.has(name))) return { ready: false, reason: 'not_migrated' };
  const isUnsafe = rows[0]?.unsafe !== false && settings.APP_ENV !== 'test';
  return isUnsafe ? { ready: false, reason: 'unsafe_settings' } : { ready: true };
}

function readEnvironment(): ReturnType<typeof env> | undefined {
  try {
    return env();
  } catch {
    return undefined;
  }
}

let names: string[] | undefined;
/** Read once: the program's own files do not change under it. */
const migrationNames = (): string[] => {
  names ??= knownMigrations().map(({ name }) => name);
  return names;
};

async function open(connectionString: string): Promise<Probe> {
  const socket = new Socket();
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: connectMaxMs,
    query_timeout: answerMaxMs,
    application_name: 'partner-center-readiness',
    stream: () => socket,
  });
  const probe = { client, socket };
  client.on('error', () => drop(probe));
  client.on('end', () => drop(probe));
  try {
    await client.connect();
    return probe;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** A polite end would wait for a server that does not answer. */
function drop(probe: Probe | undefined): void {
  probe?.socket.destroy();
  if (watch.kept === probe) watch.kept = undefined;
}

const reasonByState: Readonly<Record<string, UnreadyReason>> = {
  '28P01': 'database_password',
  '28000': 'database_password',
  '42P01': 'not_migrated',
  '42501': 'not_migrated',
  '57014': 'database_hung',
};

function reasonOf(error: unknown): UnreadyReason {
  const known = reasonByState[sqlState(error) ?? ''];
  if (known) return known;
  const text = error instanceof Error ? error.message : '';
  // The driver's own complaint when the server asks for a password and there is none.
  if (/SASL|password/.test(text)) return 'database_password';
  return /timeout/i.test(text) ? 'database_hung' : 'database_down';
}
