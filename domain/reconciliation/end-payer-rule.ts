import { and, eq, isNull, sql } from 'drizzle-orm';
import { schema } from '@/db/client';
import { command } from '@/domain/command';
import { endPayerRuleInput } from './posting-input';

const { payerRules } = schema;

/** Ends a rule: that payer's transfers are suggested for nobody by it any more. What it has suggested before stays as it is. */
export const endPayerRule = command({
  name: 'payer_rules.end',
  permission: 'reconciliation.post',
  returns: 'payerRule',
  input: endPayerRuleInput,
  refusals: ['rule_not_found'],
  async run({ actor, tx, refuse }, { ruleId }) {
    const isOpen = and(
      eq(payerRules.id, ruleId),
      eq(payerRules.organizationId, actor.organizationId),
      isNull(payerRules.endedAt),
    );
    const [ended] = await tx
      .update(payerRules)
      .set({ endedAt: sql`clock_timestamp()`, endedBy: actor.userId })
      .where(isOpen)
      .returning({ partnerId: payerRules.partnerId });
    if (!ended) return refuse('rule_not_found');
    return { id: ruleId, audit: { detail: { organizationId: ended.partnerId } } };
  },
});
