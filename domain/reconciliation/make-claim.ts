import { createHash } from 'node:crypto';
import { and, eq, sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import { command } from '@/domain/command';
import { holdOrganization } from '@/domain/identity/freezing';
import { documentTypeOf } from '@/lib/document-type';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { invariant } from '@/lib/invariant';
import { formatMoney } from '@/lib/money';
import { makeClaimInput, type SearchClaimInput } from './claim-input';
import { isFoundBy } from './claim-match';
import { claimLimits } from './claim-model';

const { remittanceClaims } = schema;

/**
 * A partner says that a transfer in suspense is its own, and shows the bank's receipt. Several partners may claim one transfer; the operator
 * decides. The transfer's id counts only with what it was found by, and one that is somebody's by now is not found.
 *
 * @source spec/06 §6.2, quality/acceptance.md F8, F9, F11
 */
export const makeClaim = command({
  name: 'claims.make',
  permission: 'claims.make',
  returns: 'remittanceClaim',
  input: (actor) => makeClaimInput(actor.currency),
  refusals: ['bank_line_not_found', 'claim_open', 'receipt_not_readable', 'too_many_claims'],
  constraints: { remittance_claims_open_key: 'claim_open' },
  identify: ({ receipt, amount, ...rest }) => ({
    ...rest,
    amount: formatMoney(amount),
    receipt: digestOf(receipt.bytes).toString('hex'),
  }),
  async run({ tx, actor, newId: id, refuse }, input) {
    const { receipt, note } = input;
    const receiptType = documentTypeOf(receipt.bytes);
    if (receipt.bytes.length > claimLimits.receiptBytesMax)
      return refuse('receipt_not_readable', { receipt: 'receipt_too_large' });
    if (!receiptType) return refuse('receipt_not_readable', { receipt: 'receipt_not_readable' });
    invariant(actor.userId, 'people claim; no program does');
    const { organizationId, rootId, userId } = actor;
    const lineId = await holdFoundLine(tx, input);
    if (!lineId) return refuse('bank_line_not_found');
    await holdOrganization(tx, organizationId);
    if ((await countOfToday(tx, organizationId)) >= claimLimits.claimsPerDay) return refuse('too_many_claims');
    const receiptSha256 = digestOf(receipt.bytes);
    await tx.insert(remittanceClaims).values({
      ...{ id, organizationId, rootId, userId, lineId, note, receiptType, receiptSha256 },
      ...{ receipt: Buffer.from(receipt.bytes), receiptName: receipt.name || '—' },
    });
    const said = { amount: formatMoney(input.amount), currency: input.amount.currency };
    return {
      id,
      audit: { detail: { ...said, lineId, sha256: receiptSha256.toString('hex') } },
      events: [{ kind: 'claim.submitted', organizationId, rootId, subjectId: id, payload: said }],
    };
  },
});

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** Shared: others may claim it too, but nobody posts it meanwhile. */
async function holdFoundLine(
  tx: Transaction,
  input: SearchClaimInput & { lineId: Id<'bankLine'> },
): Promise<Id<'bankLine'> | undefined> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select l.id from bank_lines l where l.id = ${uuidOf(input.lineId)}::uuid and ${isFoundBy(input, sql`l`)} for share`,
  );
  return rows[0] && idFromUuid('bankLine', rows[0].id);
}

const countOfToday = (tx: Transaction, organizationId: Id<'organization'>): Promise<number> =>
  tx.$count(
    remittanceClaims,
    and(
      eq(remittanceClaims.organizationId, organizationId),
      sql`${remittanceClaims.createdAt} > clock_timestamp() - interval '1 day'`,
    ),
  );
