import { and, eq, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { type Currency, type Money, money } from '@/lib/money';

const { organizations, receivingAccounts, remittanceAccounts, users } = schema;

/** A partner's dedicated account, and the account at the operator's bank that it stands for. */
export interface RemittanceAccount {
  readonly id: Id<'remittanceAccount'>;
  readonly number: string;
  readonly currency: Currency;
  readonly accountName: string;
  readonly bankName: string;
  readonly branch: string;
  /** Working days until a transfer has arrived. */
  readonly arrivalDaysMin: number;
  readonly arrivalDaysMax: number;
  /** Nothing may be sent there any more. */
  readonly isClosed: boolean;
  readonly openedAt: Date;
  readonly organization: { readonly name: string; readonly nameEn: string | null };
}

/** The reader's own dedicated account; undefined before it has been opened. */
export async function findRemittanceAccount(scope: ReadScope): Promise<RemittanceAccount | undefined> {
  const [row] = await database()
    .select({
      id: remittanceAccounts.id,
      number: remittanceAccounts.number,
      currency: remittanceAccounts.currency,
      accountName: receivingAccounts.accountName,
      bankName: receivingAccounts.bankName,
      branch: receivingAccounts.branch,
      arrivalDaysMin: receivingAccounts.arrivalDaysMin,
      arrivalDaysMax: receivingAccounts.arrivalDaysMax,
      state: receivingAccounts.state,
      openedAt: remittanceAccounts.createdAt,
      name: organizations.name,
      nameEn: organizations.nameEn,
    })
    .from(remittanceAccounts)
    .innerJoin(receivingAccounts, eq(receivingAccounts.id, remittanceAccounts.receivingAccountId))
    .innerJoin(organizations, eq(organizations.id, remittanceAccounts.organizationId))
    .where(eq(remittanceAccounts.organizationId, scope.organizationId));
  if (!row) return undefined;
  const { state, name, nameEn, ...account } = row;
  return { ...account, isClosed: state === 'closed', organization: { name, nameEn } };
}

/** Whether the operator has an account that a new number could stand for. */
export async function canOpenRemittanceAccount(scope: ReadScope): Promise<boolean> {
  const isDefault = and(eq(receivingAccounts.isDefault, true), eq(receivingAccounts.currency, scope.currency));
  return (await database().$count(receivingAccounts, isDefault)) > 0;
}

/** Where the reader's details would be sent, masked; null where nothing is on file. */
export async function findSendTargets(
  scope: ReadScope,
): Promise<{ readonly mail: string | null; readonly phone: string | null }> {
  if (!scope.userId) return { mail: null, phone: null };
  const [row] = await database()
    .select({ email: users.email, mobile: organizations.mobile })
    .from(users)
    .innerJoin(organizations, eq(organizations.id, users.organizationId))
    .where(and(eq(users.id, scope.userId), eq(users.organizationId, scope.organizationId)));
  return { mail: maskEmail(row?.email ?? null), phone: maskMobile(row?.mobile ?? null) };
}

/** Money that came in, from whichever side. */
export interface RecentRecharge {
  readonly id: Id<'bankTransfer'> | Id<'onlineRecharge'>;
  readonly kind: 'bank_transfer' | 'online';
  readonly at: Date;
  readonly amount: Money;
  /** Of a bank transfer. */
  readonly payerName: string | null;
  /** It is a person with whom there is an agreement. */
  readonly isByPerson: boolean;
  readonly transferId: Id<'transfer'>;
}

type Row = {
  id: string;
  kind: 'bank_transfer' | 'online';
  at: string;
  amount_minor: string;
  currency: Currency;
  payer_name: string | null;
  is_by_person: boolean;
  transfer_id: string;
};

/** The reader's latest recharges that were credited, the newest first. */
export async function listRecentRecharges(scope: ReadScope, limit: number): Promise<RecentRecharge[]> {
  const own = sql`organization_id = ${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await database().execute<Row>(
    sql`select * from (
        (select id, 'bank_transfer' as kind, created_at as at, amount_minor, currency, payer_name, exists (select from entrusted_payers p
            where p.id = entrusted_payer_id and p.payer_type = 'individual') as is_by_person, transfer_id from bank_transfers where ${own} order by created_at desc, id desc limit ${limit})
        union all
        (select id, 'online', created_at, amount_minor, currency, null, false, transfer_id from online_recharges
          where ${own} and state = 'paid' order by created_at desc, id desc limit ${limit})) r
      order by at desc, id desc limit ${limit}`,
  );
  return rows.map((row) => ({
    id: row.kind === 'online' ? idFromUuid('onlineRecharge', row.id) : idFromUuid('bankTransfer', row.id),
    kind: row.kind,
    at: new Date(row.at),
    amount: money(BigInt(row.amount_minor), row.currency),
    payerName: row.payer_name,
    isByPerson: row.is_by_person,
    transferId: idFromUuid('transfer', row.transfer_id),
  }));
}
