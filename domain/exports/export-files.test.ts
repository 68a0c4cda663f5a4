import { and, eq, sql } from 'drizzle-orm';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { customerFilterOf } from '@/domain/customers/filter-text';
import { listCustomers } from '@/domain/customers/queries';
import { readScope } from '@/domain/read-scope';
import type { Id } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { chunksOf, csvOf, fileOf, idsIn, sha256, started, type TaskId, taskOf } from '@/tests/exports';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, makeCustomer, makeOrganization, seedWorld, type World, type WorldOrganization } from '@/tests/world';
import { chunkBytes } from './export-chunks';
import { runExports } from './run-exports';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

/** So many customers of a partner at once. */
async function makeMany(partner: WorldOrganization, count: number): Promise<void> {
  await test.owner.query(
    `with made as (select gen_random_uuid() as id, n from generate_series(1, $3::int) n),
      o as (insert into organizations (id, root_id, kind, name, account_name, mobile, email)
        select id, id, 'customer', 'Kunde ' || n, 'many-' || id, '13800001234', 'm' || n || '@many.example' from made),
      c as (insert into customers (id, root_id) select id, $2 from made)
     insert into associations (id, organization_id, root_id, customer_id, type, associated_at)
       select gen_random_uuid(), $1, $2, id, 'resale', clock_timestamp() - n * interval '1 second' from made`,
    [partner.id, partner.rootId].map((id) => schema.organizations.id.mapToDriverValue(id)).concat([count as never]),
  );
  await test.owner.query('analyze organizations, customers, associations');
}

describe('[F16] the file', () => {
  it('holds the whole filtered set with a head that says what it is, and digests that are true', async () => {
    const partner = await makeOrganization({ code: 'BIG', kind: 'solution_provider' });
    await makeMany(partner, 2_500);
    const id = await started(actorOf(partner), { query: 'q=kunde' });
    const before = await rowCounts();
    expect(await runExports()).toBe(1);
    const grown = grownBy(before, await rowCounts());
    const chunks = await chunksOf(id);
    expect(grown).toEqual({ audit_entries: 1, outbox_events: 1, export_chunks: chunks.length });
    expect(chunks.length).toBeGreaterThan(1);
    expect(chunks.every(({ bytes }) => bytes.byteLength <= chunkBytes)).toBe(true);
    const task = await taskOf(id);
    const { bytes, head, columns, rows } = await csvOf(id);
    expect(task).toMatchObject({ state: 'done', rowsDone: 2_500, rowsTotal: 2_500, attempts: 1 });
    expect([task.bytes, task.sha256]).toEqual([bytes.byteLength, sha256(bytes)]);
    expect(new Set(idsIn(rows)).size).toBe(2_500);
    expect(head).toMatchObject({
      ...{ List: 'Customers', Organization: 'CNRY-BIG-name-en', Filter: 'Search: kunde', 'Time zone': 'Asia/Shanghai' },
      ...{ Rows: '2500', 'Made at': expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) },
    });
    const text = bytes.toString();
    const data = text.slice(text.indexOf(columns.join(',')));
    expect(text.startsWith('\uFEFFList,Customers\r\n')).toBe(true);
    expect(head['SHA-256 of the data']).toBe(sha256(Buffer.from(data)));
    const events = await database()
      .select()
      .from(schema.outboxEvents)
      .where(and(eq(schema.outboxEvents.kind, 'export.finished'), eq(schema.outboxEvents.subjectId, id)));
    expect(events).toMatchObject([
      { organizationId: partner.id, payload: { userId: partner.users.admin, taskId: id } },
    ]);
  });

  it('[P6] masks names, numbers and addresses of people', async () => {
    const id = await started(actorOf(world.s1));
    await runExports();
    const { bytes, rows } = await csvOf(id);
    const text = bytes.toString();
    expect(rows).toHaveLength(4);
    for (const clear of ['13800001234', 's1-1@canary.example', 'CNRY-S1-1-name']) expect(text).not.toContain(clear);
    expect(rows[0]).toEqual(
      expect.arrayContaining(['138****1234', expect.stringMatching(/^s\*\*\*@/), `C${'*'.repeat(10)}`]),
    );
    expect(text).toContain('CNRY-S1-1-label');
  });

  it.each([
    '',
    'type=referral',
    'state=frozen',
    'balance=zero',
    'manager=none',
    'q=S1-1',
    'type=resale&state=active&q=CNRY',
    'q=nobody-of-that-name',
    'label=S1-2',
    'from=2020-01-01&to=2099-12-31',
    'to=2020-01-01',
    'tag=Y',
    'level=V0',
    'type=nonsense',
  ])('holds what the list shows, for the filter %j', async (query) => {
    const who = actorOf(world.s1);
    const id = await started(who, { query });
    await runExports();
    const filter = customerFilterOf(Object.fromEntries(new URLSearchParams(query)));
    const list = await listCustomers(readScope(who, 'customers.read'), filter, { limit: 100 });
    expect(idsIn((await csvOf(id)).rows)).toEqual(list.rows.map((row) => row.id));
  });

  it('[T3] holds nobody else’s customers; the operator’s holds everybody’s', async () => {
    const [own, all] = [await started(actorOf(world.d1)), await started(actorOf(world.operator), { query: 'q=CNRY' })];
    expect([await runExports(), await runExports()]).toEqual([1, 1]);
    const ids = idsIn((await csvOf(own)).rows);
    const codes = [world.customers['D1']].flatMap((four) => (four ? Object.values(four) : []));
    expect(ids.toSorted()).toEqual(codes.map(({ customerId }) => customerId).toSorted());
    const everybody = idsIn((await csvOf(all)).rows);
    for (const four of Object.values(world.customers)) expect(everybody).toContain(four.one.customerId);
  });

  it.each(['', 'their customer', 'their manager'])(
    '[F12] holds for every kind of partner what SQL counts, and no word of anybody else: %j',
    async (named) => {
      const foreign = world.customers['S2']?.one;
      const query = {
        '': '',
        'their customer': `q=${foreign?.customerId}`,
        'their manager': `manager=${world.s2.users.sales}`,
      }[named];
      const partners = [world.d1, world.r1a, world.s1, world.g1];
      const tasks = await Promise.all(partners.map((partner) => started(actorOf(partner), { query })));
      for (const _task of tasks) expect(await runExports()).toBe(1);
      for (const [at, partner] of partners.entries()) {
        const { bytes, rows } = await csvOf(tasks[at] as TaskId);
        const codes = [...bytes.toString().matchAll(/CNRY-([A-Za-z0-9]+)/g)].map(([, code]) => code);
        expect(new Set(codes)).toEqual(new Set([partner.code]));
        const counted = await test.owner.query<{ count: number }>(
          'select count(*)::int as count from associations where organization_id = $1 and ended_at is null',
          [schema.organizations.id.mapToDriverValue(partner.id)],
        );
        expect([partner.code, rows.length]).toEqual([partner.code, named === '' ? counted.rows[0]?.count : 0]);
      }
    },
  );

  const hostile = [
    '=HYPERLINK("http://x","y")',
    '+1',
    '-1',
    '@SUM(A1)',
    "'=1",
    '＝1',
    '😀 👩‍👩‍👧',
    '\u202Egnp.exe',
    '<script>alert(1)</script>',
    'a,b;"c"\nd',
    '\t=1',
    '-10.00',
    'x'.repeat(64),
  ];
  it('[F13] [F14] gives hostile labels back exactly, as CSV and as text cells of a workbook', async () => {
    const partner = await makeOrganization({ code: 'HOST', kind: 'solution_provider' });
    for (const [index, label] of hostile.entries()) {
      const { customerId } = await makeCustomer(partner, `host-${index}`, 'resale');
      await database()
        .update(schema.associations)
        .set({ label })
        .where(sql`customer_id = ${sql.param(customerId, schema.associations.customerId)}`);
    }
    const csv = await started(actorOf(partner));
    await runExports();
    const { columns, rows, bytes } = await csvOf(csv);
    const at = columns.indexOf('Label');
    expect(rows.map((row) => row[at]).toSorted()).toEqual(hostile.toSorted());
    for (const line of bytes.toString().split('\r\n')) expect(line).not.toMatch(/(^|,)"?[=+@＝\t]/);

    const xlsx = await started(actorOf(partner), { format: 'xlsx' });
    await runExports();
    const { about, data, head } = await workbookOf(xlsx);
    const cells = data.slice(1).map((row) => row[at]);
    expect(cells.map((cell) => cell?.value).toSorted()).toEqual(hostile.toSorted());
    expect(cells.every((cell) => cell?.type === ExcelJS.ValueType.String)).toBe(true);
    expect(head).toEqual(columns);
    const digest = (lines: readonly (readonly unknown[])[]) => lines.find(([name]) => name === 'SHA-256 of the data');
    const csvHead = (await csvOf(csv)).head['SHA-256 of the data'];
    expect(digest(about)?.[1]).toBe(csvHead);
  });

  it('has amounts as numbers and times as dates in a workbook, on the wall clock of the zone', async () => {
    const id = await started(actorOf(world.s2), { format: 'xlsx', language: 'zh-CN', query: 'type=resale' });
    await runExports();
    const { about, data, head } = await workbookOf(id);
    expect(about[0]).toEqual(['列表', '客户']);
    const row = data[1] ?? [];
    const cellOf = (name: string) => row[head.indexOf(name)];
    expect(cellOf('余额')).toMatchObject({ type: ExcelJS.ValueType.Number, value: 0 });
    const at = cellOf('关联时间');
    const [associated] = await database()
      .select({ at: schema.associations.associatedAt })
      .from(schema.associations)
      .where(
        sql`customer_id = ${sql.param(String(cellOf('客户 ID')?.value) as Id<'customer'>, schema.associations.customerId)}`,
      );
    const shanghai = 8 * 60 * 60 * 1000;
    expect(at?.type).toBe(ExcelJS.ValueType.Date);
    const difference = at?.value instanceof Date ? at.value.getTime() - (associated?.at.getTime() ?? 0) : Number.NaN;
    expect(Math.round((difference - shanghai) / 1000)).toBeLessThanOrEqual(1);
    expect(Math.abs(difference - shanghai)).toBeLessThan(1500);
    const task = await taskOf(id);
    expect([task.bytes, task.sha256]).toEqual([(await fileOf(id)).byteLength, sha256(await fileOf(id))]);
  });
});

async function workbookOf(id: TaskId) {
  const book = new ExcelJS.Workbook();
  const bytes = await fileOf(id);
  await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer);
  const [about, data] = book.worksheets.map((sheet) => {
    const rows: ExcelJS.Cell[][] = [];
    sheet.eachRow((row) => {
      const cells: ExcelJS.Cell[] = [];
      row.eachCell({ includeEmpty: true }, (cell) => cells.push(cell));
      rows.push(cells);
    });
    return rows;
  });
  return {
    about: (about ?? []).map((row) => row.map((cell) => cell.value).slice(0, 2)),
    data: data ?? [],
    head: (data?.[0] ?? []).map((cell) => cell.value),
  };
}
