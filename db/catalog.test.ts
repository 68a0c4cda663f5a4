import { is } from 'drizzle-orm';
import { getTableConfig, PgTable } from 'drizzle-orm/pg-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { schema } from './client';

let test: TestDatabase;
beforeAll(async () => {
  test = await freshDatabase();
});
afterAll(() => test.close());

const rowsOf = async <Row extends object>(sql: string): Promise<Row[]> => (await test.owner.query<Row>(sql)).rows;
const snake = (name: string) => name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const tables = Object.values(schema).filter((member) => is(member, PgTable));

interface Column {
  table: string;
  column: string;
  type: string;
  not_null: boolean;
  has_default: boolean;
  generated: boolean;
}
const catalogColumns = () =>
  rowsOf<Column>(`select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as not_null,
      a.atthasdef as has_default, a.attgenerated <> '' as generated
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped`);

describe('[U8] the schema in TypeScript', () => {
  it('has exactly the tables and columns of the database, with their types and whether they may be null', async () => {
    // Written by the migrations alone.
    const handWritten = ['schema_migrations'];
    const written = tables.flatMap((table) => {
      const { name, columns } = getTableConfig(table);
      return columns.map((column) => {
        const type = column.getSQLType().replace(/^char\(/, 'character(');
        return `${name}.${snake(column.name)} ${type}${column.notNull ? ' not null' : ''}`;
      });
    });
    const found = (await catalogColumns())
      .filter((column) => !handWritten.includes(column.table))
      .map(({ table, column, type, not_null }) => `${table}.${column} ${type}${not_null ? ' not null' : ''}`);
    expect(written.toSorted()).toEqual(found.toSorted());
  });

  it('counts on no default the database does not have', async () => {
    const catalog = new Map((await catalogColumns()).map((column) => [`${column.table}.${column.column}`, column]));
    for (const table of tables) {
      const { name, columns } = getTableConfig(table);
      for (const column of columns) {
        const there = catalog.get(`${name}.${snake(column.name)}`);
        if (column.hasDefault) expect([name, column.name, there?.has_default]).toEqual([name, column.name, true]);
        expect([name, column.name, there?.generated]).toEqual([name, column.name, column.generated !== undefined]);
      }
    }
  });

  it('knows the primary key of every table', async () => {
    const keys = await rowsOf<{ table: string; columns: string[] }>(`select c.relname as table,
        (select array_agg(a.attname::text order by k.n) from unnest(x.indkey) with ordinality k (attnum, n)
           join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum) as columns
      from pg_index x join pg_class c on c.oid = x.indrelid where x.indisprimary and c.relnamespace = 'public'::regnamespace`);
    const catalog = new Map(keys.map(({ table, columns }) => [table, columns]));
    for (const table of tables) {
      const { name, columns, primaryKeys } = getTableConfig(table);
      const own = primaryKeys.flatMap((key) => key.columns).concat(columns.filter((column) => column.primary));
      expect([name, own.map((column) => snake(column.name))]).toEqual([name, catalog.get(name)]);
    }
  });
});

/** Never changed once written. */
const appendOnly = [
  'access_changes',
  'association_attempts',
  'audit_entries',
  'bank_statements',
  'bank_transfers',
  'closed_months',
  'consents',
  'coupon_records',
  'credit_terms',
  'fund_adjustments',
  'ledger_entries',
  'ledger_transfers',
  'payment_notifications',
  'remittance_accounts',
  'withdrawal_flows',
];
const ledgerTables = ['ledger_accounts', 'ledger_balances', 'ledger_entries', 'ledger_transfers', 'ledger_units'];

describe('[U1] [M18] guards that Drizzle does not know', () => {
  it('stand as triggers, each of them enabled', async () => {
    const triggers = await rowsOf<{ name: string; table: string; enabled: string }>(
      `select t.tgname as name, c.relname as table, t.tgenabled as enabled from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and c.relnamespace = 'public'::regnamespace`,
    );
    expect(triggers.filter(({ enabled }) => enabled !== 'O' && enabled !== 'A')).toEqual([]);
    const names = new Set(triggers.map(({ name }) => name));
    const expected = [
      ...appendOnly.flatMap((table) => [`${table}_keep_rows`, `${table}_keep_all`]),
      ...['ledger_balances_keep_rows', 'ledger_balances_keep_all', 'ledger_accounts_keep_rows'],
      ...['ledger_balances_forward', 'ledger_balances_floor_terms', 'ledger_balances_opened', 'ledger_balances_moved'],
      ...['ledger_entries_check', 'ledger_transfers_legs'],
      ...['coupons_within_quota', 'coupon_quotas_within_parent'],
      ...['entrusted_payers_stay_void', 'bank_postings_decided_once', 'bank_postings_proposer'],
      'bank_transfer_proposals_decided_once',
      ...['withdrawals_go_forward', 'withdrawals_keep_route', 'payment_files_go_forward', 'payment_refunds_end_once'],
    ];
    expect(expected.filter((name) => !names.has(name))).toEqual([]);
  });

  it('stand as functions with a pinned search path in which nobody can put a table of their own first', async () => {
    const functions = await rowsOf<{ name: string; definer: boolean; owner: string; config: string[] | null }>(
      `select p.proname as name, p.prosecdef as definer, pg_get_userbyid(p.proowner) as owner, p.proconfig as config from pg_proc p
        left join pg_depend d on d.objid = p.oid and d.deptype = 'e'
        where p.pronamespace = 'public'::regnamespace and d.objid is null`,
    );
    for (const { name, config } of functions)
      expect([name, config?.filter((setting) => setting !== 'enable_seqscan=off')]).toEqual([
        name,
        ['search_path=pg_catalog, public, pg_temp'],
      ]);
    const definers = functions.filter(({ definer }) => definer).map(({ name, owner }) => `${name} of ${owner}`);
    expect(definers.toSorted()).toEqual([
      'ledger_open_accounts of partner_center_ledger',
      'ledger_post_batch of partner_center_ledger',
      'ledger_post_dated of partner_center_ledger',
      'ledger_set_floor of partner_center_ledger',
      'ledger_wait_for_postings of partner_center_ledger',
    ]);
  });

  it('stand as constraints of money', async () => {
    const checks = await rowsOf<{ name: string; definition: string }>(
      `select conname as name, pg_get_constraintdef(oid) as definition from pg_constraint where contype = 'c' and connamespace = 'public'::regnamespace`,
    );
    const definitions = checks.map(({ definition }) => definition);
    for (const needed of [
      'CHECK (((credits_minor - debits_minor) >= floor_minor))',
      'CHECK ((debits_minor >= 0))',
      'CHECK ((credits_minor >= 0))',
      'CHECK ((debit_id <> credit_id))',
      'CHECK ((amount_minor > 0))',
      'CHECK ((amount_minor <> 0))',
    ])
      expect(definitions).toContain(needed);
    expect(
      definitions.filter((definition) => definition === 'CHECK ((amount_minor > 0))').length,
    ).toBeGreaterThanOrEqual(3);
    expect(checks.filter(({ definition }) => definition.includes('NOT VALID'))).toEqual([]);
  });

  it('keep the balance narrow: room on its pages, no second index, nothing that refers to it', async () => {
    const [balance] = await rowsOf<{ options: string[]; indexes: number; references: number }>(
      `select reloptions as options, (select count(*)::int from pg_index where indrelid = c.oid) as indexes,
          (select count(*)::int from pg_constraint where confrelid = c.oid) as references
        from pg_class c where oid = 'ledger_balances'::regclass`,
    );
    expect(balance).toMatchObject({ options: expect.arrayContaining(['fillfactor=40']), indexes: 1, references: 0 });
  });

  it('let the application do no more than it must', async () => {
    const grants = await rowsOf<{ table: string; privilege: string }>(
      `select c.relname as table, p as privilege from pg_class c, unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
        where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p')
          and (has_table_privilege('pc_app', c.oid, p) or has_any_column_privilege('pc_app', c.oid, case when p in ('INSERT', 'UPDATE', 'REFERENCES') then p else 'SELECT' end) and p in ('INSERT', 'UPDATE', 'REFERENCES'))`,
    );
    const held = (privilege: string) =>
      grants.filter((grant) => grant.privilege === privilege).map(({ table }) => table);
    expect(held('TRUNCATE').concat(held('REFERENCES'), held('TRIGGER'))).toEqual([]);
    expect(held('DELETE').toSorted()).toEqual([
      'association_results',
      'balance_thresholds',
      'command_receipts',
      'customer_contacts',
      'export_chunks',
      'measure_units',
      'published_events',
      'rate_windows',
      'resource_types',
      'saved_views',
      'service_types',
      'sign_in_throttles',
      'signature_failures',
      'unit_conversions',
      'usage_types',
      'webhook_attempts',
      'webhook_deliveries',
      'webhook_secrets',
    ]);
    const untouched = [...ledgerTables, 'divisions', 'schema_migrations'];
    expect(held('INSERT').filter((table) => untouched.includes(table))).toEqual([]);
    expect(held('UPDATE').filter((table) => [...untouched, ...appendOnly].includes(table))).toEqual([]);
  });

  it('run under roles that own nothing they could change', async () => {
    const [app] = await rowsOf(
      `select rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as powerful, has_schema_privilege(oid, 'public', 'create') as creates,
          (select array_agg(g.rolname::text) from pg_auth_members m join pg_roles g on g.oid = m.roleid where m.member = r.oid) as groups,
          (select count(*)::int from pg_class where relowner = r.oid) as owns
        from pg_roles r where rolname = 'pc_app'`,
    );
    expect(app).toEqual({ powerful: false, creates: false, groups: ['partner_center_app'], owns: 0 });
    const [owner] = await rowsOf(`select rolcanlogin, rolsuper from pg_roles where rolname = 'partner_center_ledger'`);
    expect(owner).toEqual({ rolcanlogin: false, rolsuper: false });
  });
});

describe('every tenant table', () => {
  it('says whose its rows are, and of which tree', async () => {
    // Of nobody: the divisions, the catalogue, units, migrations and throttles; an organization is its own; the rest hang from an account by its number.
    const ofNobody = [
      'divisions',
      'ledger_units',
      'schema_migrations',
      'sign_in_throttles',
      'rate_windows',
      'signature_failures',
      'ledger_balances',
      'ledger_entries',
      'ledger_transfers',
      ...['service_types', 'resource_types', 'usage_types', 'measure_units', 'unit_conversions'],
    ];
    const own = {
      organizations: 'id',
      customers: 'id',
      ledger_accounts: 'owner_id',
      command_receipts: 'organization_id',
    };
    const columns = await catalogColumns();
    const has = (table: string, column: string) =>
      columns.some((one) => one.table === table && one.column === column && one.not_null);
    for (const table of new Set(columns.map((column) => column.table))) {
      if (ofNobody.includes(table)) continue;
      const whose = own[table as keyof typeof own] ?? 'organization_id';
      expect([table, has(table, whose)]).toEqual([table, true]);
      if (table !== 'command_receipts') expect([table, has(table, 'root_id')]).toEqual([table, true]);
    }
  });
});
