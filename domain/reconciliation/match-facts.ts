import { and, eq, inArray, isNull, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { JobOrganization } from '@/domain/job';
import { type AccountId, fundsAccounts } from '@/domain/ledger/post';
import { payerNamesOf } from '@/domain/recharge/payer-names';
import { readSettings } from '@/domain/settings/read-settings';
import { groupBy } from '@/lib/group-by';
import { type Id, uuidOf } from '@/lib/id';
import { wholeUnits } from '@/lib/money';
import { receivingKinds } from './hold-line';
import { type LineToMatch, type MatchFacts, type NameOwner, numbersNamedBy } from './match-line';

const { organizations, remittanceAccounts, payerRules } = schema;

/** What is known that concerns these lines, and where each partner they may be of is credited. */
export interface LoadedFacts extends MatchFacts {
  readonly receivers: ReadonlyMap<
    Id<'organization'>,
    { readonly rootId: Id<'organization'>; readonly funds: AccountId | undefined }
  >;
}

/**
 * Reads, in a handful of statements however many lines there are, what they are matched by. The partners are held shared, in one order, so
 * that none is frozen between this and the posting.
 */
export async function loadFacts(
  tx: Transaction,
  operator: JobOrganization,
  lines: readonly LineToMatch[],
): Promise<LoadedFacts> {
  const keys = [...new Set(lines.flatMap(({ payerNameKey: key }) => key || []))];
  const numbers = await numbersOf(tx, lines);
  const names = await namesOf(tx, keys);
  const rules = await rulesOf(tx, operator.id, keys);
  const candidates = [
    ...numbers.values(),
    ...[...names.values(), ...rules.values()].flatMap((list) => list.map(({ partnerId }) => partnerId)),
  ];
  const { partners, receivers } = await partnersOf(tx, operator, [...new Set(candidates)]);
  const { automatic_posting_below: below } = await readSettings(tx);
  const automaticBelowMinor = wholeUnits(below, operator.currency).minor;
  return { numbers, names, rules, partners, receivers, automaticBelowMinor };
}

async function numbersOf(tx: Transaction, lines: readonly LineToMatch[]): Promise<Map<string, Id<'organization'>>> {
  const wanted = lines.flatMap(numbersNamedBy);
  if (wanted.length === 0) return new Map();
  const rows = await tx
    .select({ number: remittanceAccounts.number, partnerId: remittanceAccounts.organizationId })
    .from(remittanceAccounts)
    .where(sql`${remittanceAccounts.number} = any(${sql.param([...new Set(wanted)])}::text[])`);
  return new Map(rows.map(({ number, partnerId }) => [number, partnerId]));
}

/** For whom these names pay: partners' own real names, and agreements in effect. */
async function namesOf(tx: Transaction, keys: readonly string[]): Promise<Map<string, NameOwner[]>> {
  if (keys.length === 0) return new Map();
  const wanted = new Set(keys);
  const owned = [...(await payerNamesOf(tx, 'every'))].flatMap(([partnerId, names]) =>
    names
      .filter(({ nameKey }) => wanted.has(nameKey))
      .map(({ nameKey, entrustedPayerId }) => ({ nameKey, partnerId, payerId: entrustedPayerId })),
  );
  return groupBy(owned, ({ nameKey }) => nameKey);
}

async function rulesOf(
  tx: Transaction,
  operatorId: Id<'organization'>,
  keys: readonly string[],
): Promise<Map<string, { partnerId: Id<'organization'>; payerAccount: string | null }[]>> {
  if (keys.length === 0) return new Map();
  const { partnerId, payerAccount, payerNameKey: key } = payerRules;
  const isOfThese = sql`${key} = any(${sql.param([...keys])}::text[])`;
  const rows = await tx
    .select({ key, partnerId, payerAccount })
    .from(payerRules)
    .where(and(isOfThese, isNull(payerRules.endedAt), eq(payerRules.organizationId, operatorId)));
  return groupBy(rows, (row) => row.key);
}

async function partnersOf(tx: Transaction, operator: JobOrganization, ids: readonly Id<'organization'>[]) {
  const held = await tx
    .select({
      id: organizations.id,
      rootId: organizations.rootId,
      kind: organizations.kind,
      state: organizations.state,
    })
    .from(organizations)
    .where(inArray(organizations.id, [...ids]))
    .orderBy(organizations.id)
    .for('share');
  const funds = await fundsAccounts(tx, ids, operator.currency);
  const largest = await largestOf(tx, ids);
  const braked = await brakedOf(tx, [...funds.values()]);
  const partners = held.map(({ id, kind, state }) => {
    const account = funds.get(id);
    const mayReceive = receivingKinds.includes(kind) && account !== undefined;
    const isFrozen = state === 'frozen' || (account !== undefined && braked.has(account));
    return [id, { mayReceive, isFrozen, largestMinor: largest.get(uuidOf(id)) ?? null }] as const;
  });
  const receivers = held.map(({ id, rootId }) => [id, { rootId, funds: funds.get(id) }] as const);
  return { partners: new Map(partners), receivers: new Map(receivers) };
}

/** The largest of each partner's latest twenty recharges. */
async function largestOf(tx: Transaction, ids: readonly Id<'organization'>[]): Promise<Map<string, bigint>> {
  const { rows } = await tx.execute<{ id: string; largest: string }>(
    sql`select p.id, max(b.amount_minor) as largest from unnest(${sql.param(ids.map(uuidOf))}::uuid[]) p (id)
      cross join lateral (select amount_minor from bank_transfers where organization_id = p.id order by created_at desc, id desc limit 20) b group by p.id`,
  );
  return new Map(rows.map(({ id, largest }) => [id, BigInt(largest)]));
}

/** Accounts under the emergency brake: nothing is posted to them by itself. */
async function brakedOf(tx: Transaction, accounts: readonly AccountId[]): Promise<Set<AccountId>> {
  const { rows } = await tx.execute<{ account_id: string }>(
    sql`select account_id from ledger_balances where account_id = any(${sql.param([...accounts])}::bigint[]) and frozen`,
  );
  return new Set(rows.map((row) => BigInt(row.account_id)));
}
