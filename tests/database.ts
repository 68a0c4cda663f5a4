import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';
import { connectDatabase, type DatabaseHandle, useDatabase } from '@/db/client';

export type TestDatabase = {
  name: string;
  /** Connected as the application; also the process-wide one, which commands and queries use. */
  handle: DatabaseHandle;
  appUrl: string;
  ownerUrl: string;
  superUrl: string;
  /** Connected as the migrating role, for what the application may not do. Opened by its first use. */
  readonly owner: pg.Pool;
  close(): Promise<void>;
};

/**
 * A database of its own for one test file, copied from the migrated template. Call it in `beforeAll` and `close()` it
 * in `afterAll`.
 */
export async function freshDatabase(options: { max?: number } = {}): Promise<TestDatabase> {
  const urls = await createDatabase(inject('postgres').template);
  const handle = connectDatabase(urls.appUrl, options);
  useDatabase(handle);
  let owner: pg.Pool | undefined;
  return {
    ...urls,
    handle,
    get owner() {
      if (!owner) {
        owner = new pg.Pool({ connectionString: urls.ownerUrl, max: 4 });
        // Dropping the database ends what is still saying goodbye; that is no failure of a test.
        owner.on('error', () => undefined);
        owner.on('connect', (client) => client.on('error', () => undefined));
      }
      return owner;
    },
    async close() {
      await handle.close();
      await owner?.end();
      await dropDatabase(urls.name);
    },
  };
}

/** An empty database, as a new installation has it before `db:migrate`. The process-wide database stays as it is. */
export async function freshDatabaseUnmigrated(): Promise<Omit<TestDatabase, 'handle' | 'owner'>> {
  const urls = await createDatabase('template1');
  return { ...urls, close: () => dropDatabase(urls.name) };
}

async function createDatabase(template: string) {
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await run(inject('postgres').ownerUrl, `create database ${name} template ${template}`);
  const { appUrl, ownerUrl, superUrl } = inject('postgres');
  const named = (url: string) => url.replace('/partner_center?', `/${name}?`);
  return { name, appUrl: named(appUrl), ownerUrl: named(ownerUrl), superUrl: named(superUrl) };
}

/** By force, so that a connection a test forgot does not keep the database; as superuser, since one may be an autovacuum's. */
async function dropDatabase(name: string) {
  await run(inject('postgres').superUrl, `drop database ${name} with (force)`);
}

async function run(url: string, statement: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
