import { asc, eq, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { database, schema } from '@/db/client';
import type { PayeeType } from '@/db/schema/withdrawals';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import type { WithdrawalKind, WithdrawalState } from './model';
import { withdrawalNumber } from './payments';

const { bankTransfers, onlineRecharges, organizations, paymentFiles, users, withdrawalFlows, withdrawals } = schema;
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
}

/** One withdrawal with everything that happened to it. Numbers of accounts are whole: pages mask them. */
export interface WithdrawalDetail extends BankData {
  readonly id: Id<'withdrawal'>;
  readonly number: string;
  readonly organization: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly kind: WithdrawalKind;
  /** Of a bank card; null for those that were asked for before this was kept. */
  readonly payeeType: PayeeType | null;
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
  const { holdTransferId, endTransferId, returnTransferId, amountMinor, currency } = withdrawal;
  return {
    ...withdrawal,
    ...rest,
    number: withdrawalNumber(id),
    amount: money(amountMinor, currency),
    decidedBy: scope.everyOrganization ? decidedBy : null,
    transfers: { hold: holdTransferId, end: endTransferId, back: returnTransferId },
    flows: await readFlows(id),
  };
}

async function readFlows(id: Id<'withdrawal'>): Promise<FlowLine[]> {
  const rows = await database()
    .select({
      flow: withdrawalFlows,
      bankReference: bankTransfers.bankReference,
      providerReference: onlineRecharges.providerReference,
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
  return rows.map(({ flow, bankReference, providerReference, rechargedAt }) => ({
    ...flow,
    reference: bankReference ?? providerReference,
    rechargedAt: rechargedAt === null ? null : new Date(rechargedAt),
    amount: money(flow.amountMinor, flow.currency),
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
