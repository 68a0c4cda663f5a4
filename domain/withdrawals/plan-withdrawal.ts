import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { Actor } from '@/domain/actor';
import { holdOrganization } from '@/domain/identity/freezing';
import { type AccountId, fundsAccounts } from '@/domain/ledger/post';
import type { Objection } from '@/domain/preview';
import { paymentProviders } from '@/domain/recharge/payment-providers';
import { refundTerms } from '@/domain/recharge/refund-terms';
import type { RefusalCode } from '@/domain/refusal';
import { readSettings } from '@/domain/settings/read-settings';
import { invariant } from '@/lib/invariant';
import type { RequestWithdrawal } from './input';
import { completeFlows, type PlannedFlow, planFlows } from './plan-flows';

/** Why money may not be taken out. */
export const requestRefusals = ['organization_frozen', 'not_withdrawable'] as const satisfies RefusalCode[];

/** What taking money out comes to. */
export interface WithdrawalPlan {
  readonly funds: AccountId;
  /** Of the original route; a bank card has none. */
  readonly flows: readonly PlannedFlow[];
  /** What is wrong with the amount or where it goes; undefined when it can be asked for. */
  readonly objection: Objection | undefined;
}

/**
 * Looks at what a withdrawal depends on. Holds the organization from here to the end: of two withdrawals at once the second sees what the
 * first took, and nothing is allocated in between.
 *
 * @param refuse called with the reason why nothing can be taken out at all
 * @source spec/06 §6.5, spec/13 L15
 */
export async function planWithdrawal(
  tx: Transaction,
  actor: Actor,
  input: RequestWithdrawal,
  refuse: (code: 'organization_frozen') => never,
): Promise<WithdrawalPlan> {
  const { organizationId } = actor;
  const held = await holdOrganization(tx, organizationId);
  invariant(held, 'whoever asks has an organization');
  if (held.state === 'frozen') return refuse('organization_frozen');
  const funds = (await fundsAccounts(tx, [organizationId], input.amount.currency)).get(organizationId);
  invariant(funds !== undefined, 'a partner has an account in its own currency');
  if ((await withdrawable(tx, funds)) < input.amount.minor) {
    const objection = { code: 'not_withdrawable', fields: { amount: 'not_withdrawable' } } as const;
    return { funds, flows: [], objection };
  }
  if (input.kind === 'bank_card') return { funds, flows: [], objection: undefined };
  const terms = refundTerms(paymentProviders(), await readSettings(tx));
  const { flows, problems } = completeFlows(await planFlows(tx, organizationId, input.amount, terms), input);
  if (Object.keys(problems).length === 0) return { funds, flows, objection: undefined };
  const code = 'amount' in problems ? 'not_withdrawable' : 'invalid_input';
  return { funds, flows, objection: { code, fields: problems } };
}

/**
 * How much of an account can be taken out, in minor units: its own money less what is earmarked and what invoices are owed for. Below zero
 * where it lives on credit. What it answers lasts as long as the caller holds the balance.
 */
export async function withdrawable(tx: Transaction, funds: AccountId): Promise<bigint> {
  const { rows } = await tx.execute<{ amount: string }>(
    sql`select b.credits_minor - b.debits_minor - coalesce(c.designated_minor + c.owed_invoices_minor, 0) as amount
      from ledger_balances b left join lateral (select designated_minor, owed_invoices_minor from credit_terms where account_id = b.account_id
        order by created_at desc, id desc limit 1) c on true where b.account_id = ${funds}`,
  );
  invariant(rows[0], 'an account has a balance');
  return BigInt(rows[0].amount);
}
