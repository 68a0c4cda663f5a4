import dns from 'node:dns';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { connectDatabase, database, isConnectionTrouble, useDatabase } from '@/db/client';
import { migrate, migrationsFolder } from '@/db/migrate';
import { allocateFunds } from '@/domain/funds/allocate-funds';
import { verifyLedger } from '@/domain/ledger/oracles';
import { newId, uuidOf } from '@/lib/id';
import { type PgServer, removePg, startPg } from '@/scripts/pg.mjs';
import { actorOf, balanceOf, freshKey, fund, makeCustomer, makeOrganization, type WorldOrganization } from './world';

// A server of its own, because it is stopped, starved and locked out here.
const dataDir = path.join(os.tmpdir(), `pc-test-own-${process.pid}`);
let server: PgServer;
let isRunning = false;

const start = async () => {
  server = await startPg({ dataDir, unsafe: true });
  isRunning = true;
};
const stop = async () => {
  isRunning = false;
  await server.stop();
};

beforeAll(start);
afterAll(async () => {
  if (isRunning) await stop();
  removePg(dataDir);
});

/** Readiness as a process just started with these settings would see it. */
async function asStarted(settings: Record<string, string | undefined>) {
  vi.resetModules();
  vi.unstubAllEnvs();
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value);
  delete (globalThis as { partnerCenterReadiness?: object }).partnerCenterReadiness;
  const { readiness, forgetReadiness } = await import('@/domain/operations/readiness');
  return { readiness, forgetReadiness };
}

/** The answer and how long it took. */
async function timed<T>(work: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const startedAt = performance.now();
  const value = await work();
  return { value, ms: performance.now() - startedAt };
}

async function asSuper(statement: string, name = 'partner_center'): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: server.url('postgres', name) });
  await client.connect();
  return client.query(statement).finally(() => client.end());
}

/** Every process of the server, the postmaster first. */
function processesOfServer(): number[] {
  const parentOf = (pid: string) => {
    try {
      return Number(/^PPid:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
    } catch {
      return undefined;
    }
  };
  const all = fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return [server.pid, ...all.filter((pid) => parentOf(pid) === server.pid).map(Number)];
}

/** The server neither answers nor goes away: all its processes are stopped. */
async function whileHung<T>(work: () => Promise<T>): Promise<T> {
  for (const pid of processesOfServer()) process.kill(pid, 'SIGSTOP');
  return work().finally(() => {
    for (const pid of processesOfServer()) process.kill(pid, 'SIGCONT');
  });
}

async function eventually(isSo: () => Promise<boolean>, withinMs: number): Promise<number> {
  const startedAt = performance.now();
  while (!(await isSo())) {
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${withinMs} ms`);
  }
  return performance.now() - startedAt;
}

describe('[V1] readiness says in two seconds what is missing', () => {
  const check = async (settings: Record<string, string | undefined>, reason: string) => {
    const { readiness, forgetReadiness } = await asStarted(settings);
    const { value, ms } = await timed(() => readiness());
    forgetReadiness();
    expect(value).toEqual({ ready: false, reason });
    expect(ms).toBeLessThan(2000);
  };

  it('a variable', () => check({ DATABASE_URL: server.appUrl, NEXTAUTH_SECRET: undefined }, 'environment'));
  it('a server', () => check({ DATABASE_URL: 'postgres://pc_app@127.0.0.1:1/partner_center' }, 'database_down'));
  it('a database', () => check({ DATABASE_URL: server.url('pc_app', 'nowhere') }, 'database_down'));
  it('a name that resolves', () =>
    check({ DATABASE_URL: 'postgres://pc_app@db.invalid/partner_center' }, 'database_down'));

  it('a name server that answers', async () => {
    const lookup = vi.spyOn(dns, 'lookup').mockImplementation(() => undefined as never);
    await check({ DATABASE_URL: 'postgres://pc_app@db.example/partner_center' }, 'database_hung');
    lookup.mockRestore();
  });

  it('the right password', async () => {
    const hba = (await asSuper('show hba_file')).rows[0].hba_file;
    const open = fs.readFileSync(hba, 'utf8');
    const withPassword = (word: string) => server.appUrl.replace('pc_app@', `pc_app:${word}@`);
    const letsIn = async (word: string) => {
      const client = new pg.Client({ connectionString: withPassword(word) });
      return client.connect().then(
        () => client.end().then(() => true),
        () => false,
      );
    };
    try {
      await asSuper(`alter role pc_app password 'right'`);
      fs.writeFileSync(hba, `local all pc_app scram-sha-256\n${open}`);
      await asSuper('select pg_reload_conf()');
      await eventually(async () => !(await letsIn('wrong')), 5000);
      await check({ DATABASE_URL: withPassword('wrong') }, 'database_password');
      await check({ DATABASE_URL: server.appUrl }, 'database_password');
    } finally {
      fs.writeFileSync(hba, open);
      await asSuper('select pg_reload_conf()');
      await eventually(() => letsIn('any'), 5000);
    }
  });

  it('migrations, none or the newest, and then serves the same process', async () => {
    const { readiness, forgetReadiness } = await asStarted({ DATABASE_URL: server.appUrl, APP_ENV: 'test' });
    expect(await readiness()).toEqual({ ready: false, reason: 'not_migrated' });
    await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
    expect(await eventually(async () => (await readiness()).ready, 5000)).toBeLessThan(5000);
    const newest = fs.readdirSync(migrationsFolder).toSorted().at(-1)?.replace('.sql', '');
    const kept = await asSuper(`delete from schema_migrations where name = '${newest}' returning digest`);
    expect(await readiness()).toEqual({ ready: false, reason: 'not_migrated' });
    await asSuper(`insert into schema_migrations (name, digest) values ('${newest}', '${kept.rows[0].digest}')`);
    expect(await readiness()).toEqual({ ready: true });
    forgetReadiness();
  });

  it('settings that keep what was confirmed', () =>
    check({ DATABASE_URL: server.appUrl, APP_ENV: 'production' }, 'unsafe_settings'));
});

describe('over a database that has trouble', () => {
  let handle: ReturnType<typeof connectDatabase>;
  let payer: WorldOrganization;
  let customer: Awaited<ReturnType<typeof makeCustomer>>;
  const allocate = (amount = '1.00') =>
    allocateFunds(actorOf(payer), freshKey(), { customerId: customer.customerId, amount });

  beforeAll(async () => {
    await migrate(server.ownerUrl, { applicationUser: 'pc_app' });
    handle = connectDatabase(server.appUrl, { max: 4 });
    useDatabase(handle);
    const operator = await makeOrganization({ code: 'V', kind: 'operator' });
    payer = await makeOrganization({ code: 'S1', kind: 'solution_provider' });
    customer = await makeCustomer(payer, 'S1-1', 'resale');
    await fund({ operator }, payer, '1000.00');
    expect(await allocate()).toMatchObject({ ok: true });
  });
  afterEach(async () => {
    const broken = Object.entries(await verifyLedger(database())).filter(([, count]) => count !== 0);
    expect(broken).toEqual([]);
  });
  afterAll(() => handle.close());

  it('[V5] answers readiness while every connection of the pool is held, and does not wait for ever', async () => {
    const held = await Promise.all(Array.from({ length: 4 }, () => handle.pool.connect()));
    const { readiness, forgetReadiness } = await asStarted({ DATABASE_URL: server.appUrl, APP_ENV: 'test' });
    const ready = await timed(() => readiness());
    const query = await timed(() =>
      database()
        .execute('select 1')
        .catch((error: unknown) => error),
    );
    const money = await timed(() => allocate().catch((error: unknown) => error));
    for (const client of held) client.release();
    forgetReadiness();
    expect(ready.value).toEqual({ ready: true });
    expect(ready.ms).toBeLessThan(1000);
    for (const { value, ms } of [query, money]) {
      expect(isConnectionTrouble(value)).toBe(true);
      expect(ms).toBeLessThan(1700);
    }
    expect(await allocate()).toMatchObject({ ok: true });
  });

  it('[V6] ends a transaction left idle over a balance, and answers whoever waits for it', async () => {
    const idle = await handle.pool.connect();
    let endedAt = 0;
    idle.on('error', () => {
      endedAt = performance.now();
    });
    await idle.query('begin');
    await idle.query(
      `select ledger_post_batch(array[$1::uuid], array['allocate'], array[a.id], array[c.id], array['CNY'], array[100::bigint])
         from ledger_accounts a, ledger_accounts c where a.owner_id = $2 and c.owner_id = $3`,
      [uuidOf(newId('transfer')), uuidOf(payer.id), uuidOf(customer.id)],
    );
    const idleSince = performance.now();
    const before = await balanceOf(payer);
    const waiter = await timed(() => allocate());
    expect(waiter.value).toMatchObject({ ok: false, code: 'busy' });
    expect(waiter.ms).toBeLessThan(2700);
    await eventually(async () => (await allocate()).ok, 6000);
    expect(endedAt - idleSince).toBeLessThan(5500);
    expect(await balanceOf(payer)).toBe(before - 100n);
    idle.release(true);
  });

  it('[V3] cuts off what a hung server keeps waiting, and recovers without a storm', async () => {
    const { readiness, forgetReadiness } = await asStarted({ DATABASE_URL: server.appUrl, APP_ENV: 'test' });
    expect(await readiness()).toEqual({ ready: true });
    const before = await balanceOf(payer);
    const { asked, answers } = await whileHung(async () => ({
      asked: await timed(() => readiness()),
      answers: await Promise.all(Array.from({ length: 12 }, () => timed(() => allocate().catch(() => undefined)))),
    }));
    expect(asked.value).toEqual({ ready: false, reason: 'database_hung' });
    expect(asked.ms).toBeLessThan(2000);
    expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(5200);
    expect(await eventually(async () => (await readiness()).ready, 5000)).toBeLessThan(5000);
    await eventually(async () => {
      const outcome = await allocate().catch(() => ({ ok: false }));
      return outcome.ok;
    }, 5000);
    const { rows } = await asSuper(`select count(*)::int as count from pg_stat_activity where usename = 'pc_app'`);
    expect(rows[0].count).toBeLessThanOrEqual(4 + 1);
    // What was cut off either happened whole or not at all; the oracles after each test say which wholes are whole.
    const moved = Number(before - (await balanceOf(payer))) / 100;
    expect(moved).toBeGreaterThanOrEqual(1);
    expect(moved).toBeLessThanOrEqual(13);
    forgetReadiness();
  });

  it('[V2] works again after the server was away, without a new process or an unhandled rejection', async () => {
    const rejections: unknown[] = [];
    const listen = (error: unknown) => rejections.push(error);
    process.on('unhandledRejection', listen);
    const { readiness, forgetReadiness } = await asStarted({ DATABASE_URL: server.appUrl, APP_ENV: 'test' });
    expect(await readiness()).toEqual({ ready: true });
    await stop();
    expect(await readiness()).toEqual({ ready: false, reason: 'database_down' });
    const refused = await timed(() => allocate().catch((error: unknown) => error));
    expect(isConnectionTrouble(refused.value)).toBe(true);
    expect(refused.ms).toBeLessThan(2000);
    await start();
    expect(await eventually(async () => (await readiness()).ready, 5000)).toBeLessThan(5000);
    expect(await allocate()).toMatchObject({ ok: true });
    process.off('unhandledRejection', listen);
    expect(rejections).toEqual([]);
    forgetReadiness();
  });
});
