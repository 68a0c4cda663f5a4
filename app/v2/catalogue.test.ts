import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GET as conversions } from '@/app/v2/bases/conversions/route';
import { GET as units } from '@/app/v2/bases/measurements/route';
import { GET as resourceTypes } from '@/app/v2/products/resource-types/route';
import { GET as serviceResources } from '@/app/v2/products/service-resources/route';
import { GET as serviceTypes } from '@/app/v2/products/service-types/route';
import { GET as usageTypes } from '@/app/v2/products/usage-types/route';
import { changeServiceType } from '@/domain/catalogue/change-service-type';
import { makeServiceType } from '@/tests/catalogue-inputs';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { askList, makeKey, send, signed, type TestKey } from '@/tests/partner-client';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';

let opened: TestDatabase;
let world: World;
let key: TestKey;
beforeAll(async () => {
  opened = await freshDatabase();
  world = await seedWorld();
  key = await makeKey(world.s1);
});
afterAll(() => opened.close());

type Handler = typeof serviceTypes;
const ask = (handler: Handler, query: string, rowsIn: string) => askList(handler, query, rowsIn, key);
const inEnglish = async (handler: Handler, query: string) =>
  (await send(handler, signed(key, { target: `/v2/x?${query}`, headers: { 'x-language': 'en_US' } }))).body;

describe('the catalogue that comes with the system', () => {
  test('has services by code, in the language that is asked for', async () => {
    const { total, rows } = await ask(serviceTypes, 'limit=1000', 'service_types');
    expect(total).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(12);
    const codes = rows.map((row) => String(row['service_type_code']));
    expect(codes.toSorted()).toEqual(codes);
    const ecs = { service_type_code: 'hws.service.type.ec2', abbreviation: 'ECS' };
    expect(rows).toContainEqual({ ...ecs, service_type_name: '弹性云服务器' });
    expect(await inEnglish(serviceTypes, 'limit=1000')).toMatchObject({
      service_types: expect.arrayContaining([{ ...ecs, service_type_name: 'Elastic Cloud Server' }]),
    });
  });

  test('finds services by a part of their name in that language, literally', async () => {
    const found = async (part: string) =>
      (await ask(serviceTypes, `service_type_name=${encodeURIComponent(part)}`, 'service_types')).rows.length;
    expect(await Promise.all(['云服务器', 'Elastic', 'nat', '%', '_', 'a'.repeat(128)].map(found))).toEqual([
      1, 0, 1, 0, 0, 0,
    ]);
    expect(await inEnglish(serviceTypes, 'service_type_name=elastic%20cloud')).toMatchObject({ total_count: 1 });
    expect(await ask(serviceTypes, `service_type_name=${'a'.repeat(129)}`, 'service_types')).toMatchObject({
      status: 400,
      code: 'CBC.0100',
    });
  });

  test.each<[Handler, string, string, string]>([
    [serviceTypes, '', 'service_types', 'service_type_code'],
    [resourceTypes, '', 'resource_types', 'resource_type_code'],
    [usageTypes, '', 'usage_types', 'resource_type_code'],
    [serviceResources, 'service_type_code=hws.service.type.vpc&', 'infos', 'basic_info'],
  ])('[I3] page by page nothing is missed and nothing is twice (%#)', async (handler, query, rowsIn, member) => {
    const whole = await ask(handler, `${query}limit=100`, rowsIn);
    const pages: unknown[] = [];
    for (let offset = 0; offset < whole.rows.length; offset += 3) {
      const page = await ask(handler, `${query}offset=${offset}&limit=3`, rowsIn);
      expect(page.total).toBe(whole.rows.length);
      pages.push(...page.rows);
    }
    expect(pages).toEqual(whole.rows);
    expect(whole.rows.length).toBeGreaterThan(1);
    expect(whole.rows.every((row) => row[member] !== null)).toBe(true);
    expect((await ask(handler, `${query}offset=2147483647`, rowsIn)).rows).toEqual([]);
  });

  test('has the resource types of a service, and none for a code that is no service’s', async () => {
    const { rows } = await ask(serviceResources, 'service_type_code=hws.service.type.ec2', 'infos');
    expect(rows).toEqual([
      {
        basic_info: {
          resource_type_code: 'hws.resource.type.vm',
          product_owner_service: 'hws.service.type.ec2',
          name: '云主机',
          description: '云服务器的计算资源',
        },
      },
    ]);
    expect(await ask(serviceResources, 'service_type_code=nothing', 'infos')).toMatchObject({ total: 0, rows: [] });
  });

  test('has the usage types of a resource type, with both names around them', async () => {
    const { total, rows } = await ask(usageTypes, 'resource_type_code=hws.resource.type.bandwidth', 'usage_types');
    expect(total).toBe(2);
    expect(rows[1]).toEqual({
      code: 'UpFlow',
      name: '上行流量',
      resource_type_code: 'hws.resource.type.bandwidth',
      service_type_code: 'hws.service.type.vpc',
      resource_type_name: '带宽',
      service_type_name: '虚拟私有云',
    });
  });

  test('converts only within a family, and leads every unit to every other one of it the same way', async () => {
    const all = await ask(units, '', 'measure_units');
    const familyOf = new Map(all.rows.map((unit) => [unit['measure_id'], unit['measure_type']]));
    expect(all.rows.slice(7, 10).map((unit) => [unit['measure_id'], unit['abbreviation']])).toEqual([
      [9, 'TB'],
      [10, 'GB'],
      [11, 'MB'],
    ]);
    const { rows } = await ask(conversions, '', 'conversions');
    expect(rows).toContainEqual({ measure_id: 10, ref_measure_id: 11, conversion_ratio: 1024, measure_type: 3 });
    for (const row of rows)
      expect([familyOf.get(row['measure_id']), familyOf.get(row['ref_measure_id'])]).toEqual([
        row['measure_type'],
        row['measure_type'],
      ]);
    const ratio = (of: number, by: number) =>
      Number(rows.find((row) => row['measure_id'] === of && row['ref_measure_id'] === by)?.['conversion_ratio']);
    expect(ratio(1, 2) * ratio(2, 3)).toBe(ratio(1, 3));
    expect(ratio(4, 5) * ratio(5, 6)).toBe(ratio(4, 6));
  });

  test('has the conversions of one family; of a family that is none, none', async () => {
    const families = async (query: string) => {
      const { rows } = await ask(conversions, query, 'conversions');
      return [...new Set(rows.map((row) => row['measure_type']))];
    };
    expect(await Promise.all(['', 'measure_type=', 'measure_type=null'].map(families))).toEqual([
      [1, 2, 3, 4, 7],
      [1, 2, 3, 4, 7],
      [1, 2, 3, 4, 7],
    ]);
    expect(await Promise.all(['measure_type=3', 'measure_type=0', 'measure_type=99'].map(families))).toEqual([
      [3],
      [],
      [],
    ]);
  });
});

test('what the operator changes is answered from then on, and any key may read it', async () => {
  const serviceTypeId = await makeServiceType(world);
  const input = { serviceTypeId, name: '新名', nameEn: 'New name', abbreviation: 'NN' };
  expect(await changeServiceType(actorOf(world.operator), freshKey(), input)).toMatchObject({ ok: true });
  const customer = world.customers['S1']?.one;
  for (const who of [world.operator, world.d1, world.r1a, world.g1, customer ?? world.s1]) {
    const by = await makeKey(who, { rights: 'read_only' });
    const { rows } = await askList(
      serviceTypes,
      `service_type_name=${encodeURIComponent('新名')}`,
      'service_types',
      by,
    );
    expect(rows).toMatchObject([{ service_type_name: '新名', abbreviation: 'NN' }]);
  }
});
