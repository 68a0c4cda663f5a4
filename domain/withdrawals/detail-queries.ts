import { and, asc, eq, ne, or, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { PayeeType, RefundState, WithdrawalRoute } from '@/db/schema/withdrawals';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import type { WithdrawalKind, WithdrawalState } from './model';
import { withdrawalNumber } from './payments';

const { bankTransfers, onlineRecharges, organizations, paymentFiles, paymentRefunds, users } = schema;
const { withdrawalFlows, withdrawals } = schema;
const deciders = alias(users, 'deciders');

/** To where money goes. */
export interface BankData {
  readonly accountName: string | null;
  readonly accountNumber: string | null;
  readonly bankName: string | null;
  readonly branch: string | null;
}

/** What goes back to where one recharge came from. */
export interface FlowLine extends BankData {
  readonly number: number;
  readonly rechargeKind: 'bank_transfer' | 'online';
  readonly reference: string | null;
  readonly rechargedAt: Date | null;
  readonly amount: Money;
  /** Through which it goes back; null where that is the bank. */
  readonly provider: string | null;
}

/** How far a provider is that was asked to give money back. */
export interface RefundProgress {
  /** Our number for it. */
  readonly id: Id<'paymentRefund'>;
  readonly rechargeId: Id<'onlineRecharge'>;
  readonly provider: string;
  /** What the provider calls the payment, and what it calls the refund. */
  readonly paymentReference: string;
  readonly refundReference: string | null;
  readonly state: RefundState;
  /** Why it failed, a word of the provider's. */
  readonly failure: string | null;
  readonly attempts: number;
  /** When it is asked next, while it is not known how it ends. */
  readonly nextAt: Date;
  readonly createdAt: Date;
  readonly acceptedAt: Date | null;
  readonly endedAt: Date | null;
}

/** A withdrawal that was asked for together with another. */
export interface TogetherLine {
  readonly id: Id<'withdrawal'>;
  readonly number: string;
  readonly route: WithdrawalRoute;
  readonly state: WithdrawalState;
  readonly amount: Money;
}

/** One withdrawal with everything that happened to it. Numbers of accounts are whole: pages mask them. */
export interface WithdrawalDetail extends BankData {
  readonly id: Id<'withdrawal'>;
  readonly number: string;
  readonly organization: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly kind: WithdrawalKind;
  /** Of a bank card; null for those that were asked for before this was kept. */
  readonly payeeType: PayeeType | null;
  readonly route: WithdrawalRoute;
  readonly state: WithdrawalState;
  readonly amount: Money;
  readonly note: string | null;
  readonly requestedBy: string | null;
  readonly createdAt: Date;
  /** Of the operator's people only the operator hears by name. */
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly decisionNote: string | null;
  readonly file: { readonly id: Id<'paymentFile'>; readonly number: string; readonly createdAt: Date } | null;
  readonly endedAt: Date | null;
  readonly returnNote: string | null;
  readonly updatedAt: Date;
  readonly transfers: {
    readonly hold: Id<'transfer'>;
    readonly end: Id<'transfer'> | null;
    readonly back: Id<'transfer'> | null;
  };
  readonly flows: readonly FlowLine[];
  /** Of what goes back through a provider, once that was asked. */
  readonly refund: RefundProgress | null;
  /** The others that were asked for together with it. */
  readonly together: readonly TogetherLine[];
}

/** A withdrawal of the reader's organization, or for the operator of any. Undefined for ids that name nothing, and for those of others. */
export async function findWithdrawal(scope: ReadScope, id: Id<'withdrawal'>): Promise<WithdrawalDetail | undefined> {
  const isOwn = scope.everyOrganization ? undefined : eq(withdrawals.organizationId, scope.organizationId);
  const [row] = await database()
    .select({
      withdrawal: withdrawals,
      organization: { id: organizations.id, name: organizations.name, nameEn: organizations.nameEn },
      requestedBy: users.name,
      decidedBy: deciders.name,
      file: { id: paymentFiles.id, number: paymentFiles.number, createdAt: paymentFiles.createdAt },
    })
    .from(withdrawals)
    .innerJoin(organizations, eq(organizations.id, withdrawals.organizationId))
    .leftJoin(users, eq(users.id, withdrawals.userId))
    .leftJoin(deciders, eq(deciders.id, withdrawals.decidedBy))
    .leftJoin(paymentFiles, eq(paymentFiles.id, withdrawals.paymentFileId))
    .where(sql`${eq(withdrawals.id, id)} and ${isOwn ?? sql`true`}`);
  if (!row) return undefined;
  const { withdrawal, decidedBy, ...rest } = row;
  const { holdTransferId, endTransferId, returnTransferId, amountMinor, currency, route } = withdrawal;
  const [flows, refund, together] = await Promise.all([
    readFlows(id, route),
    route === 'provider' ? readRefund(id) : null,
    readTogether(id, withdrawal.askedWith ?? id),
  ]);
  return {
    ...withdrawal,
    ...rest,
    number: withdrawalNumber(id),
    amount: money(amountMinor, currency),
    decidedBy: scope.everyOrganization ? decidedBy : null,
    transfers: { hold: holdTransferId, end: endTransferId, back: returnTransferId },
    ...{ flows, refund, together },
  };
}

async function readFlows(id: Id<'withdrawal'>, route: WithdrawalRoute): Promise<FlowLine[]> {
  const rows = await database()
    .select({
      flow: withdrawalFlows,
      bankReference: bankTransfers.bankReference,
      providerReference: onlineRecharges.providerReference,
      provider: onlineRecharges.provider,
      rechargedAt: sql<string | null>`coalesce(${bankTransfers.createdAt}, ${onlineRecharges.paidAt})`,
    })
    .from(withdrawalFlows)
    .leftJoin(
      bankTransfers,
      sql`${withdrawalFlows.rechargeKind} = 'bank_transfer' and ${bankTransfers.id} = ${withdrawalFlows.rechargeId}`,
    )
    .leftJoin(
      onlineRecharges,
      sql`${withdrawalFlows.rechargeKind} = 'online' and ${onlineRecharges.id} = ${withdrawalFlows.rechargeId}`,
    )
    .where(eq(withdrawalFlows.withdrawalId, id))
    .orderBy(asc(withdrawalFlows.number));
  return rows.map(({ flow, bankReference, providerReference, provider, rechargedAt }) => ({
    ...flow,
    reference: bankReference ?? providerReference,
    rechargedAt: rechargedAt === null ? null : new Date(rechargedAt),
    amount: money(flow.amountMinor, flow.currency),
    provider: route === 'provider' ? provider : null,
  }));
}

async function readRefund(id: Id<'withdrawal'>): Promise<RefundProgress | null> {
  const [row] = await database().select().from(paymentRefunds).where(eq(paymentRefunds.withdrawalId, id));
  return row ?? null;
}

/** @param first of those that were asked for together */
async function readTogether(id: Id<'withdrawal'>, first: Id<'withdrawal'>): Promise<TogetherLine[]> {
  const { route, state, amountMinor, currency } = withdrawals;
  const rows = await database()
    .select({ id: withdrawals.id, route, state, amountMinor, currency })
    .from(withdrawals)
    .where(and(or(eq(withdrawals.id, first), eq(withdrawals.askedWith, first)), ne(withdrawals.id, id)))
    .orderBy(asc(withdrawals.id));
  return rows.map((row) => ({
    ...row,
    number: withdrawalNumber(row.id),
    amount: money(row.amountMinor, row.currency),
  }));
}

/** A line of a bank's statement that could be a withdrawal that came back. */
export interface ReturnCandidate {
  readonly id: Id<'bankLine'>;
  readonly bookedOn: string;
  readonly payerName: string | null;
  readonly reference: string | null;
  readonly remittanceText: string | null;
}

/**
 * Lines in suspense that bring exactly what a withdrawal paid out, the newest first, 20 at most. The operator's: for anybody else there is none.
 */
export async function listReturnCandidates(scope: ReadScope, amount: Money): Promise<ReturnCandidate[]> {
  if (!scope.everyOrganization) return [];
  type Row = {
    id: string;
    booked_on: string;
    payer_name: string | null;
    bank_reference: string | null;
    remittance_text: string | null;
  };
  const { rows } = await database().execute<Row>(
    sql`select l.id, l.booked_on::text as booked_on, l.payer_name, l.bank_reference, l.remittance_text from bank_lines l
     where l.organization_id = ${uuidOf(scope.organizationId)}::uuid and l.state = 'suspense' and l.direction = 'credit' and l.currency = ${amount.currency}
       and l.amount_minor = ${amount.minor}::bigint and not exists (select 1 from bank_postings p where p.line_id = l.id and p.state = 'proposed')
     order by l.created_at desc, l.id desc limit 20`,
  );
  return rows.map((row) => ({
    id: idFromUuid('bankLine', row.id),
    bookedOn: row.booked_on,
    payerName: row.payer_name,
    reference: row.bank_reference,
    remittanceText: row.remittance_text,
  }));
}
