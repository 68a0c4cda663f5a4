import { sql } from 'drizzle-orm';
import { executePrepared, type Transaction } from '@/db/client';
import type { AccountPurpose, CouponTransferKind, TransferKind } from '@/db/schema/ledger';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import type { Currency, Money } from '@/lib/money';

/** A ledger account as the database numbers it. Never shown to anyone. */
export type AccountId = bigint;

/** Transfers of coupon value, by kind; every other moves money. */
const couponKinds: ReadonlySet<string> = new Set<CouponTransferKind>([
  'quota_grant',
  'quota_issue',
  'quota_reclaim',
  'coupon_issue',
  'coupon_return',
  'coupon_use',
  'coupon_refund',
]);
const couponPurposes: ReadonlySet<AccountPurpose> = new Set(['coupon_issuance', 'coupon_spent', 'quota', 'coupon']);

/** The ledger's unit of coupons in a currency. Money is counted in the currency itself. */
const couponUnit = (currency: Currency): string => `CPN.${currency}`;

const unitOf = ({ kind, amount }: Transfer): string =>
  couponKinds.has(kind) ? couponUnit(amount.currency) : amount.currency;

/** One amount that leaves `debit` and arrives at `credit`. An unbalanced transfer cannot be written down. */
export interface Transfer {
  readonly id: Id<'transfer'>;
  readonly kind: TransferKind;
  readonly debit: AccountId;
  readonly credit: AccountId;
  readonly amount: Money;
}

/** `short`: the debit account would fall below its floor. `invalid`: an account, unit or amount that cannot be, or the emergency brake. */
export interface Posting {
  readonly outcome: 'posted' | 'short' | 'invalid';
  /** As the database writes it, to the microsecond: a `Date` would lose three digits. */
  readonly postedAt: string;
}

/**
 * Moves value between accounts. The only code in the system that changes a balance; it does so through the database function.
 *
 * A declined item does not touch the others. Balances are locked in one order and until the commit, so this is called last.
 *
 * @param transfers decided in this order, so an earlier one may pay for a later one
 * @source design/ledger.md §3, docs/decisions/0004-double-entry.md
 */
export async function postBatch(tx: Transaction, transfers: readonly Transfer[]): Promise<Posting[]> {
  const { rows } = await executePrepared<{ ordinal: number; outcome: Posting['outcome']; posted_at: string }>(
    tx,
    sql`select ordinal, outcome, posted_at::text from ledger_post_batch(
      ${sql.param(transfers.map((transfer) => uuidOf(transfer.id)))}::uuid[], ${sql.param(transfers.map((transfer) => transfer.kind))}::text[],
      ${sql.param(transfers.map((transfer) => transfer.debit))}::bigint[], ${sql.param(transfers.map((transfer) => transfer.credit))}::bigint[],
      ${sql.param(transfers.map(unitOf))}::text[], ${sql.param(transfers.map((transfer) => transfer.amount.minor))}::bigint[])
      order by ordinal`,
  );
  invariant(rows.length === transfers.length, 'every transfer is answered');
  return rows.map((row) => ({ outcome: row.outcome, postedAt: row.posted_at }));
}

/** What `postBatch` would decide for one transfer, with both balances before and after, in minor units. */
export interface Simulation {
  readonly outcome: Posting['outcome'];
  readonly debit: { readonly before: bigint; readonly after: bigint };
  readonly credit: { readonly before: bigint; readonly after: bigint };
}

/**
 * Decides transfers over a copy of the balances, without locking or changing anything. Same rule and order as `postBatch`.
 *
 * @source design/differentiators.md X2
 */
export async function simulateBatch(tx: Transaction, transfers: readonly Transfer[]): Promise<Simulation[]> {
  const balances = await readBalances(
    tx,
    transfers.flatMap((transfer) => [transfer.debit, transfer.credit]),
  );
  return transfers.map((transfer) => {
    const { debit, credit, amount } = transfer;
    const [from, to] = [balances.get(debit), balances.get(credit)];
    const isOfUnit = from?.unit === unitOf(transfer) && to?.unit === unitOf(transfer);
    if (!from || !to || !isOfUnit || from.frozen || to.frozen || debit === credit || amount.minor <= 0n) {
      const nothing = { before: from?.net ?? 0n, after: from?.net ?? 0n };
      return { outcome: 'invalid', debit: nothing, credit: nothing };
    }
    const before = { debit: from.net, credit: to.net };
    const outcome = from.net - amount.minor < from.floor ? 'short' : 'posted';
    if (outcome === 'posted') {
      from.net -= amount.minor;
      to.net += amount.minor;
    }
    return {
      outcome,
      debit: { before: before.debit, after: from.net },
      credit: { before: before.credit, after: to.net },
    };
  });
}

async function readBalances(tx: Transaction, accounts: readonly AccountId[]) {
  type Row = { account_id: string; unit_code: string; net: string; floor_minor: string; frozen: boolean };
  const { rows } = await executePrepared<Row>(
    tx,
    sql`select account_id, unit_code, credits_minor - debits_minor as net, floor_minor, frozen from ledger_balances where account_id = any(${sql.param([...accounts])}::bigint[])`,
  );
  return new Map(
    rows.map((row) => [
      BigInt(row.account_id),
      { unit: row.unit_code, net: BigInt(row.net), floor: BigInt(row.floor_minor), frozen: row.frozen },
    ]),
  );
}

/**
 * Sets down to where a partner's balance may fall: what is earmarked less its credit limit. Holds the balance until the commit.
 *
 * @param account the funds account of a partner at the top of a tree
 * @param floor in minor units; below zero where there is more credit than earmarked money
 * @returns false, and nothing changed, where the balance already lies below it
 * @source docs/decisions/0018-credit-is-a-floor.md
 */
export async function setFloor(tx: Transaction, account: AccountId, floor: bigint): Promise<boolean> {
  const { rows } = await executePrepared<{ done: boolean }>(
    tx,
    sql`select ledger_set_floor(${account}::bigint, ${floor}::bigint) as done`,
  );
  return rows[0]?.done === true;
}

/** What an account holds, in minor units. It stays so only while the caller holds what every mover of this money holds. */
export async function netBalance(tx: Transaction, account: AccountId): Promise<bigint> {
  const net = (await netBalances(tx, [account])).get(account);
  invariant(net !== undefined, 'an account has a balance');
  return net;
}

/** The same of many accounts; one that does not exist is absent. */
export async function netBalances(tx: Transaction, accounts: readonly AccountId[]): Promise<Map<AccountId, bigint>> {
  return new Map([...(await readBalances(tx, accounts))].map(([account, { net }]) => [account, net]));
}

/** Opens an account, or finds the one that is there. One per owner, purpose and currency. */
export async function openAccount(
  tx: Transaction,
  owner: Id<'organization'>,
  purpose: AccountPurpose,
  currency: Currency,
): Promise<AccountId> {
  const [account] = await openAccounts(tx, purpose, currency, [{ owner, subject: null }]);
  invariant(account !== undefined, 'opening an account answers its number');
  return account;
}

/**
 * Opens many accounts of one purpose: one per owner, purpose, currency and `subject`, the quota or the coupon it is for.
 *
 * @returns in the order of `wanted`
 */
export async function openAccounts(
  tx: Transaction,
  purpose: AccountPurpose,
  currency: Currency,
  wanted: readonly { readonly owner: Id<'organization'>; readonly subject: Id<'couponQuota' | 'coupon'> | null }[],
): Promise<AccountId[]> {
  const unit = couponPurposes.has(purpose) ? couponUnit(currency) : currency;
  const owners = wanted.map(({ owner }) => uuidOf(owner));
  const subjects = wanted.map(({ subject }) => subject && uuidOf(subject));
  const { rows } = await executePrepared<{ accounts: string[] }>(
    tx,
    sql`select ledger_open_accounts(${sql.param(owners)}::uuid[], ${purpose}, ${unit}, ${sql.param(subjects)}::uuid[])::text[] as accounts`,
  );
  invariant(rows[0], 'opening accounts answers their numbers');
  return rows[0].accounts.map(BigInt);
}

/** Accounts never change, so what was found once is kept: owner and currency → number. At most 100,000 of them. */
const known = new Map<string, AccountId>();

/**
 * The funds accounts of many owners in one currency.
 *
 * @returns by owner; an owner without an account is absent
 */
export async function fundsAccounts(
  tx: Transaction,
  owners: readonly Id<'organization'>[],
  currency: Currency,
): Promise<Map<Id<'organization'>, AccountId>> {
  if (known.size > 100_000) known.clear();
  const missing = [...new Set(owners)].filter((owner) => !known.has(`${owner} ${currency}`));
  if (missing.length > 0) {
    const { rows } = await executePrepared<{ owner_id: string; id: string }>(
      tx,
      sql`select owner_id, id from ledger_accounts where owner_id = any(${sql.param(missing.map(uuidOf))}::uuid[]) and purpose = 'funds' and unit_code = ${currency}`,
    );
    for (const row of rows) known.set(`${idFromUuid('organization', row.owner_id)} ${currency}`, BigInt(row.id));
  }
  return new Map(
    owners.flatMap((owner) => {
      const account = known.get(`${owner} ${currency}`);
      return account === undefined ? [] : [[owner, account] as const];
    }),
  );
}
