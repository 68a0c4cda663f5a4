import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import {
  makeConversion,
  makeResourceType,
  makeServiceType,
  makeUnit,
  makeUsageType,
  resourceTypeInput,
  serviceTypeInput,
  unitInput,
  usageTypeInput,
} from '@/tests/catalogue-inputs';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import { type AnyCommand, everyCommand } from '@/tests/every-command';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { addConversion } from './add-conversion';
import { addMeasureUnit } from './add-measure-unit';
import { addResourceType } from './add-resource-type';
import { addServiceType } from './add-service-type';
import { addUsageType } from './add-usage-type';
import { changeConversion } from './change-conversion';
import { changeResourceType } from './change-resource-type';
import { removeConversion } from './remove-conversion';
import { removeMeasureUnit } from './remove-measure-unit';
import { removeResourceType } from './remove-resource-type';
import { removeServiceType } from './remove-service-type';
import { removeUsageType } from './remove-usage-type';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

type Run = (...given: Parameters<AnyCommand>) => ReturnType<AnyCommand>;
const by = (run: Run, input: object, key = freshKey()) => run(actorOf(world.operator), key, input);
const refused = (run: Run, input: object, code: string) =>
  expectRefused(() => by(run, input), code, code.endsWith('_not_found') ? denied : {});

describe('an entry of the catalogue', () => {
  it('is added once for one key, with its audit row', async () => {
    const [before, key, input] = [await rowCounts(), freshKey(), serviceTypeInput()];
    const call = () => by(addServiceType, input, key);
    expect([await call(), await call()]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1, service_types: 1 });
  });

  it('is one, however many add its code at once', async () => {
    const input = serviceTypeInput();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => decided(() => by(addServiceType, input))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(new Set(outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.code])))).toEqual(
      new Set(['catalogue_code_taken']),
    );
    expect(await database().$count(schema.serviceTypes, eq(schema.serviceTypes.code, input.code))).toBe(1);
  });

  it('has a code of its own: of all services, of all resource types, of the usage types of one resource type', async () => {
    const service = serviceTypeInput();
    await by(addServiceType, service);
    await refused(addServiceType, { ...service, name: '别的' }, 'catalogue_code_taken');
    const resource = resourceTypeInput(await makeServiceType(world));
    await by(addResourceType, resource);
    const elsewhere = { ...resource, serviceTypeId: await makeServiceType(world) };
    await refused(addResourceType, elsewhere, 'catalogue_code_taken');
    const resourceTypeId = await makeResourceType(world);
    await by(addUsageType, usageTypeInput(resourceTypeId));
    await refused(addUsageType, usageTypeInput(resourceTypeId), 'catalogue_code_taken');
    expect(await by(addUsageType, usageTypeInput(await makeResourceType(world)))).toMatchObject({ ok: true });
    await refused(addMeasureUnit, { ...unitInput(), number: '10' }, 'catalogue_code_taken');
  });

  it('belongs to one that exists', async () => {
    await refused(addResourceType, resourceTypeInput(newId('serviceType')), 'service_type_not_found');
    await refused(addUsageType, usageTypeInput(newId('resourceType')), 'resource_type_not_found');
    const unitId = await makeUnit(world);
    const ghost = newId('measureUnit');
    await refused(addConversion, { unitId, refUnitId: ghost, ratio: '2' }, 'measure_unit_not_found');
    await refused(addConversion, { unitId: ghost, refUnitId: unitId, ratio: '2' }, 'measure_unit_not_found');
  });

  it('changes in its words; its code, its number and where it belongs stay, in the database too', async () => {
    const resourceTypeId = await makeResourceType(world);
    const words = { name: '云主机', nameEn: 'Server', description: '', descriptionEn: '' };
    const moved = { resourceTypeId, ...words, serviceTypeId: await makeServiceType(world) };
    await refused(changeResourceType, moved, 'invalid_input');
    expect(await by(changeResourceType, { resourceTypeId, ...words })).toMatchObject({ ok: true, id: resourceTypeId });
    const [row] = await database()
      .select()
      .from(schema.resourceTypes)
      .where(eq(schema.resourceTypes.id, resourceTypeId));
    expect(row).toMatchObject({ name: '云主机', nameEn: 'Server', description: null, descriptionEn: null });
    for (const change of [
      "resource_types set code = 'x'",
      'usage_types set resource_type_id = id',
      'measure_units set number = 1',
    ])
      await expect(database().execute(`update ${change}`)).rejects.toMatchObject({ cause: { code: '42501' } });
  });

  it('is removed when nothing refers to it, and not before', async () => {
    const usageTypeId = await makeUsageType(world);
    const [usage] = await database().select().from(schema.usageTypes).where(eq(schema.usageTypes.id, usageTypeId));
    const resourceTypeId = usage?.resourceTypeId ?? newId('resourceType');
    const [resource] = await database()
      .select()
      .from(schema.resourceTypes)
      .where(eq(schema.resourceTypes.id, resourceTypeId));
    const serviceTypeId = resource?.serviceTypeId;
    await refused(removeServiceType, { serviceTypeId }, 'catalogue_entry_in_use');
    await refused(removeResourceType, { resourceTypeId }, 'catalogue_entry_in_use');
    const before = await rowCounts();
    for (const [run, input] of [
      [removeUsageType, { usageTypeId }],
      [removeResourceType, { resourceTypeId }],
      [removeServiceType, { serviceTypeId }],
    ] as const)
      expect(await by(run, input)).toMatchObject({ ok: true });
    expect(grownBy(before, await rowCounts())).toEqual({
      audit_entries: 3,
      command_receipts: 3,
      resource_types: -1,
      service_types: -1,
      usage_types: -1,
    });
  });

  it('that is removed while something is added to it leaves neither half', async () => {
    for (let round = 0; round < 10; round += 1) {
      const serviceTypeId = await makeServiceType(world);
      const [removed, added] = await Promise.all([
        decided(() => by(removeServiceType, { serviceTypeId })),
        decided(() => by(addResourceType, resourceTypeInput(serviceTypeId))),
      ]);
      expect([removed.ok, added.ok].filter(Boolean)).toHaveLength(1);
    }
  });

  it('that is none answers so to changing and removing it', async () => {
    const commands = await everyCommand();
    const names = { name: 'x', nameEn: 'x' };
    const kinds = [
      ['service_types', { serviceTypeId: newId('serviceType') }, { ...names, abbreviation: 'x' }, 'service_type'],
      ['resource_types', { resourceTypeId: newId('resourceType') }, names, 'resource_type'],
      ['usage_types', { usageTypeId: newId('usageType') }, names, 'usage_type'],
      ['measure_units', { measureUnitId: newId('measureUnit') }, { ...names, abbreviation: 'x' }, 'measure_unit'],
      ['conversions', { conversionId: newId('unitConversion') }, { ratio: '2' }, 'conversion'],
    ] as const;
    for (const [noun, id, words, what] of kinds) {
      const [change, remove] = [commands.get(`${noun}.change`), commands.get(`${noun}.remove`)];
      if (!change || !remove) throw new Error(noun);
      await refused(change, { ...id, ...words }, `${what}_not_found`);
      await refused(remove, id, `${what}_not_found`);
    }
  });
});

describe('a conversion', () => {
  it('is of two units of one family, one for a pair, whichever way round', async () => {
    const [unitId, refUnitId] = [await makeUnit(world), await makeUnit(world)];
    const ofTime = await makeUnit(world, '2');
    await refused(addConversion, { unitId, refUnitId: ofTime, ratio: '2' }, 'units_differ');
    await refused(addConversion, { unitId, refUnitId: unitId, ratio: '2' }, 'invalid_input');
    expect(await by(addConversion, { unitId, refUnitId, ratio: '1,024' })).toMatchObject({ ok: true });
    await refused(addConversion, { unitId, refUnitId, ratio: '2' }, 'conversion_taken');
    await refused(addConversion, { unitId: refUnitId, refUnitId: unitId, ratio: '2' }, 'conversion_taken');
    await refused(removeMeasureUnit, { measureUnitId: unitId }, 'catalogue_entry_in_use');
    await refused(removeMeasureUnit, { measureUnitId: refUnitId }, 'catalogue_entry_in_use');
  });

  it.each(['', '0', '-1', '1.5', '1e3', 'x', '9007199254740992', '99999999999999999'])(
    'has no ratio of %j',
    async (ratio) => refused(changeConversion, { conversionId: await makeConversion(world), ratio }, 'invalid_input'),
  );

  it('is exact to the largest ratio, and goes', async () => {
    const conversionId = await makeConversion(world);
    await by(changeConversion, { conversionId, ratio: '9007199254740991' });
    const [row] = await database()
      .select()
      .from(schema.unitConversions)
      .where(eq(schema.unitConversions.id, conversionId));
    expect(row?.ratio).toBe(9_007_199_254_740_991);
    expect(await by(removeConversion, { conversionId })).toMatchObject({ ok: true });
  });
});

it.each(['', 'a b', '-a', 'ä', 'a/b', 'a'.repeat(65), '<script>'])('no code is %j', async (code) =>
  refused(addServiceType, { ...serviceTypeInput(), code }, 'invalid_input'),
);
