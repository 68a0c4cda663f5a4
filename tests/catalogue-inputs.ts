import { addConversion } from '@/domain/catalogue/add-conversion';
import { addMeasureUnit } from '@/domain/catalogue/add-measure-unit';
import { addResourceType } from '@/domain/catalogue/add-resource-type';
import { addServiceType } from '@/domain/catalogue/add-service-type';
import { addUsageType } from '@/domain/catalogue/add-usage-type';
import type { Id } from '@/lib/id';
import type { Recipe } from './command-inputs';
import { actorOf, freshKey, type World } from './world';

let made = 0;
/** A number no entry has yet; the catalogue that comes with the system keeps below it. */
const unused = (): number => {
  made += 1;
  return 1000 + made;
};
const names = { name: '测试', nameEn: 'Test' };

/** What a form for a new service sends. */
export const serviceTypeInput = () => ({ code: `test.service.${unused()}`, ...names, abbreviation: 'TST' });
/** The same for a resource type of that service. */
export const resourceTypeInput = (serviceTypeId: Id<'serviceType'>) => ({
  serviceTypeId,
  code: `test.resource.${unused()}`,
  ...names,
  description: '',
  descriptionEn: 'For tests',
});
/** The same for a usage type of that resource type. */
export const usageTypeInput = (resourceTypeId: Id<'resourceType'>) => ({ resourceTypeId, code: 'Duration', ...names });
/** The same for a unit of that family. */
export const unitInput = (family = '4') => ({ number: String(unused()), family, ...names, abbreviation: 't' });

const idOfDone = <T>(outcome: { ok: true; id: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.id;
};
export const makeServiceType = async ({ operator }: World) =>
  idOfDone(await addServiceType(actorOf(operator), freshKey(), serviceTypeInput()));
export const makeResourceType = async (world: World) =>
  idOfDone(await addResourceType(actorOf(world.operator), freshKey(), resourceTypeInput(await makeServiceType(world))));
export const makeUsageType = async (world: World) =>
  idOfDone(await addUsageType(actorOf(world.operator), freshKey(), usageTypeInput(await makeResourceType(world))));
export const makeUnit = async ({ operator }: World, family?: string) =>
  idOfDone(await addMeasureUnit(actorOf(operator), freshKey(), unitInput(family)));
export const makeConversion = async (world: World) => {
  const [unitId, refUnitId] = [await makeUnit(world), await makeUnit(world)];
  return idOfDone(await addConversion(actorOf(world.operator), freshKey(), { unitId, refUnitId, ratio: '1,000' }));
};

/** Right inputs for the commands about the catalogue. */
export const catalogueInputs: Readonly<Record<string, Recipe>> = {
  'conversions.add': async (_actor, _principal, world) => ({
    unitId: await makeUnit(world),
    refUnitId: await makeUnit(world),
    ratio: '60',
  }),
  'conversions.change': async (_actor, _principal, world) => ({
    conversionId: await makeConversion(world),
    ratio: '7',
  }),
  'conversions.remove': async (_actor, _principal, world) => ({ conversionId: await makeConversion(world) }),
  'measure_units.add': async () => unitInput(),
  'measure_units.change': async (_actor, _principal, world) => ({
    measureUnitId: await makeUnit(world),
    ...names,
    abbreviation: 'u',
  }),
  'measure_units.remove': async (_actor, _principal, world) => ({ measureUnitId: await makeUnit(world) }),
  'resource_types.add': async (_actor, _principal, world) => resourceTypeInput(await makeServiceType(world)),
  'resource_types.change': async (_actor, _principal, world) => ({
    resourceTypeId: await makeResourceType(world),
    ...names,
    description: '说明',
  }),
  'resource_types.remove': async (_actor, _principal, world) => ({ resourceTypeId: await makeResourceType(world) }),
  'service_types.add': async () => serviceTypeInput(),
  'service_types.change': async (_actor, _principal, world) => ({
    serviceTypeId: await makeServiceType(world),
    ...names,
    abbreviation: 'T',
  }),
  'service_types.remove': async (_actor, _principal, world) => ({ serviceTypeId: await makeServiceType(world) }),
  'usage_types.add': async (_actor, _principal, world) => usageTypeInput(await makeResourceType(world)),
  'usage_types.change': async (_actor, _principal, world) => ({ usageTypeId: await makeUsageType(world), ...names }),
  'usage_types.remove': async (_actor, _principal, world) => ({ usageTypeId: await makeUsageType(world) }),
};
