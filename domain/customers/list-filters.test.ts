import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { createOrganization } from '@/domain/operations/create-organization';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import {
  actorOf,
  freshKey,
  makeCustomer,
  makeOrganization,
  type WorldCustomer,
  type WorldOrganization,
} from '@/tests/world';
import type { CustomerFilter } from './customer-filter';
import { describeCustomer } from './describe-customer';
import type { CustomerSort } from './model';
import { countCustomers, listCustomers, searchCustomers } from './queries';

let test: TestDatabase;
let partner: WorldOrganization;
let other: WorldOrganization;
const mine: Record<string, WorldCustomer> = {};
beforeAll(async () => {
  test = await freshDatabase();
  partner = await makeOrganization({ code: 'P', kind: 'solution_provider' });
  other = await makeOrganization({ code: 'Q', kind: 'solution_provider' });
  await named('harbour', { name: '启明科技（上海）', nameEn: 'Harbour Lights Trading', label: 'North East', days: 1 });
  await named('acme', { name: '安可云', nameEn: 'ACME  Robotics', label: 'north', days: 2 });
  await named('bei', { name: '北辰数据', nameEn: null, label: '100%_x', days: 3 });
  await makeCustomer(other, 'foreign', 'resale');
  await database().update(schema.users).set({ name: '王小明 Wang' }).where(eq(schema.users.id, partner.users.sales));
  await change('acme', { accountManagerId: partner.users.sales });
  await change('bei', { freezeLevel: 'account_and_resource', frozenAt: sql`now()`, freezeReason: 'Overdue' });
  const { customers, organizations } = schema;
  await database()
    .update(customers)
    .set({ customerLevel: 'V5', newTag: 'UNDETERMINED' })
    .where(eq(customers.id, idOf('acme')));
  await database()
    .update(customers)
    .set({ newTag: 'Y' })
    .where(eq(customers.id, idOf('harbour')));
  await database()
    .update(organizations)
    .set({ state: 'frozen', frozenAt: sql`now()`, mobile: '13911112222' })
    .where(eq(organizations.id, mine['harbour']?.id ?? newId('organization')));
});
afterAll(() => test.close());

async function named(
  code: string,
  { name, nameEn, label, days }: { name: string; nameEn: string | null; label: string; days: number },
) {
  const customer = await makeCustomer(partner, code, 'resale');
  mine[code] = customer;
  // Names of customers are the platform's; the application may not change them.
  await test.owner.query('update organizations set name = $1, name_en = $2 where account_name like $3', [
    name,
    nameEn,
    `${code}-%`,
  ]);
  await test.owner.query(
    `update associations set label = $1, associated_at = (date '2026-03-10' - $2::int + time '00:00') at time zone 'Asia/Shanghai' where label = $3`,
    [label, days, `CNRY-${code}-label`],
  );
}
const idOf = (code: string) => mine[code]?.customerId ?? newId('customer');
const change = (code: string, set: object) =>
  database()
    .update(schema.associations)
    .set(set)
    .where(eq(schema.associations.customerId, idOf(code)));

const scopeOf = (who: Actor) => readScope(who, 'customers.read');
const admin = () => actorOf(partner);
const first = pageRequest({}, { key: 'instant', id: 'association' });
const codesOf = async (who: Actor, filter: CustomerFilter, sort?: CustomerSort) => {
  const { rows } = await listCustomers(scopeOf(who), filter, first, sort);
  return rows.map((row) => Object.keys(mine).find((code) => idOf(code) === row.id) ?? row.accountName);
};

describe('searching', () => {
  it.each([
    ['  启明科技  ', ['harbour']],
    ['启明　上海', ['harbour']],
    ['启明', ['harbour']],
    ['（上海）', ['harbour']],
    ['ＨＡＲＢＯＵＲ　trading', ['harbour']],
    ['trading harbour', ['harbour']],
    ['acme robotics', ['acme']],
    ['ACME\t\tROBOTICS', ['acme']],
    ['North', ['harbour', 'acme']],
    ['王小明', ['acme']],
    ['wang 王小明', ['acme']],
    ['wang acme', []],
    ['wa', ['acme']],
    ['0%', ['bei']],
    ['%_', ['bei']],
    ['13911112222', ['harbour']],
    ['139 1111-2222', ['harbour']],
    ['1391111222', []],
    ['harbour acme', []],
    ['启明科技 %', []],
    ['foreign', []],
  ])('%j finds %j, in the list, in its count and in the palette', async (q, codes) => {
    expect(await codesOf(admin(), { q })).toEqual(codes);
    expect(await countCustomers(scopeOf(admin()), { q })).toBe(codes.length);
    expect((await searchCustomers(scopeOf(admin()), q)).map(({ id }) => id)).toEqual(codes.map(idOf));
  });

  it('[T14] stays among a sales person’s own customers, also by the names of others', async () => {
    const sales = actorOf(partner, 'sales');
    for (const q of ['启明', 'North', '13911112222', idOf('harbour')])
      expect(await codesOf(sales, { q, label: '' }), q).toEqual(q === 'North' ? ['acme'] : []);
    expect(await codesOf(actorOf(other), { q: '王小明' })).toEqual([]);
  });
});

describe('filters', () => {
  it.each([
    ['a part of the label', { label: 'orth' }, ['harbour', 'acme']],
    ['a label, whose case counts', { label: 'North' }, ['harbour']],
    ['a label with a blank around', { label: ' North E ' }, ['harbour']],
    ['signs of patterns in a label', { label: '%_' }, ['bei']],
    ['frozen by either side', { state: 'frozen' }, ['harbour', 'bei']],
    ['active', { state: 'active' }, ['acme']],
    ['a level', { level: 'V5' }, ['acme']],
    ['the tag of new customers', { newTag: 'Y' }, ['harbour']],
    ['an open tag', { newTag: 'UNDETERMINED' }, ['acme']],
    ['days', { from: '2026-03-08', to: '2026-03-08' }, ['acme']],
    ['from a day on', { from: '2026-03-08' }, ['harbour', 'acme']],
    ['until a day, that day included', { to: '2026-03-08' }, ['acme', 'bei']],
    ['a day that does not exist', { from: '2026-02-30' }, []],
    ['several at once', { label: 'orth', state: 'frozen', newTag: 'Y', q: 'trad' }, ['harbour']],
  ] satisfies [string, CustomerFilter, string[]][])('by %s, and counts the same', async (_name, filter, codes) => {
    expect(await codesOf(admin(), filter)).toEqual(codes);
    expect(await countCustomers(scopeOf(admin()), filter)).toBe(codes.length);
  });

  it('shows by whom a customer is frozen', async () => {
    const { rows } = await listCustomers(scopeOf(admin()), { state: 'frozen' }, first);
    expect(rows.map(({ state, freezeLevel }) => [state, freezeLevel])).toEqual([
      ['frozen', null],
      ['active', 'account_and_resource'],
    ]);
  });
});

describe('sorting', () => {
  it.each([
    ['newest', ['harbour', 'acme', 'bei']],
    ['oldest', ['bei', 'acme', 'harbour']],
    ['name', ['acme', 'bei', 'harbour']],
    ['name_en', ['acme', 'harbour', 'bei']],
  ] satisfies [CustomerSort, string[]][])('%s: %j', async (sort, codes) => {
    expect(await codesOf(admin(), {}, sort)).toEqual(codes);
  });

  it.each(['newest', 'oldest', 'name', 'name_en'] satisfies CustomerSort[])(
    '%s: pages there and back without a gap or a repeat, also among equal names',
    async (sort) => {
      const crowd = await makeOrganization({ code: `crowd-${sort}`.replace('_', '-'), kind: 'solution_provider' });
      for (let index = 0; index < 7; index += 1) await makeCustomer(crowd, `same-${sort}-${index % 3}`, 'resale');
      const scope = scopeOf(actorOf(crowd));
      const keyOf = sort.startsWith('name') ? 'text' : 'instant';
      const request = (params: object) => pageRequest(params, { key: keyOf, id: 'association' }, 2);
      const whole = await listCustomers(scope, {}, { limit: 50 }, sort);
      const forth: string[] = [];
      let page = await listCustomers(scope, {}, request({}), sort);
      for (;;) {
        forth.push(...page.rows.map(({ id }) => id));
        if (!page.after) break;
        page = await listCustomers(scope, {}, request({ after: page.after }), sort);
      }
      const back = page.rows.map(({ id }) => id);
      while (page.before) {
        page = await listCustomers(scope, {}, request({ before: page.before }), sort);
        back.unshift(...page.rows.map(({ id }) => id));
      }
      expect([forth, back]).toEqual([whole.rows.map(({ id }) => id), whole.rows.map(({ id }) => id)]);
      expect(new Set(forth).size).toBe(7);
    },
  );
});

describe('[I4] hostile names', () => {
  const operator = async () => actorOf(await makeOrganization({ code: `V${freshKey()}`, kind: 'operator' }));
  const create = async (name: string) =>
    createOrganization(await operator(), freshKey(), {
      kind: 'solution_provider',
      name,
      accountName: `hostile-${freshKey()}`,
      adminName: 'First',
      adminEmail: `${freshKey()}@canary.example`,
    });
  const refused = ['gnp\u202Eexe.txt', 'a\0b', 'x'.repeat(10_000), 'two\nlines', '\u200Bhidden', 'half \ud800'];
  const kept = [
    '👩‍🚀 Космос',
    '=HYPERLINK("http://evil.example","Click")',
    '<script>alert(1)</script>',
    "'; drop table x; --",
  ];

  it.each(refused)('%j is no name and no label', async (text) => {
    expect(await create(text)).toMatchObject({ ok: false, code: 'invalid_input' });
    const outcome = await describeCustomer(admin(), freshKey(), { customerId: idOf('acme'), label: text });
    expect(outcome).toMatchObject({ ok: false, code: 'invalid_input', fields: { label: expect.any(String) } });
  });

  it.each(kept)('%j is kept as it is, found and counted', async (text) => {
    expect(await create(text)).toMatchObject({ ok: true });
    const outcome = await describeCustomer(admin(), freshKey(), { customerId: idOf('acme'), label: text });
    expect(outcome).toMatchObject({ ok: true });
    const { rows } = await listCustomers(scopeOf(admin()), { label: text }, first);
    expect(rows.map(({ label }) => label)).toEqual([text]);
    expect(await codesOf(admin(), { q: text })).toEqual(['acme']);
  });

  it.each([...refused, ...kept, '%'.repeat(5_000)])(
    '%j can be searched for, and finds nothing it is not in',
    async (q) => {
      await change('acme', { label: null });
      expect(await codesOf(admin(), { q })).toEqual([]);
      expect(await codesOf(admin(), { label: q })).toEqual([]);
    },
  );
});
