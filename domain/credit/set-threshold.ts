import { sql } from 'drizzle-orm';
import { command } from '@/domain/command';
import { holdAssociation } from '@/domain/customers/hold-association';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, money } from '@/lib/money';
import { setThresholdInput } from './input';

/**
 * Sets below what the organization is told of its own balance, or of that of one of its customers. One threshold each: a second one takes the
 * place of the first. What a referral customer has is not its partner's to know. Whoever has been told is told again only after the balance has been back above.
 *
 * @source issue D, credit and alerts
 */
export const setThreshold = command({
  name: 'thresholds.set',
  permission: 'thresholds.manage',
  returns: 'balanceThreshold',
  input: (actor) => setThresholdInput(actor.currency),
  refusals: ['customer_not_found', 'referral_customer'],
  async run({ actor, tx, newId, refuse }, { customerId = null, amount }) {
    const { organizationId, rootId, userId } = actor;
    if (customerId !== null) {
      const association = await holdAssociation(tx, actor, customerId, 'share');
      if (!association) return refuse('customer_not_found');
      if (association.type === 'referral') return refuse('referral_customer');
    }
    invariant(userId !== null, 'people set thresholds');
    const owner = sql`organization_id = ${uuidOf(organizationId)}::uuid and customer_id is not distinct from ${uuidOrNull(customerId)}::uuid`;
    const { rows: earlier } = await tx.execute<{ threshold_minor: string }>(
      sql`select threshold_minor from balance_thresholds where ${owner} for no key update`,
    );
    const { rows } = await tx.execute<{ id: string }>(
      sql`insert into balance_thresholds (id, organization_id, root_id, customer_id, threshold_minor, currency, user_id)
        values (${uuidOf(newId)}::uuid, ${uuidOf(organizationId)}::uuid, ${uuidOf(rootId)}::uuid, ${uuidOrNull(customerId)}::uuid,
                ${amount.minor}::bigint, ${amount.currency}, ${uuidOf(userId)}::uuid)
        on conflict on constraint balance_thresholds_subject_key do update
           set threshold_minor = excluded.threshold_minor, user_id = excluded.user_id, updated_at = clock_timestamp()
        returning id`,
    );
    const [set] = rows;
    invariant(set, 'a threshold is inserted or updated');
    const [before] = earlier;
    const was = before ? formatMoney(money(BigInt(before.threshold_minor), amount.currency)) : null;
    return {
      id: idFromUuid('balanceThreshold', set.id),
      audit: { detail: { customerId, amountWas: was, amount: formatMoney(amount), currency: amount.currency } },
    };
  },
});

const uuidOrNull = (id: Id<'customer'> | null): string | null => (id === null ? null : uuidOf(id));
