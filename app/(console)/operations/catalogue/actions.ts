'use server';

import { formAction } from '@/app/_entry/form-action';
import { addConversion } from '@/domain/catalogue/add-conversion';
import { addMeasureUnit } from '@/domain/catalogue/add-measure-unit';
import { addResourceType } from '@/domain/catalogue/add-resource-type';
import { addServiceType } from '@/domain/catalogue/add-service-type';
import { addUsageType } from '@/domain/catalogue/add-usage-type';
import { changeConversion } from '@/domain/catalogue/change-conversion';
import { changeMeasureUnit } from '@/domain/catalogue/change-measure-unit';
import { changeResourceType } from '@/domain/catalogue/change-resource-type';
import { changeServiceType } from '@/domain/catalogue/change-service-type';
import { changeUsageType } from '@/domain/catalogue/change-usage-type';
import { removeConversion } from '@/domain/catalogue/remove-conversion';
import { removeMeasureUnit } from '@/domain/catalogue/remove-measure-unit';
import { removeResourceType } from '@/domain/catalogue/remove-resource-type';
import { removeServiceType } from '@/domain/catalogue/remove-service-type';
import { removeUsageType } from '@/domain/catalogue/remove-usage-type';

export const addServiceTypeAction = formAction(addServiceType, {
  then: '/operations/catalogue/service-types/:id?done=added',
});
export const changeServiceTypeAction = formAction(changeServiceType, {
  then: '/operations/catalogue/service-types/:id?done=changed',
});
export const removeServiceTypeAction = formAction(removeServiceType, { then: '/operations/catalogue?done=removed' });
export const addResourceTypeAction = formAction(addResourceType, {
  then: '/operations/catalogue/resource-types/:id?done=added',
});
export const changeResourceTypeAction = formAction(changeResourceType, {
  then: '/operations/catalogue/resource-types/:id?done=changed',
});
export const removeResourceTypeAction = formAction(removeResourceType, {
  then: '/operations/catalogue/resource-types?done=removed',
});
export const addUsageTypeAction = formAction(addUsageType, {
  then: '/operations/catalogue/usage-types/:id?done=added',
});
export const changeUsageTypeAction = formAction(changeUsageType, {
  then: '/operations/catalogue/usage-types/:id?done=changed',
});
export const removeUsageTypeAction = formAction(removeUsageType, {
  then: '/operations/catalogue/usage-types?done=removed',
});
export const addMeasureUnitAction = formAction(addMeasureUnit, { then: '/operations/catalogue/units/:id?done=added' });
export const changeMeasureUnitAction = formAction(changeMeasureUnit, {
  then: '/operations/catalogue/units/:id?done=changed',
});
export const removeMeasureUnitAction = formAction(removeMeasureUnit, {
  then: '/operations/catalogue/units?done=removed',
});
export const addConversionAction = formAction(addConversion, {
  then: '/operations/catalogue/conversions/:id?done=added',
});
export const changeConversionAction = formAction(changeConversion, {
  then: '/operations/catalogue/conversions/:id?done=changed',
});
export const removeConversionAction = formAction(removeConversion, {
  then: '/operations/catalogue/conversions?done=removed',
});
