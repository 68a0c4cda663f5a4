import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readScope } from '@/domain/read-scope';
import { pageRequest } from '@/lib/cursor';
import { newId } from '@/lib/id';
import { makeConversion, makeResourceType, makeServiceType, makeUnit, makeUsageType } from '@/tests/catalogue-inputs';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { actorOf, seedWorld, type World } from '@/tests/world';
import {
  findResourceEntry,
  findServiceEntry,
  findUsageEntry,
  listResourceEntries,
  listResourceOptions,
  listServiceEntries,
  listServiceOptions,
  listUsageEntries,
} from './entry-queries';
import {
  findConversionEntry,
  findUnitEntry,
  listConversionEntries,
  listUnitEntries,
  listUnitOptions,
} from './unit-queries';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase();
  world = await seedWorld();
});
afterAll(() => test.close());

const scope = () => readScope(actorOf(world.operator), 'catalogue.manage');

/** Every row of a list, read three at a time, forwards and then back again. */
async function walked<Row extends { id: string }>(
  read: (params: { after?: string | undefined; before?: string | undefined }) => Promise<{
    rows: readonly Row[];
    before: string | undefined;
    after: string | undefined;
  }>,
) {
  const forwards: string[][] = [];
  let page = await read({});
  for (;;) {
    forwards.push(page.rows.map(({ id }) => id));
    if (!page.after) break;
    page = await read({ after: page.after });
  }
  const backwards: string[][] = [page.rows.map(({ id }) => id)];
  while (page.before) {
    page = await read({ before: page.before });
    backwards.unshift(page.rows.map(({ id }) => id));
  }
  return { forwards: forwards.flat(), backwards: backwards.flat() };
}

describe('lists of the catalogue', () => {
  it('have every entry once, page by page, forwards and backwards', async () => {
    const lists = [
      await walked((p) => listServiceEntries(scope(), {}, pageRequest(p, { key: 'text', id: 'serviceType' }, 3))),
      await walked((p) => listResourceEntries(scope(), {}, pageRequest(p, { key: 'text', id: 'resourceType' }, 3))),
      // Many usage types have the same code.
      await walked((p) => listUsageEntries(scope(), {}, pageRequest(p, { key: 'text', id: 'usageType' }, 3))),
      await walked((p) =>
        listUnitEntries(scope(), undefined, pageRequest(p, { key: 'integer', id: 'measureUnit' }, 3)),
      ),
      await walked((p) =>
        listConversionEntries(scope(), undefined, pageRequest(p, { key: 'integer', id: 'unitConversion' }, 3)),
      ),
    ];
    for (const { forwards, backwards } of lists) {
      expect(forwards.length).toBeGreaterThan(12);
      expect(new Set(forwards).size).toBe(forwards.length);
      expect(backwards).toEqual(forwards);
    }
    expect(lists[0]?.forwards).toEqual((await listServiceOptions(scope())).map(({ id }) => id));
    expect(lists[1]?.forwards).toEqual((await listResourceOptions(scope())).map(({ id }) => id));
    expect(lists[3]?.forwards).toHaveLength((await listUnitOptions(scope())).length);
  });

  it('find by a part of the code or of either name, literally', async () => {
    const found = async (q: string) => {
      const page = await listServiceEntries(scope(), { q }, pageRequest({}, { key: 'text', id: 'serviceType' }));
      return page.rows.map(({ code }) => code);
    };
    expect(await found('EC2')).toEqual(['hws.service.type.ec2']);
    expect(await found('弹性云')).toEqual(['hws.service.type.ec2']);
    expect(await found('bare metal')).toEqual(['hws.service.type.bms']);
    expect(await found('%')).toEqual([]);
  });

  it('have what belongs to an entry, and say how much that is', async () => {
    const usage = await findUsageEntry(scope(), await makeUsageType(world));
    if (!usage) throw new Error('it was made');
    const resource = await findResourceEntry(scope(), usage.under.id);
    const service = resource && (await findServiceEntry(scope(), resource.under.id));
    expect([resource?.parts, service?.parts]).toEqual([1, 1]);
    const page = pageRequest({}, { key: 'text', id: 'usageType' });
    expect((await listUsageEntries(scope(), { under: usage.under.id }, page)).rows).toEqual([usage]);
    const services = pageRequest({}, { key: 'text', id: 'resourceType' });
    expect((await listResourceEntries(scope(), { under: resource?.under.id }, services)).rows).toEqual([resource]);
    const conversion = await findConversionEntry(scope(), await makeConversion(world));
    expect(conversion).toMatchObject({ ratio: 1000, family: 4 });
    expect(await findUnitEntry(scope(), conversion?.reference.id ?? newId('measureUnit'))).toMatchObject({ parts: 1 });
  });

  it('have units and conversions of one family', async () => {
    await makeUnit(world, '2');
    const units = await listUnitEntries(scope(), 2, pageRequest({}, { key: 'integer', id: 'measureUnit' }));
    expect(units.rows.map(({ number }) => number).slice(0, 4)).toEqual([4, 5, 6, 7]);
    const some = await listConversionEntries(scope(), 1, pageRequest({}, { key: 'integer', id: 'unitConversion' }));
    expect(some.rows.map(({ unit, reference }) => [unit.number, reference.number]).toSorted()).toEqual([
      [1, 2],
      [1, 3],
      [2, 3],
    ]);
  });

  it('have nothing of ids that name nothing', async () => {
    expect(await findServiceEntry(scope(), newId('serviceType'))).toBeUndefined();
    expect(await findResourceEntry(scope(), newId('resourceType'))).toBeUndefined();
    expect(await findUsageEntry(scope(), newId('usageType'))).toBeUndefined();
    expect(await findUnitEntry(scope(), newId('measureUnit'))).toBeUndefined();
    expect(await findConversionEntry(scope(), newId('unitConversion'))).toBeUndefined();
    const under = await makeResourceType(world);
    const page = pageRequest({}, { key: 'text', id: 'usageType' });
    expect((await listUsageEntries(scope(), { under }, page)).rows).toEqual([]);
    expect(await findServiceEntry(scope(), await makeServiceType(world))).toMatchObject({ parts: 0 });
  });
});
