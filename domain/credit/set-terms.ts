import { command } from '@/domain/command';
import { overtakenFields } from '@/domain/seen-values';
import { formatMoney } from '@/lib/money';
import { applyTerms, termsRefusals } from './apply-terms';
import { setTermsInput } from './input';
import { shownTerms, type Terms } from './model';

/**
 * Sets what a partner at the top of a tree may use beyond its own money, what of it is earmarked, and what it owes invoices for: all three
 * each time, by the operator, with a reason. Never below what is in use already.
 *
 * @source spec/06 §6.1, docs/decisions/0018-credit-is-a-floor.md
 */
export const setTerms = command({
  name: 'credit.set_terms',
  permission: 'credit.set',
  returns: 'creditTerms',
  input: (actor) => setTermsInput(actor.currency),
  sensitive: 'if_asked',
  refusals: [...termsRefusals, 'changed_meanwhile'],
  async run({ actor, tx, newId, refuse }, input) {
    const { partner, before, after, tooLow } = await applyTerms(tx, actor, newId, input, refuse);
    // The review has no fields of its own: it shows all three as they are by now.
    if (overtakenFields(input.seen, shownTerms(before)).length > 0) return refuse('changed_meanwhile');
    if (tooLow) return refuse('credit_in_use', { [tooLow]: 'credit_in_use' });
    const { currency } = actor;
    const [was, now] = [inText(before), inText(after)];
    const changes = {
      creditLimitWas: was.creditLimit,
      creditLimit: now.creditLimit,
      designatedWas: was.designated,
      designated: now.designated,
      owedInvoicesWas: was.owedInvoices,
      owedInvoices: now.owedInvoices,
      currency,
    };
    const event = {
      kind: 'credit.terms_set',
      organizationId: partner.id,
      rootId: partner.rootId,
      subjectId: newId,
      payload: { amount: now.creditLimit, ...changes },
    };
    return {
      id: newId,
      audit: { detail: { organizationId: partner.id, ...changes, reason: input.reason } },
      events: [event],
    };
  },
});

const inText = (terms: Terms) => ({
  creditLimit: formatMoney(terms.creditLimit),
  designated: formatMoney(terms.designated),
  owedInvoices: formatMoney(terms.owedInvoices),
});
