import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { WithdrawalRoute } from '@/db/schema/withdrawals';
import type { RefundTerms } from '@/domain/recharge/refund-terms';
import type { FieldProblems } from '@/domain/refusal';
import { type Id, uuidOf } from '@/lib/id';
import { type Money, money, sum } from '@/lib/money';
import type { RequestWithdrawal } from './input';

/** One amount of a withdrawal by the original route: the recharge it came with and to where it goes back, as far as that is known. */
export interface PlannedFlow {
  readonly rechargeKind: 'bank_transfer' | 'online';
  /** Of which kind the id is says `rechargeKind`, so it is kept as the database has it. */
  readonly rechargeId: string;
  readonly rechargedAt: Date;
  readonly amount: Money;
  readonly route: WithdrawalRoute;
  /** Of what goes back through it. */
  readonly provider: string | null;
  readonly accountName: string | null;
  readonly accountNumber: string | null;
  readonly bankName: string | null;
  readonly branch: string | null;
}

/**
 * From which recharges an amount goes back: the last one first, of the oldest only as much as is still missing. What withdrawals that have not
 * come to nothing took from a recharge is gone from it. Adds up to less than `amount` where there is not that much.
 *
 * Where to is what the recharge says, and otherwise what an earlier withdrawal to the same payer said. What was paid online goes back through
 * its provider; what no longer can, because it is too old or the provider has failed to give it back, does not go back by this route.
 *
 * @source spec/06 §6.5, spec/13 L15
 */
export async function planFlows(
  tx: Transaction,
  organizationId: Id<'organization'>,
  amount: Money,
  terms: readonly RefundTerms[],
): Promise<PlannedFlow[]> {
  const own = sql`${uuidOf(organizationId)}::uuid`;
  const { rows } = await tx.execute<Row>(sql`
    with recharges as (
      select 'bank_transfer' as kind, id, created_at, amount_minor, payer_name as account_name,
          substring(upper(regexp_replace(payer_account, '[\\s-]', '', 'g')) from '^[A-Z0-9]{5,34}$') as account_number,
          null as provider
        from bank_transfers b where organization_id = ${own} and currency = ${amount.currency}
          -- What the bank took back is nowhere to go back from.
          and not exists (select from bank_postings p where p.recharge_id = b.id and p.kind = 'take_back' and p.state = 'done')
      union all
      select 'online', r.id, r.paid_at, r.amount_minor, null, null, r.provider
        from online_recharges r
       where r.organization_id = ${own} and r.currency = ${amount.currency} and r.state = 'paid' and r.provider_reference is not null
         and (${isYoungEnough(terms)})
         and not exists (select from payment_refunds f where f.recharge_id = r.id and f.state = 'failed')),
    taken as (
      select f.recharge_kind, f.recharge_id, sum(f.amount_minor) as amount_minor from withdrawal_flows f join withdrawals w on w.id = f.withdrawal_id
       where f.organization_id = ${own} and w.state not in ('rejected', 'cancelled', 'returned') group by 1, 2),
    open as (
      select r.*, r.amount_minor - coalesce(t.amount_minor, 0) as left_minor
        from recharges r left join taken t on t.recharge_kind = r.kind and t.recharge_id = r.id where r.amount_minor > coalesce(t.amount_minor, 0)),
    -- The last first: before each lies what came after it.
    ordered as (select *, sum(left_minor) over (order by created_at desc, id desc) - left_minor as before_minor from open)
    select r.kind, r.id, r.created_at, least(r.left_minor, ${amount.minor}::bigint - r.before_minor)::text as amount_minor, r.provider, r.account_name,
        coalesce(r.account_number, k.account_number) as account_number, k.bank_name, k.branch
      from ordered r left join lateral (
        select f.account_number, f.bank_name, f.branch from withdrawal_flows f join withdrawals w on w.id = f.withdrawal_id
         where f.organization_id = ${own} and f.account_name = r.account_name and f.account_number = coalesce(r.account_number, f.account_number)
           and f.bank_name is not null and f.branch is not null and w.state not in ('rejected', 'cancelled', 'returned')
         order by f.withdrawal_id desc limit 1) k on true
     where r.before_minor < ${amount.minor}::bigint order by r.created_at desc, r.id desc`);
  return rows.map((row) => ({
    rechargeKind: row.kind,
    rechargeId: row.id,
    rechargedAt: new Date(row.created_at),
    amount: money(BigInt(row.amount_minor), amount.currency),
    route: row.provider === null ? 'bank' : 'provider',
    provider: row.provider,
    accountName: row.account_name,
    accountNumber: row.account_number,
    bankName: row.bank_name,
    branch: row.branch,
  }));
}

/** Whether a recharge `r` can still go back through its provider. */
const isYoungEnough = (terms: readonly RefundTerms[]): SQL =>
  sql.join(
    [
      sql`false`,
      ...terms.map(
        ({ provider, months }) =>
          sql`r.provider = ${provider} and r.paid_at > now() - make_interval(months => ${months}::int)`,
      ),
    ],
    sql` or `,
  );

type Row = {
  kind: PlannedFlow['rechargeKind'];
  id: string;
  created_at: string;
  amount_minor: string;
  provider: string | null;
  account_name: string | null;
  account_number: string | null;
  bank_name: string | null;
  branch: string | null;
};

/** Of a flow whether it is not known yet to where it goes. */
export const isOpenFlow = (flow: PlannedFlow): boolean =>
  flow.route === 'bank' && (flow.accountNumber === null || flow.bankName === null || flow.branch === null);

/** What of a withdrawal ends by itself: everything through the bank together, and each payment through its provider. */
export type FlowPart = readonly [PlannedFlow, ...PlannedFlow[]];

/** How many payments one request sends back through providers. */
const refundsMax = 20;

/** The parts of flows, in their order. */
export function partsOf(flows: readonly PlannedFlow[]): FlowPart[] {
  const [first, ...more] = flows.filter((flow) => flow.route === 'bank');
  const bank: FlowPart[] = first ? [[first, ...more]] : [];
  const refunds = flows.filter((flow) => flow.route === 'provider').map((flow): FlowPart => [flow]);
  return [...bank, ...refunds].toSorted(([a], [b]) => flows.indexOf(a) - flows.indexOf(b));
}

/**
 * Completes flows by what the requester says of the account. One account is asked for at a time: an amount that goes back to several of which
 * nothing is known yet has to be taken out one after the other.
 */
export function completeFlows(
  flows: readonly PlannedFlow[],
  {
    amount,
    accountNumber,
    bankName,
    branch,
  }: Pick<RequestWithdrawal, 'amount' | 'accountNumber' | 'bankName' | 'branch'>,
): { readonly flows: PlannedFlow[]; readonly problems: FieldProblems } {
  const all = sum(
    flows.map((flow) => flow.amount),
    amount.currency,
  );
  if (all.minor < amount.minor) return { flows: [...flows], problems: { amount: 'above_recharges' } };
  if (flows.filter((flow) => flow.route === 'provider').length > refundsMax)
    return { flows: [...flows], problems: { amount: 'too_many_refunds' } };
  const open = flows.filter(isOpenFlow);
  const accounts = new Set(open.map((flow) => `${flow.accountNumber ?? ''} ${flow.accountName ?? ''}`));
  if (accounts.size > 1) return { flows: [...flows], problems: { amount: 'several_accounts' } };
  const completed = flows.map((flow) =>
    isOpenFlow(flow)
      ? {
          ...flow,
          accountNumber: flow.accountNumber ?? accountNumber,
          bankName: flow.bankName ?? bankName,
          branch: flow.branch ?? branch,
        }
      : flow,
  );
  const lacking = (['accountNumber', 'bankName', 'branch'] as const).filter((field) =>
    completed.some((flow) => flow.route === 'bank' && flow[field] === null),
  );
  return { flows: completed, problems: Object.fromEntries(lacking.map((field) => [field, 'required'])) };
}
