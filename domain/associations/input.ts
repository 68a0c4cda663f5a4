import { z } from 'zod';
import { idOf } from '@/lib/id';
import { optionalText, plainText } from '@/lib/text';
import { associationTypes, changeKinds } from './model';

/** A ticked box: `true` of a program, `yes` of a form. */
const ticked = z.union([z.literal(true), z.literal('yes')], 'required');

/** A choice that a form sends as a word. */
const yesOrNo = z
  .union([z.boolean(), z.enum(['yes', 'no'])], 'required')
  .transform((answer) => answer === true || answer === 'yes');

/** A wish to change a relation. Partners name the customer; a customer has only its own. */
export const requestChangeInput = z
  .strictObject({
    customerId: idOf('customer').optional(),
    kind: z.enum(changeKinds),
    toType: z.preprocess((value) => value || null, z.enum(associationTypes).nullable()),
    reason: plainText(256),
    understood: ticked,
  })
  .superRefine(({ kind, toType }, context) => {
    if ((kind === 'switch') === (toType !== null)) return;
    const message = kind === 'switch' ? 'required' : 'not_for_this_kind';
    context.addIssue({ code: 'custom', path: ['toType'], message });
  });

export const answerChangeInput = z.strictObject({
  changeId: idOf('associationChange'),
  agree: yesOrNo,
  answer: optionalText(256),
});

export const withdrawChangeInput = z.strictObject({ changeId: idOf('associationChange') });
