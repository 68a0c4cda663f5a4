import { type SQL, sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import { fundsAccounts, openAccount } from '@/domain/ledger/post';
import { moneyCommand } from '@/domain/money-command';
import type { MoneyItem, Planned } from '@/domain/money-plan';
import { readSettings } from '@/domain/settings/read-settings';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney, type Money, wholeUnits } from '@/lib/money';
import { bookedReferences, daysAhead, holdHandRecording, kindsRecordedFor } from './hand-recording';
import { type BankTransferInput, bankTransferInput } from './input';

interface BankTransferRow {
  readonly id: Id<'bankTransfer'>;
  readonly organizationId: Id<'organization'>;
  readonly rootId: Id<'organization'>;
  readonly payerName: string;
  readonly bankReference: string;
  readonly amount: Money;
  readonly receivedOn: string;
  readonly note: string | null;
  readonly transferId: Id<'transfer'>;
  readonly userId: Id<'user'> | null;
}
type Code = 'organization_not_found' | 'day_ahead' | 'bank_reference_taken' | 'hand_limit_exceeded';

/**
 * Credits a partner with money that arrived at the operator's bank. One bank reference is credited once, whatever the request key.
 *
 * Partners at the top of a tree only, with an account in the operator's currency: a reseller's money comes from its distributor. Above
 * `hand_recording_up_to`, which is nothing by default, nobody does it alone: it is proposed (`propose-bank-transfer.ts`), or comes by the bank's
 * file. The limit is asked for last: what is refused by it alone can be proposed.
 *
 * @source spec/13 L14, design/ledger.md §3.2, design/differentiators.md X10
 */
export const recordBankTransfer = moneyCommand({
  name: 'bank_transfers.record',
  permission: 'bank_transfers.record',
  returns: 'bankTransfer',
  input: (actor) => bankTransferInput(actor.currency),
  refusals: ['organization_not_found', 'day_ahead', 'bank_reference_taken', 'hand_limit_exceeded'],
  constraints: { bank_transfers_bank_reference_key: 'bank_reference_taken' },
  plan: (tx, items) => planTransfers(tx, items),
  record: insertTransfers,
});

async function planTransfers(
  tx: Transaction,
  items: readonly MoneyItem<BankTransferInput, 'bankTransfer'>[],
): Promise<Planned<BankTransferRow, Code>[]> {
  const [first] = items;
  invariant(first, 'a batch has items');
  const { organizationId: operatorId, currency } = first.actor;
  await holdHandRecording(tx, operatorId);
  const { hand_recording_up_to: limit } = await readSettings(tx);
  const clearing = await openAccount(tx, operatorId, 'bank_clearing', currency);
  const { rows } = await tx.execute<{ id: string; root_id: string; kind: OrganizationKind }>(
    sql`select id, root_id, kind from organizations where id = any(${sql.param(items.map((item) => uuidOf(item.input.organizationId)))}::uuid[]) order by id for share`,
  );
  const partners = new Map(rows.map((row) => [idFromUuid('organization', row.id), row]));
  const accounts = await fundsAccounts(tx, [...partners.keys()], currency);
  const booked = await bookedReferences(
    tx,
    items.map(({ input }) => input.bankReference),
  );
  const ahead = await daysAhead(
    tx,
    items.map(({ input }) => input.receivedOn),
  );

  return items.map(({ actor, input, id, transferId }) => {
    const partner = partners.get(input.organizationId);
    const account = accounts.get(input.organizationId);
    if (!partner || !kindsRecordedFor.includes(partner.kind) || account === undefined)
      return { refused: 'organization_not_found' };
    if (ahead.has(input.receivedOn)) return { refused: 'day_ahead', fields: { receivedOn: 'day_ahead' } };
    if (booked.has(input.bankReference))
      return { refused: 'bank_reference_taken', fields: { bankReference: 'bank_reference_taken' } };
    if (input.amount.minor > wholeUnits(limit, currency).minor)
      return { refused: 'hand_limit_exceeded', fields: { amount: 'hand_limit_exceeded' } };
    booked.add(input.bankReference);
    const rootId = idFromUuid('organization', partner.root_id);
    const facts = {
      amount: formatMoney(input.amount),
      currency,
      bankReference: input.bankReference,
      receivedOn: input.receivedOn,
    };
    return {
      transfer: { id: transferId, kind: 'recharge', debit: clearing, credit: account, amount: input.amount },
      row: { ...input, id, rootId, transferId, userId: actor.userId },
      audit: { subjectId: id, detail: { ...facts, organizationId: input.organizationId } },
      event: {
        kind: 'recharge.credited',
        organizationId: input.organizationId,
        rootId,
        subjectId: id,
        payload: { amount: facts.amount, currency, bankTransferId: id },
      },
    };
  });
}

function insertTransfers(rows: readonly (BankTransferRow & { readonly postedAt: string })[]): SQL {
  const records = rows.map((row) => ({
    id: uuidOf(row.id),
    organization_id: uuidOf(row.organizationId),
    root_id: uuidOf(row.rootId),
    payer_name: row.payerName,
    bank_reference: row.bankReference,
    amount_minor: row.amount.minor.toString(),
    currency: row.amount.currency,
    received_on: row.receivedOn,
    note: row.note,
    transfer_id: uuidOf(row.transferId),
    user_id: row.userId && uuidOf(row.userId),
    created_at: row.postedAt,
  }));
  return sql`insert into bank_transfers (id, organization_id, root_id, payer_name, bank_reference, amount_minor, currency, received_on, note, transfer_id, user_id, created_at)
    select r.id, r.organization_id, r.root_id, r.payer_name, r.bank_reference, r.amount_minor, r.currency, r.received_on, r.note, r.transfer_id, r.user_id, r.created_at
      from jsonb_to_recordset(${JSON.stringify(records)}::jsonb)
        as r (id uuid, organization_id uuid, root_id uuid, payer_name text, bank_reference text, amount_minor bigint, currency char(3), received_on date,
              note text, transfer_id uuid, user_id uuid, created_at timestamptz)`;
}
