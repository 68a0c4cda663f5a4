import { z } from 'zod';
import { idOf } from '@/lib/id';
import { seenInput } from '@/lib/seen-input';
import { optionalText, plainText } from '@/lib/text';
import { measureFamilies, ratioMax, unitNumberMax } from './model';

/** A code of the catalogue, as coupons and bills name it. */
const code = z
  .string('required')
  .transform((text) => text.trim())
  .refine((text) => text !== '', 'required')
  .refine((text) => text.length <= 64, 'too_long')
  .refine((text) => /^[A-Za-z0-9][A-Za-z0-9._:-]*$/.test(text), 'invalid_catalogue_code');

/** A whole number from 1 to `max`, as it is typed. */
const wholeNumber = (max: number) =>
  z
    .string('required')
    .transform((text) => text.normalize('NFKC').replaceAll(/[\s,]/g, ''))
    .refine((text) => text !== '', 'required')
    .refine((text) => /^\d{1,16}$/.test(text), 'not_a_whole_number')
    .transform(Number)
    .refine((number) => number >= 1 && number <= max, 'out_of_bounds');

const names = { name: plainText(128), nameEn: plainText(128) };
const abbreviation = plainText(64);
const unitNames = { name: plainText(64), nameEn: plainText(64), abbreviation: plainText(32) };
const descriptions = { description: optionalText(256), descriptionEn: optionalText(256) };

export const addServiceTypeInput = z.strictObject({ code, ...names, abbreviation });
export const changeServiceTypeInput = z.strictObject({
  serviceTypeId: idOf('serviceType'),
  ...names,
  abbreviation,
  seen: seenInput,
});
export const removeServiceTypeInput = z.strictObject({ serviceTypeId: idOf('serviceType') });

export const addResourceTypeInput = z.strictObject({
  serviceTypeId: idOf('serviceType'),
  code,
  ...names,
  ...descriptions,
});
export const changeResourceTypeInput = z.strictObject({
  resourceTypeId: idOf('resourceType'),
  ...names,
  ...descriptions,
  seen: seenInput,
});
export const removeResourceTypeInput = z.strictObject({ resourceTypeId: idOf('resourceType') });

export const addUsageTypeInput = z.strictObject({ resourceTypeId: idOf('resourceType'), code, ...names });
export const changeUsageTypeInput = z.strictObject({ usageTypeId: idOf('usageType'), ...names, seen: seenInput });
export const removeUsageTypeInput = z.strictObject({ usageTypeId: idOf('usageType') });

/** The family as it is chosen, a text. */
const family = z
  .enum(measureFamilies.map(String) as [string, ...string[]], 'required')
  .transform((chosen) => measureFamilies.find((each) => String(each) === chosen) ?? measureFamilies[0]);

export const addMeasureUnitInput = z.strictObject({ number: wholeNumber(unitNumberMax), family, ...unitNames });
export const changeMeasureUnitInput = z.strictObject({
  measureUnitId: idOf('measureUnit'),
  ...unitNames,
  seen: seenInput,
});
export const removeMeasureUnitInput = z.strictObject({ measureUnitId: idOf('measureUnit') });

const ratio = wholeNumber(ratioMax);
export const addConversionInput = z
  .strictObject({ unitId: idOf('measureUnit'), refUnitId: idOf('measureUnit'), ratio })
  .refine(({ unitId, refUnitId }) => unitId !== refUnitId, { path: ['refUnitId'], message: 'same_unit' });
export const changeConversionInput = z.strictObject({ conversionId: idOf('unitConversion'), ratio, seen: seenInput });
export const removeConversionInput = z.strictObject({ conversionId: idOf('unitConversion') });
