import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { AssociationType } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';

/** Whom the reader's organization can give money to, or take it back from. */
export interface Party {
  readonly kind: 'customer' | 'reseller';
  readonly id: Id<'customer'> | Id<'organization'>;
  readonly name: string;
  readonly nameEn: string | null;
  readonly isFrozen: boolean;
  /** Referral customers are the reader's too, but money does not move. */
  readonly isReferral: boolean;
  readonly balance: Money;
}

type Row = {
  id: string;
  name: string;
  name_en: string | null;
  is_frozen: boolean;
  type: AssociationType | null;
  net: string;
};

const balanceOf = (scope: ReadScope, owner: SQL): SQL =>
  sql`coalesce((select b.credits_minor - b.debits_minor from ledger_accounts l join ledger_balances b on b.account_id = l.id
    where l.owner_id = ${owner} and l.purpose = 'funds' and l.unit_code = ${scope.currency}), 0)`;

/** A customer that is the reader's own now; undefined otherwise, and for people in sales unless it is assigned to them. */
export async function findCustomerParty(scope: ReadScope, id: Id<'customer'>): Promise<Party | undefined> {
  const [party] = await listCustomerParties(scope, [id]);
  return party;
}

/** Those of the customers that are the reader's own, in the order asked for. */
export async function listCustomerParties(scope: ReadScope, ids: readonly Id<'customer'>[]): Promise<Party[]> {
  const manager = scope.accountManagerId
    ? sql`and a.account_manager_id = ${uuidOf(scope.accountManagerId)}::uuid`
    : sql``;
  const { rows } = await database().execute<Row>(
    sql`select o.id, o.name, o.name_en, o.state = 'frozen' or a.freeze_level is not null as is_frozen, a.type, ${balanceOf(scope, sql`o.id`)} as net
      from associations a join organizations o on o.id = a.customer_id
     where a.customer_id = any(${sql.param(ids.map(uuidOf))}::uuid[]) and a.ended_at is null
       and a.organization_id = ${uuidOf(scope.organizationId)}::uuid ${manager}`,
  );
  const found = new Map(
    rows.map((row) => {
      const party = partyOf(row, scope);
      return [asKind('customer', party.id), { ...party, kind: 'customer' as const, id: asKind('customer', party.id) }];
    }),
  );
  return ids.flatMap((id) => found.get(id) ?? []);
}

/** A reseller right below the reader's organization; undefined for anything else. */
export async function findResellerParty(scope: ReadScope, id: Id<'organization'>): Promise<Party | undefined> {
  const { rows } = await database().execute<Row>(
    sql`select o.id, o.name, o.name_en, o.state = 'frozen' as is_frozen, null as type, ${balanceOf(scope, sql`o.id`)} as net from organizations o
     where o.id = ${uuidOf(id)}::uuid and o.parent_id = ${uuidOf(scope.organizationId)}::uuid and o.kind = 'reseller'`,
  );
  return rows[0] && partyOf(rows[0], scope);
}

const partyOf = (row: Row, scope: ReadScope): Party => ({
  kind: 'reseller',
  id: idFromUuid('organization', row.id),
  name: row.name,
  nameEn: row.name_en,
  isFrozen: row.is_frozen,
  isReferral: row.type === 'referral',
  balance: money(BigInt(row.net), scope.currency),
});
