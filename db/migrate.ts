import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';

/** Where the migrations lie: hand-written SQL, applied in the order of their numbers. */
export const migrationsFolder = path.resolve('db/migrations');

/** The migrations this program was written for, oldest first, with a digest of each. */
export const knownMigrations = (): { name: string; sql: string; digest: string }[] =>
  readdirSync(migrationsFolder)
    .filter((file) => /^\d{4}_[a-z0-9_]+\.sql$/.test(file))
    .toSorted()
    .map((file) => {
      const sql = readFileSync(path.join(migrationsFolder, file), 'utf8');
      return { name: file.slice(0, -4), sql, digest: createHash('sha256').update(sql).digest('hex') };
    });

/**
 * Brings a database up to date. Each migration is one transaction; two runs at once queue behind each other.
 *
 * @param ownerUrl connection of the migrating role, which owns the database
 * @param options.applicationUser the role the application signs in as; it is given the application's rights
 * @returns the names applied now, none when everything was there
 * @throws Error when an applied migration was changed afterwards
 */
export async function migrate(ownerUrl: string, options: { applicationUser?: string } = {}): Promise<string[]> {
  const client = new pg.Client({ connectionString: ownerUrl, application_name: 'partner-center-migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock(7021001)');
    await client.query(`create table if not exists schema_migrations (
      name text primary key, digest text not null, applied_at timestamptz not null default clock_timestamp())`);
    const { rows } = await client.query<{ name: string; digest: string }>('select name, digest from schema_migrations');
    const done = new Map(rows.map((row) => [row.name, row.digest]));
    const applied: string[] = [];
    for (const { name, sql, digest } of knownMigrations()) {
      const before = done.get(name);
      if (before && before !== digest) throw new Error(`Migration ${name} was changed after it had been applied`);
      if (before) continue;
      await apply(client, name, sql, digest);
      applied.push(name);
    }
    await grantToApplication(client, options.applicationUser);
    return applied;
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, name: string, sql: string, digest: string): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query('insert into schema_migrations (name, digest) values ($1, $2)', [name, digest]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw new Error(`Migration ${name} failed: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

async function grantToApplication(client: pg.Client, user: string | undefined): Promise<void> {
  const group = await client.query("select 1 from pg_roles where rolname = 'partner_center_app'");
  if (group.rowCount === 0) return;
  await client.query('grant select on schema_migrations to partner_center_app');
  if (!user) return;
  const { rows } = await client.query<{ sql: string | null }>(
    `select case when rolsuper or pg_has_role(rolname, 'partner_center_app', 'member') then null
                 else format('grant partner_center_app to %I', rolname) end as sql
       from pg_roles where rolname = $1`,
    [user],
  );
  if (rows[0] === undefined) throw new Error('The application role of DATABASE_URL does not exist in this cluster');
  if (rows[0].sql) await client.query(rows[0].sql);
}
