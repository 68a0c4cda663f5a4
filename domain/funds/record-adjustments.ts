import { type SQL, sql } from 'drizzle-orm';
import type { AdjustmentKind } from '@/db/schema/funds';
import { type Id, uuidOf } from '@/lib/id';
import type { Money } from '@/lib/money';

/** An adjustment as it is kept: whose money (`organizationId`), with whom, how much, and on whose behalf it was done. */
export interface AdjustmentRow {
  readonly id: Id<'adjustment'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly kind: AdjustmentKind;
  readonly counterpartyKind: 'customer' | 'reseller';
  readonly counterpartyId: Id<'organization'>;
  readonly amount: Money;
  readonly transferId: Id<'transfer'>;
  readonly actingOrganizationId: Id<'organization'>;
  readonly userId: Id<'user'> | null;
  readonly apiKeyId: Id<'apiKey'> | null;
  readonly memo: string | null;
}

/** The `insert` of adjustments as one statement, dated with the moment the ledger posted them. */
export function insertAdjustments(rows: readonly (AdjustmentRow & { readonly postedAt: string })[]): SQL {
  const records = rows.map((row) => ({
    id: uuidOf(row.id),
    organization_id: uuidOf(row.organizationId),
    root_id: uuidOf(row.rootId),
    kind: row.kind,
    counterparty_kind: row.counterpartyKind,
    counterparty_id: uuidOf(row.counterpartyId),
    amount_minor: row.amount.minor.toString(),
    currency: row.amount.currency,
    transfer_id: uuidOf(row.transferId),
    acting_organization_id: uuidOf(row.actingOrganizationId),
    user_id: row.userId && uuidOf(row.userId),
    api_key_id: row.apiKeyId && uuidOf(row.apiKeyId),
    memo: row.memo,
    created_at: row.postedAt,
  }));
  return sql`insert into fund_adjustments (id, organization_id, root_id, kind, counterparty_kind, counterparty_id, amount_minor, currency, transfer_id,
      acting_organization_id, user_id, api_key_id, memo, created_at)
    select r.id, r.organization_id, r.root_id, r.kind, r.counterparty_kind, r.counterparty_id, r.amount_minor, r.currency, r.transfer_id,
           r.acting_organization_id, r.user_id, r.api_key_id, r.memo, r.created_at
      from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as r (id uuid, organization_id uuid, root_id uuid, kind text, counterparty_kind text, counterparty_id uuid, amount_minor bigint, currency char(3),
              transfer_id uuid, acting_organization_id uuid, user_id uuid, api_key_id uuid, memo text, created_at timestamptz)`;
}
