import { previewOf } from '@/domain/preview';
import { newId } from '@/lib/id';
import { type AppliedTerms, applyTerms } from './apply-terms';
import { setTermsInput } from './input';

/** What setting terms would come to, by the steps of the command itself. Nothing is left behind. @source design/decisions.md 41 */
export const previewTerms = previewOf({
  name: 'credit.set_terms',
  permission: 'credit.set',
  input: (actor) => setTermsInput(actor.currency),
  async look({ actor, tx, refuse }, input) {
    const outlook: AppliedTerms = await applyTerms(tx, actor, newId('creditTerms'), input, refuse);
    const { tooLow } = outlook;
    const objection = tooLow && ({ code: 'credit_in_use', fields: { [tooLow]: 'credit_in_use' } } as const);
    return { outlook, objection, denial: undefined };
  },
});
