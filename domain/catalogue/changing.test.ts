import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { database, schema } from '@/db/client';
import { newId } from '@/lib/id';
import { atOnceMax, decided } from '@/tests/at-once';
import { makeConversion, makeResourceType, makeServiceType, makeUnit, makeUsageType } from '@/tests/catalogue-inputs';
import { freshDatabase, type TestDatabase } from '@/tests/database';
import type { AnyCommand } from '@/tests/every-command';
import { denied, expectRefused } from '@/tests/relations';
import { grownBy, rowCounts } from '@/tests/row-counts';
import { actorOf, freshKey, seedWorld, type World } from '@/tests/world';
import { changeConversion } from './change-conversion';
import { changeMeasureUnit } from './change-measure-unit';
import { changeResourceType } from './change-resource-type';
import { changeServiceType } from './change-service-type';
import { changeUsageType } from './change-usage-type';

let test: TestDatabase;
let world: World;
beforeAll(async () => {
  test = await freshDatabase({ max: atOnceMax + 2 });
  world = await seedWorld();
});
afterAll(() => test.close());

type Run = (...given: Parameters<AnyCommand>) => ReturnType<AnyCommand>;
const words = (name: string) => ({ name, nameEn: `${name} in English` });
const described = { description: '', descriptionEn: '' };
const { measureUnits, resourceTypes, serviceTypes, unitConversions, usageTypes } = schema;

/** Each change: its input for an entry that is there and for one that is not, and what stands in the row it changes. */
const changes = {
  service: {
    run: changeServiceType as Run,
    gone: 'service_type_not_found',
    made: async () => {
      const id = await makeServiceType(world);
      const now = async () => (await database().select().from(serviceTypes).where(eq(serviceTypes.id, id)))[0]?.name;
      return { input: (name: string) => ({ serviceTypeId: id, ...words(name), abbreviation: 'ABC' }), now };
    },
    ghost: () => ({ serviceTypeId: newId('serviceType'), ...words('1'), abbreviation: 'ABC' }),
  },
  resource: {
    run: changeResourceType as Run,
    gone: 'resource_type_not_found',
    made: async () => {
      const id = await makeResourceType(world);
      const now = async () => (await database().select().from(resourceTypes).where(eq(resourceTypes.id, id)))[0]?.name;
      return { input: (name: string) => ({ resourceTypeId: id, ...words(name), ...described }), now };
    },
    ghost: () => ({ resourceTypeId: newId('resourceType'), ...words('1'), ...described }),
  },
  usage: {
    run: changeUsageType as Run,
    gone: 'usage_type_not_found',
    made: async () => {
      const id = await makeUsageType(world);
      const now = async () => (await database().select().from(usageTypes).where(eq(usageTypes.id, id)))[0]?.name;
      return { input: (name: string) => ({ usageTypeId: id, ...words(name) }), now };
    },
    ghost: () => ({ usageTypeId: newId('usageType'), ...words('1') }),
  },
  unit: {
    run: changeMeasureUnit as Run,
    gone: 'measure_unit_not_found',
    made: async () => {
      const id = await makeUnit(world);
      const now = async () => (await database().select().from(measureUnits).where(eq(measureUnits.id, id)))[0]?.name;
      return { input: (name: string) => ({ measureUnitId: id, ...words(name), abbreviation: 'u' }), now };
    },
    ghost: () => ({ measureUnitId: newId('measureUnit'), ...words('1'), abbreviation: 'u' }),
  },
  conversion: {
    run: changeConversion as Run,
    gone: 'conversion_not_found',
    made: async () => {
      const id = await makeConversion(world);
      const rows = () => database().select().from(unitConversions).where(eq(unitConversions.id, id));
      return {
        input: (ratio: string) => ({ conversionId: id, ratio }),
        now: async () => String((await rows())[0]?.ratio),
      };
    },
    ghost: () => ({ conversionId: newId('unitConversion'), ratio: '1' }),
  },
} as const;

describe.each(Object.entries(changes))('a change of a catalogue entry: %s', (_, { run, gone, made, ghost }) => {
  const by = (input: object, key = freshKey()) => run(actorOf(world.operator), key, input);

  it('acts once for one key, and leaves an audit row', async () => {
    const { input, now } = await made();
    const [before, key] = [await rowCounts(), freshKey()];
    expect([await by(input('7'), key), await by(input('7'), key)]).toMatchObject([
      { ok: true, replayed: false },
      { ok: true, replayed: true },
    ]);
    expect(await now()).toBe('7');
    expect(grownBy(before, await rowCounts())).toEqual({ audit_entries: 1, command_receipts: 1 });
    expect(await by(input('8'), key)).toMatchObject({ ok: false, code: 'request_reused' });
    expect(await now()).toBe('7');
  });

  it('is one after the other, fifty at once', async () => {
    const { input, now } = await made();
    const texts = Array.from({ length: 50 }, (_each, index) => String(index + 1));
    const outcomes = await Promise.all(texts.map((text) => decided(() => by(input(text)))));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(50);
    expect(texts).toContain(await now());
  });

  it('is refused where there is none, and without the permission', async () => {
    await expectRefused(() => by(ghost()), gone, denied);
    const { input, now } = await made();
    const [was, partner] = [await now(), actorOf(world.s1)];
    await expectRefused(() => run(partner, freshKey(), input('9')), 'not_permitted', denied);
    expect(await now()).toBe(was);
  });
});
