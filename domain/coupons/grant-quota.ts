import { eq, inArray } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { openAccount, openAccounts } from '@/domain/ledger/post';
import { Refusal } from '@/domain/refusal';
import { asKind, type Id } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { grantQuotaInput } from './input';
import { narrow, openLimits } from './limits-model';
import { moveCoupons } from './move-coupons';
import { validityOf } from './validity';
import { wantedLimits } from './wanted-limits';

const { couponQuotas, customers, organizations } = schema;
const receiving: readonly string[] = ['distributor', 'solution_provider', 'subsidised_partner'];

/**
 * Gives a partner coupon quota from the platform. Partners at the top of a tree only, in the operator's currency: a reseller's quota comes
 * from its distributor.
 *
 * @source spec/05 §5.1, spec/13 L10
 */
export const grantQuota = command({
  name: 'quotas.grant',
  permission: 'quotas.grant',
  returns: 'couponQuota',
  input: grantQuotaInput,
  sensitive: 'if_asked',
  refusals: ['organization_not_found', 'cannot_receive_quota'],
  async run({ actor, tx, newId, refuse }, input) {
    const { organizationId, amount, type, customerIds, remark } = input;
    const [partner] = await tx
      .select({ kind: organizations.kind, rootId: organizations.rootId, currency: organizations.currency })
      .from(organizations)
      .where(eq(organizations.id, organizationId))
      .for('share');
    if (!partner) return refuse('organization_not_found');
    if (!receiving.includes(partner.kind) || partner.currency !== amount.currency)
      return refuse('cannot_receive_quota');
    if (!(await doExist(tx, customerIds))) throw new Refusal('invalid_input', { customerIds: 'not_found' });
    const validity = await validityOf(tx, input);
    const limits = narrow(openLimits, wantedLimits(input));
    invariant(typeof limits === 'object', 'what comes from the platform has nothing to go beyond');

    const issuance = await openAccount(tx, actor.organizationId, 'coupon_issuance', amount.currency);
    const [accountId] = await openAccounts(tx, 'quota', amount.currency, [{ owner: organizationId, subject: newId }]);
    invariant(accountId !== undefined, 'a quota has an account');
    const owner = { organizationId, rootId: partner.rootId };
    await tx.insert(couponQuotas).values({
      id: newId,
      ...owner,
      issuerId: actor.organizationId,
      accountId,
      type,
      valueMinor: amount.minor,
      currency: amount.currency,
      ...validity,
      limits,
      remark,
      createdBy: actor.userId,
    });
    const grant = { kind: 'quota_grant', ...owner, quotaId: newId, quotaType: type, amount, remark } as const;
    const operation = { action: 'quotas.grant', id: asKind('couponOperation', newId) };
    const isDone = await moveCoupons(tx, actor, operation, [{ ...grant, debit: issuance, credit: accountId }]);
    invariant(isDone, 'the platform can always grant');
    return {
      id: newId,
      audit: { detail: { organizationId, type, amount: formatMoney(amount), currency: amount.currency } },
    };
  },
});

/** Whether all of them do: a quota for somebody who does not exist would be for nobody. */
async function doExist(tx: Transaction, customerIds: readonly Id<'customer'>[]): Promise<boolean> {
  const found = await tx
    .select({ id: customers.id })
    .from(customers)
    .where(inArray(customers.id, [...customerIds]));
  return found.length === customerIds.length;
}
