import { sql } from 'drizzle-orm';
import { executePrepared, type Transaction } from '@/db/client';
import type { AssociationType, OrganizationKind } from '@/db/schema/identity';
import type { Actor } from '@/domain/actor';
import { type AccountId, fundsAccounts } from '@/domain/ledger/post';
import type { MoneyItem, Plan, Planned } from '@/domain/money-plan';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { type Currency, formatMoney, type Money } from '@/lib/money';
import type { CustomerAdjustment, ResellerAdjustment } from './input';
import type { AdjustmentRow } from './record-adjustments';

type Direction = 'allocate' | 'reclaim';
type OrganizationId = Id<'organization'>;

interface Party {
  readonly id: OrganizationId;
  readonly kind: OrganizationKind;
  readonly parentId: OrganizationId | null;
  readonly rootId: OrganizationId;
  readonly isFrozen: boolean;
}

export type CustomerRefusal =
  | 'reseller_not_found'
  | 'customer_not_found'
  | 'referral_customer'
  | 'organization_frozen'
  | 'customer_frozen';
export type ResellerRefusal = 'reseller_not_found' | 'organization_frozen' | 'reseller_frozen';

/**
 * Plans allocations to, or reclaims from, customers. The checks stand in the order in which a person would ask them.
 *
 * Locks the parties and the associations it relies on, so that a freeze or a parting that is decided at the same time comes before or after.
 *
 * @source spec/03 §3.1, spec/13 L3–L7, design/decisions.md 25, 42, 43
 */
export async function planCustomerAdjustments(
  tx: Transaction,
  direction: Direction,
  items: readonly MoneyItem<CustomerAdjustment, 'adjustment'>[],
): Promise<Planned<AdjustmentRow, CustomerRefusal>[]> {
  const payerOf = (item: MoneyItem<CustomerAdjustment, 'adjustment'>) =>
    item.input.resellerId ?? item.actor.organizationId;
  const customerOf = (item: MoneyItem<CustomerAdjustment, 'adjustment'>) =>
    asKind('organization', item.input.customerId);
  const ids = items.flatMap((item) => [item.actor.organizationId, payerOf(item), customerOf(item)]);
  const { parties, links } = await lock(tx, ids);
  const accounts = await accountsOf(tx, items, ids);

  return items.map((item) => {
    const payer = parties.get(payerOf(item));
    const customer = parties.get(customerOf(item));
    const link = links.get(`${payerOf(item)} ${customerOf(item)}`);
    if (!payer || !mayPayFrom(item.actor, payer)) return { refused: 'reseller_not_found' };
    if (payer.isFrozen || parties.get(item.actor.organizationId)?.isFrozen) return { refused: 'organization_frozen' };
    if (!customer || !link) return { refused: 'customer_not_found' };
    if (link.type === 'referral') return { refused: 'referral_customer' };
    // By the operator, or by the partner itself: either way nothing comes in, and what is there can be taken back.
    if ((customer.isFrozen || link.isFrozen) && direction === 'allocate') return { refused: 'customer_frozen' };
    return planOf(item, item.input, { direction, payer, counterparty: customer, accounts });
  });
}

/** Plans allocations to, or reclaims from, resellers of the distributor that asks. @source spec/04 §4.3, spec/13 L6 */
export async function planResellerAdjustments(
  tx: Transaction,
  direction: Direction,
  items: readonly MoneyItem<ResellerAdjustment, 'adjustment'>[],
): Promise<Planned<AdjustmentRow, ResellerRefusal>[]> {
  const ids = items.flatMap((item) => [item.actor.organizationId, item.input.resellerId]);
  const { parties } = await lock(tx, ids);
  const accounts = await accountsOf(tx, items, ids);
  return items.map((item) => {
    const payer = parties.get(item.actor.organizationId);
    const reseller = parties.get(item.input.resellerId);
    invariant(payer, 'the organization of an actor exists');
    if (payer.isFrozen) return { refused: 'organization_frozen' };
    if (reseller?.parentId !== payer.id) return { refused: 'reseller_not_found' };
    if (reseller.isFrozen && direction === 'allocate') return { refused: 'reseller_frozen' };
    return planOf(item, item.input, { direction, payer, counterparty: reseller, accounts });
  });
}

/** Its own money; or, for a distributor, that of a reseller below it. */
const mayPayFrom = (actor: Actor, payer: Party): boolean =>
  payer.id === actor.organizationId ||
  (actor.kind === 'distributor' && payer.kind === 'reseller' && payer.parentId === actor.organizationId);

interface Locked {
  readonly parties: Map<OrganizationId, Party>;
  /** Each open association, by payer and customer; absent when they are not, or no longer, associated. */
  readonly links: Map<string, { readonly type: AssociationType; readonly isFrozen: boolean }>;
}

/**
 * Reads and locks the parties and the associations among them, in one statement. Organizations first, each kind in id order, shared:
 * whoever wants to freeze one, or to part two, waits for this transaction, and the other way round.
 */
async function lock(tx: Transaction, ids: readonly OrganizationId[]): Promise<Locked> {
  type PartyRow = { id: string; kind: OrganizationKind; parent_id: string | null; root_id: string; state: string };
  type LinkRow = { organization_id: string; customer_id: string; type: AssociationType; freeze_level: string | null };
  const uuids = sql.param([...new Set(ids)].map(uuidOf));
  const { rows } = await executePrepared<{ parties: PartyRow[] | null; links: LinkRow[] | null }>(
    tx,
    sql`with parties as materialized (
        select id, kind, parent_id, root_id, state from organizations where id = any(${uuids}::uuid[]) order by id for share),
      links as materialized (
        select organization_id, customer_id, type, freeze_level from associations
         where ended_at is null and customer_id = any(${uuids}::uuid[]) and organization_id = any(${uuids}::uuid[]) order by id for share)
      select (select json_agg(p) from parties p) as parties, (select json_agg(l) from links l) as links`,
  );
  const idOf = (uuid: string) => idFromUuid('organization', uuid);
  const parties = (rows[0]?.parties ?? []).map((row): [OrganizationId, Party] => {
    const parentId = row.parent_id === null ? null : idOf(row.parent_id);
    const party = { id: idOf(row.id), kind: row.kind, parentId, rootId: idOf(row.root_id) };
    return [party.id, { ...party, isFrozen: row.state === 'frozen' }];
  });
  const links = (rows[0]?.links ?? []).map(
    (row) =>
      [
        `${idOf(row.organization_id)} ${idOf(row.customer_id)}`,
        { type: row.type, isFrozen: row.freeze_level !== null },
      ] as const,
  );
  return { parties: new Map(parties), links: new Map(links) };
}

/** The funds accounts of everybody involved, by currency. */
async function accountsOf(tx: Transaction, items: readonly { actor: Actor }[], owners: readonly OrganizationId[]) {
  const accounts = new Map<Currency, Map<OrganizationId, AccountId>>();
  for (const { actor } of items) {
    if (!accounts.has(actor.currency)) accounts.set(actor.currency, await fundsAccounts(tx, owners, actor.currency));
  }
  return accounts;
}

function planOf(
  item: MoneyItem<unknown, 'adjustment'>,
  { amount, memo }: { amount: Money; memo: string | null },
  between: {
    direction: Direction;
    payer: Party;
    counterparty: Party;
    accounts: Awaited<ReturnType<typeof accountsOf>>;
  },
): Plan<AdjustmentRow> {
  const { direction, payer, counterparty } = between;
  const accounts = between.accounts.get(amount.currency);
  const [own, theirs] = [accounts?.get(payer.id), accounts?.get(counterparty.id)];
  invariant(own !== undefined && theirs !== undefined, 'whoever may hold money has an account');
  const toReseller = counterparty.kind === 'reseller';
  const shown = toReseller ? counterparty.id : asKind('customer', counterparty.id);
  const facts = { amount: formatMoney(amount), currency: amount.currency, counterpartyId: shown, payerId: payer.id };
  return {
    transfer: {
      id: item.transferId,
      kind: toReseller ? `${direction}_reseller` : direction,
      ...(direction === 'allocate' ? { debit: own, credit: theirs } : { debit: theirs, credit: own }),
      amount,
    },
    row: {
      id: item.id,
      organizationId: payer.id,
      rootId: payer.rootId,
      kind: direction,
      counterpartyKind: toReseller ? 'reseller' : 'customer',
      counterpartyId: counterparty.id,
      amount,
      transferId: item.transferId,
      actingOrganizationId: item.actor.organizationId,
      userId: item.actor.userId,
      apiKeyId: item.actor.apiKeyId,
      memo,
    },
    audit: { subjectId: item.id, detail: facts },
    event: {
      kind: direction === 'allocate' ? 'funds.allocated' : 'funds.reclaimed',
      organizationId: payer.id,
      rootId: payer.rootId,
      subjectId: item.id,
      payload: { ...facts, adjustmentId: item.id },
    },
  };
}
