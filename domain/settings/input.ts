import { z } from 'zod';
import { seenInput } from '@/lib/seen-input';
import { type SettingKey, settingKeys, settingRules } from './model';

/** A new value for one setting: a whole number within its bounds, as it is typed. */
export const changeSettingInput = z
  .strictObject({
    key: z.enum(settingKeys as readonly [SettingKey, ...SettingKey[]], 'invalid'),
    value: z
      .string('required')
      .transform((text) => text.normalize('NFKC').trim())
      .refine((text) => /^\d{1,9}$/.test(text), 'not_a_whole_number')
      .transform(Number),
    seen: seenInput,
  })
  .superRefine(({ key, value }, context) => {
    const { min, max } = settingRules[key];
    if (value < min || value > max) context.addIssue({ code: 'custom', path: ['value'], message: 'out_of_bounds' });
  });
