import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { readSettings } from '@/domain/settings/read-settings';
import type { Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { startOnlineRechargeInput } from './input';
import { onlineTerms, openRechargesMax } from './online-terms';
import { findPaymentProvider } from './payment-providers';

const { onlineRecharges } = schema;

/**
 * Orders a payment with a provider. Nothing is credited by it: the money counts when the provider tells so (`take-notification.ts`).
 *
 * The organization is held, so that of several that order the last one that may wait only one does.
 *
 * @source spec/06 §6.2, docs/payments.md
 */
export const startOnlineRecharge = command({
  name: 'recharge.start_online',
  permission: 'recharge.pay_online',
  returns: 'onlineRecharge',
  input: (actor) => startOnlineRechargeInput(actor.currency),
  refusals: ['invalid_input', 'organization_frozen', 'too_many_open_recharges'],
  async run({ tx, actor, newId: id, refuse }, { amount, provider }) {
    invariant(actor.userId, 'people pay; no program does');
    if (!findPaymentProvider(provider)) return refuse('invalid_input', { provider: 'invalid' });
    const { least, most, validMinutes } = onlineTerms(await readSettings(tx), actor.currency);
    if (amount.minor < least.minor || amount.minor > most.minor)
      return refuse('invalid_input', { amount: 'out_of_bounds' });
    const { organizationId, rootId } = actor;
    const held = await holdOrganization(tx, organizationId);
    if (held?.state !== 'active') return refuse('organization_frozen');
    if ((await countWaiting(tx, organizationId)) >= openRechargesMax) return refuse('too_many_open_recharges');
    await tx.insert(onlineRecharges).values({
      ...{ id, organizationId, rootId, provider, amountMinor: amount.minor, currency: amount.currency },
      expiresAt: sql`clock_timestamp() + make_interval(mins => ${validMinutes})`,
      userId: actor.userId,
    });
    return { id, audit: { detail: { amount: formatMoney(amount), currency: amount.currency, provider } } };
  },
});

/** Those whose page still works; `expire-online-recharges.ts` may not have come to the others yet. */
const countWaiting = (tx: Transaction, organizationId: Id<'organization'>): Promise<number> =>
  tx.$count(
    onlineRecharges,
    and(
      eq(onlineRecharges.organizationId, organizationId),
      eq(onlineRecharges.state, 'created'),
      sql`${onlineRecharges.expiresAt} > clock_timestamp()`,
    ),
  );
