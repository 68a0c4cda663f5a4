import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { findCustomerParty, findResellerParty } from './party-queries';
import { type AdjustmentLine, listAdjustments } from './queries';

/** One leg of an adjustment: what it did to one account. */
export interface Posting {
  readonly owner: { readonly name: string; readonly nameEn: string | null; readonly isReader: boolean };
  readonly amount: Money;
  readonly balanceBefore: Money;
  readonly balanceAfter: Money;
}

export interface AdjustmentDetail extends AdjustmentLine {
  readonly transferId: Id<'transfer'>;
  /** The leg that went out first. The other side's balance is told only while it is the reader's own customer or reseller. */
  readonly postings: readonly (Posting | Omit<Posting, 'balanceBefore' | 'balanceAfter'>)[];
  /** Through what it came, and who it was when it was not somebody of the reader's organization. */
  readonly via: 'session' | 'api_key' | 'job' | 'system' | null;
  readonly sessionId: Id<'session'> | null;
  readonly apiKey: { readonly id: Id<'apiKey'>; readonly name: string | null } | null;
  readonly actingOrganization: { readonly name: string; readonly nameEn: string | null } | null;
  readonly requestId: string | null;
}

/** One record with both its postings; undefined for one that is not the reader's, just as for one that does not exist. */
export async function findAdjustment(scope: ReadScope, id: Id<'adjustment'>): Promise<AdjustmentDetail | undefined> {
  const { rows: lines } = await listAdjustments(scope, { transaction: id }, { limit: 1 });
  const [line] = lines;
  if (!line) return undefined;
  const [origin, isPartyOwn] = await Promise.all([findOrigin(scope, id), isStillOwn(scope, line)]);
  if (!origin) return undefined;
  return { ...line, ...origin, isPartyOwn, postings: await postingsOf(scope, origin.transferId, isPartyOwn) };
}

async function isStillOwn(scope: ReadScope, { party }: AdjustmentLine): Promise<boolean> {
  const found =
    party.kind === 'customer'
      ? await findCustomerParty(scope, asKind('customer', party.id))
      : await findResellerParty(scope, asKind('organization', party.id));
  return found !== undefined;
}

/** How it came about. What went back when a relation ended was done under the id of the change, whose bytes it shares. */
async function findOrigin(scope: ReadScope, id: Id<'adjustment'>) {
  type Row = {
    transfer_id: string;
    via: AdjustmentDetail['via'];
    session_id: string | null;
    request_id: string | null;
    key_id: string | null;
    key_name: string | null;
    acting_name: string | null;
    acting_name_en: string | null;
  };
  const { rows } = await database().execute<Row>(
    sql`select f.transfer_id, e.via, e.session_id, e.request_id, f.api_key_id as key_id, k.name as key_name, o.name as acting_name, o.name_en as acting_name_en
      from fund_adjustments f
      left join lateral (select via, session_id, request_id from audit_entries where subject_id in (${id}, ${asKind('associationChange', id)}) and outcome = 'done' order by at desc limit 1) e on true
      left join api_keys k on k.id = f.api_key_id and k.organization_id = f.organization_id
      left join organizations o on o.id = f.acting_organization_id and o.id <> f.organization_id
     where f.id = ${uuidOf(id)}::uuid and f.organization_id = ${uuidOf(scope.organizationId)}::uuid`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const isActingElse = row.acting_name !== null;
  return {
    transferId: idFromUuid('transfer', row.transfer_id),
    via: row.via,
    sessionId: row.session_id === null || isActingElse ? null : idFromUuid('session', row.session_id),
    apiKey: row.key_id === null || isActingElse ? null : { id: idFromUuid('apiKey', row.key_id), name: row.key_name },
    actingOrganization: row.acting_name === null ? null : { name: row.acting_name, nameEn: row.acting_name_en },
    requestId: row.request_id,
  };
}

/** Both legs, found by account and moment: entries have no index by transfer. */
async function postingsOf(scope: ReadScope, transferId: Id<'transfer'>, isPartyOwn: boolean) {
  type Row = { owner_id: string; name: string; name_en: string | null; amount_minor: string; net: string };
  const { rows } = await database().execute<Row>(
    sql`select l.owner_id, o.name, o.name_en, e.amount_minor, e.credits_after - e.debits_after as net
      from ledger_transfers t
      join ledger_entries e on e.account_id in (t.debit_id, t.credit_id) and e.created_at = t.created_at and e.transfer_id = t.id
      join ledger_accounts l on l.id = e.account_id join organizations o on o.id = l.owner_id
     where t.id = ${uuidOf(transferId)}::uuid order by e.amount_minor`,
  );
  return rows.map((row) => {
    const isReader = idFromUuid('organization', row.owner_id) === scope.organizationId;
    const amount = money(BigInt(row.amount_minor), scope.currency);
    const after = BigInt(row.net);
    const leg = { owner: { name: row.name, nameEn: row.name_en, isReader }, amount };
    if (!isReader && !isPartyOwn) return leg;
    return {
      ...leg,
      balanceBefore: money(after - amount.minor, scope.currency),
      balanceAfter: money(after, scope.currency),
    };
  });
}
