import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { freshDatabaseUnmigrated } from '@/tests/database';
import { knownMigrations, migrate } from './migrate';

type Empty = Awaited<ReturnType<typeof freshDatabaseUnmigrated>>;
const open: Empty[] = [];
const empty = async () => {
  const database = await freshDatabaseUnmigrated();
  open.push(database);
  return database;
};
afterEach(async () => {
  for (const database of open.splice(0)) await database.close();
});

async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Everything a dump would show, in words that do not depend on numbers given at creation. */
const shapeOf = (url: string) =>
  query(
    url,
    `select 'column' as what, format('%s.%s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull) as shape
       from pg_attribute a join pg_class c on c.oid = a.attrelid where c.relnamespace = 'public'::regnamespace and a.attnum > 0
     union all select 'constraint', conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = 'public'::regnamespace
     union all select 'trigger', pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
     union all select 'function', p.proname || md5(pg_get_functiondef(p.oid)) from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prokind = 'f'
     union all select 'rights', relname || ' ' || coalesce(relacl::text, '') || coalesce(reloptions::text, '') from pg_class where relnamespace = 'public'::regnamespace
     order by 1, 2`,
  );

const all = knownMigrations().map(({ name }) => name);

describe('[U1] migrating', () => {
  it('brings an empty database to the head, and does nothing there', async () => {
    const database = await empty();
    expect(await migrate(database.ownerUrl, { applicationUser: 'pc_app' })).toEqual(all);
    const shape = await shapeOf(database.ownerUrl);
    expect(shape.length).toBeGreaterThan(200);
    expect(await migrate(database.ownerUrl, { applicationUser: 'pc_app' })).toEqual([]);
    expect(await shapeOf(database.ownerUrl)).toEqual(shape);
  });

  it('runs once when two processes start it at the same moment', async () => {
    const database = await empty();
    const both = await Promise.all([1, 2].map(() => migrate(database.ownerUrl, { applicationUser: 'pc_app' })));
    expect(both.toSorted((a, b) => b.length - a.length)).toEqual([all, []]);
    const [count] = await query<{ count: string }>(database.ownerUrl, 'select count(*) from schema_migrations');
    expect(Number(count?.count)).toBe(all.length);
  });

  it('refuses a migration that was changed after it had been applied', async () => {
    const database = await empty();
    await migrate(database.ownerUrl);
    await query(database.ownerUrl, `update schema_migrations set digest = 'other' where name = '${all[0]}'`);
    await expect(migrate(database.ownerUrl)).rejects.toThrow(`Migration ${all[0]} was changed`);
  });

  it('leaves nothing of a migration that fails, and goes on from there', async () => {
    const database = await empty();
    await query(database.ownerUrl, 'create table ledger_units (code text)');
    await expect(migrate(database.ownerUrl)).rejects.toThrow('Migration 0003_ledger failed');
    const applied = await query<{ name: string }>(
      database.ownerUrl,
      'select name from schema_migrations order by name',
    );
    expect(applied.map(({ name }) => name)).toEqual(all.filter((name) => name < '0003'));
    expect(await query(database.ownerUrl, `select 1 from pg_class where relname = 'ledger_accounts'`)).toEqual([]);
    await query(database.ownerUrl, 'drop table ledger_units');
    expect(await migrate(database.ownerUrl)).toEqual(all.filter((name) => name >= '0003'));
  });
});

describe('[U4] the text of a migration', () => {
  const statementsOf = (sql: string) =>
    sql
      .replaceAll(/--.*$/gm, '')
      .split(';')
      .map((part) => part.trim())
      .filter(Boolean);
  const wrongWith = (sql: string): string[] => {
    const [first = '', second = ''] = statementsOf(sql);
    return [
      ...(/^set local lock_timeout = '\d+m?s'$/.test(first) ? [] : ['does not set lock_timeout first']),
      ...(/^set local statement_timeout = '\d+m?s'$/.test(second) ? [] : ['does not set statement_timeout second']),
      ...(/\b(rename (to|column)|drop (table|column)|alter column \w+ type)\b/i.test(sql)
        ? ['renames, drops or retypes']
        : []),
      ...(/numeric\s*\(|\b(real|float\d?|double precision|money)\b\s*(,|not|default|check)/i.test(sql)
        ? ['has inexact numbers']
        : []),
    ];
  };

  it.each(knownMigrations())('is in order: $name', ({ sql }) => expect(wrongWith(sql)).toEqual([]));

  it.each([
    ['create table a ()', 2],
    ["set local lock_timeout = '2s'; create table a ()", 1],
    ["set local lock_timeout = '2s'; set local statement_timeout = '60s'; alter table a drop column b", 1],
    ["set local lock_timeout = '2s'; set local statement_timeout = '60s'; create table a (b numeric(20, 2))", 1],
  ])('is not: %s', (sql, count) => expect(wrongWith(sql)).toHaveLength(count));
});
