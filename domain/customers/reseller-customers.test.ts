import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId, wireIdOf } from '@/lib/id';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, makeCustomer, seedWorld, type World } from '@/tests/world';
import {
  findResellerCustomer,
  listResellerCustomers,
  listResellerOptions,
  type ResellerCustomerFilter,
} from './reseller-customer-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const scopeOf = (who: Actor) => readScope(who, 'resellers.customers');
const idOf = (code: string) => world.customers[code]?.one.customerId ?? newId('customer');
const request = (params: object = {}, limit = 50) => pageRequest(params, { key: 'instant', id: 'association' }, limit);
const namesOf = async (who: Actor, filter: ResellerCustomerFilter = {}) =>
  (await listResellerCustomers(scopeOf(who), filter, request())).rows.map((row) => row.name).toSorted();
const fourOf = (code: string) => ['1', '2', 'frz', 'ref'].map((place) => `CNRY-${code}-${place}-name`);

describe('customers of resellers', () => {
  it('[T3] are those of the distributor’s own resellers, and neither its own nor another tree’s', async () => {
    expect(await namesOf(actorOf(world.d1))).toEqual([...fourOf('R1a'), ...fourOf('R1b')]);
    expect(await namesOf(actorOf(world.d2, 'viewer'))).toEqual(fourOf('R2a'));
    expect(await namesOf(actorOf(world.d1), { resellerId: world.r1b.id })).toEqual(fourOf('R1b'));
    for (const resellerId of [world.r2a.id, world.d1.id, world.s1.id, newId('organization')])
      expect(await namesOf(actorOf(world.d1), { resellerId })).toEqual([]);
    expect((await listResellerOptions(scopeOf(actorOf(world.d1)))).map(({ name }) => name)).toEqual([
      'CNRY-R1a-name',
      'CNRY-R1b-name',
    ]);
  });

  it.each([
    ['a part of a name', 'r1A-fRz', ['CNRY-R1a-frz-name']],
    ['words with blanks of any width', ' cnry　 r1b-ref ', ['CNRY-R1b-ref-name']],
    ['signs of patterns', '%', []],
    ['what is only in a label', 'label', []],
  ])('are found by %s', async (_name, q, names) => expect(await namesOf(actorOf(world.d1), { q })).toEqual(names));

  it('are found by a whole id, if they are below', async () => {
    for (const q of [idOf('R1a'), wireIdOf(idOf('R1a'))])
      expect(await namesOf(actorOf(world.d1), { q })).toEqual(['CNRY-R1a-1-name']);
    for (const q of [idOf('D1'), idOf('R2a'), newId('customer')])
      expect(await namesOf(actorOf(world.d1), { q })).toEqual([]);
  });

  it('[P6] are shown without money, remarks and clear personal data', async () => {
    const shown = await findResellerCustomer(scopeOf(actorOf(world.d1)), idOf('R1a'));
    expect(shown).toMatchObject({
      name: 'CNRY-R1a-1-name',
      mobile: '138****1234',
      email: 'r***@canary.example',
      reseller: { id: world.r1a.id },
    });
    expect(Object.keys(shown ?? {}).filter((member) => /balance|label|remark|manager/i.test(member))).toEqual([]);
    expect(JSON.stringify(shown)).not.toMatch(/13800001234|CNRY-R1a-1-label|minor/);
  });

  it('[T3] answer for one of others as for one that does not exist, and leave with their association', async () => {
    for (const id of ['D1', 'D2', 'R2a', 'S1'].map(idOf).concat(newId('customer')))
      expect(await findResellerCustomer(scopeOf(actorOf(world.d1)), id)).toBeUndefined();
    const gone = await makeCustomer(world.r1a, 'gone', 'resale');
    await database()
      .update(schema.associations)
      .set({ endedAt: sql`clock_timestamp()` })
      .where(eq(schema.associations.customerId, gone.customerId));
    expect(await findResellerCustomer(scopeOf(actorOf(world.d1)), gone.customerId)).toBeUndefined();
  });

  it('[T2] are for distributors, and not for their people in sales', () => {
    for (const who of [actorOf(world.s1), actorOf(world.r1a), actorOf(world.operator), actorOf(world.d1, 'sales')])
      expect(() => scopeOf(who)).toThrow('not_permitted');
  });

  it.each([
    ['without a text', ''],
    ['by a text that few have', 'cnry'],
    ['by a text that many have', 'name'],
  ])('come in pages without a gap or a repeat, the latest first, %s', async (_name, q) => {
    await makeNamesFrequent();
    const seen: { name: string; at: number }[] = [];
    let after: string | undefined;
    let before: string | undefined;
    do {
      const page = await listResellerCustomers(scopeOf(actorOf(world.d1)), { q }, request({ after }, 3));
      seen.push(...page.rows.map(({ name, associatedAt }) => ({ name, at: associatedAt.getTime() })));
      ({ after, before } = { after: page.after, before: page.before ?? before });
    } while (after);
    expect(seen.map(({ name }) => name).toSorted()).toEqual([...fourOf('R1a'), ...fourOf('R1b')]);
    expect(seen).toEqual(seen.toSorted((a, b) => b.at - a.at));
    const back = await listResellerCustomers(scopeOf(actorOf(world.d1)), { q }, request({ before }, 3));
    expect(back.rows.map(({ name }) => name)).toEqual(seen.slice(3, 6).map(({ name }) => name));
  });

  it('are found by words that thousands have elsewhere, whatever signs are in them', async () => {
    await makeNamesFrequent();
    expect(await namesOf(actorOf(world.d1), { q: 'FRZ　name' })).toEqual(['CNRY-R1a-frz-name', 'CNRY-R1b-frz-name']);
    expect(await namesOf(actorOf(world.d1), { q: 'frz', resellerId: world.r1b.id })).toEqual(['CNRY-R1b-frz-name']);
    for (const q of ['50%_', '\\']) expect(await namesOf(actorOf(world.d1), { q })).toEqual([]);
  });
});

/** More customers than are looked up one by one, of nobody, with words that the world's have. */
const makeNamesFrequent = () =>
  test.owner.query(
    `insert into organizations (id, root_id, kind, name, account_name)
       select gen_random_uuid(), gen_random_uuid(), 'customer', 'frz name 50%_\\ ' || n, 'frequent-' || n from generate_series(1, 5001) n
       on conflict do nothing`,
  );
