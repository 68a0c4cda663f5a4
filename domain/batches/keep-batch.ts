import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { schema, type Transaction } from '@/db/client';
import type { CouponTerms } from '@/db/schema/coupons';
import type { Actor } from '@/domain/actor';
import { seesOwnCustomersOnly } from '@/domain/permission';
import { Refusal } from '@/domain/refusal';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, readAmount } from '@/lib/money';
import { type BatchRow, customerIdIn, judgeRows, readBatchRows, type WrittenRow } from './batch-rows';
import type { BatchRowsInput } from './input';
import type { BatchKind } from './model';

/** What a draft is of, besides its rows. */
interface Draft {
  readonly id: Id<'adjustmentBatch'>;
  readonly kind: BatchKind;
  readonly quotaId?: Id<'couponQuota'>;
  readonly terms?: CouponTerms;
}

/**
 * Keeps a list as a draft. Rows that cannot be understood are kept with the reason, so that they are seen.
 *
 * @returns how many rows there are, and how many of them cannot be understood
 * @refuses invalid_input for a file or text that cannot be read as a whole, or one amount for all that is none (thrown)
 * @source design/decisions.md 41, spec/13 L20
 */
export async function keepBatch(
  tx: Transaction,
  actor: Actor,
  draft: Draft,
  input: BatchRowsInput,
): Promise<{ readonly rows: number; readonly rowsWithProblems: number }> {
  const written = writtenRows(input, actor.currency);
  const rows = judgeRows(written, await knownCustomers(tx, actor, written), actor.currency);
  await tx.insert(schema.adjustmentBatches).values({
    ...draft,
    organizationId: actor.organizationId,
    rootId: actor.rootId,
    source: input.customers ? 'selection' : input.file ? 'file' : 'paste',
    itemCount: rows.length,
    userId: actor.userId,
  });
  await insertItems(tx, actor, draft.id, rows);
  return { rows: rows.length, rowsWithProblems: rows.filter((row) => row.problem).length };
}

/** What tells two drafts apart: of a file its digest. */
export const identifyBatch = <Input extends BatchRowsInput>({ file, ...input }: Input) => ({
  ...input,
  file: file && createHash('sha256').update(file).digest('hex'),
});

/** @refuses invalid_input for a file or text that cannot be read as a whole, or one amount for all that is none (thrown) */
function writtenRows(input: BatchRowsInput, currency: Currency): WrittenRow[] {
  const { customers, file, text, amount, memo } = input;
  if (customers) {
    const read = readAmount(amount ?? '', currency);
    if (typeof read === 'string') throw new Refusal('invalid_input', { amount: read });
    return customers.map((customer, index) => ({ row: index + 1, customer, amount: amount ?? '', memo: memo ?? '' }));
  }
  const rows = readBatchRows(file ?? text ?? '');
  if (typeof rows === 'string') throw new Refusal('invalid_input', { [file ? 'file' : 'text']: rows });
  return rows;
}

/** The actor's own customers among those the rows name, by the words they are named with. Anyone else's is as unknown as nobody's. */
async function knownCustomers(
  tx: Transaction,
  actor: Actor,
  rows: readonly WrittenRow[],
): Promise<Map<string, Id<'customer'>>> {
  const texts = [...new Set(rows.map((row) => row.customer))].filter((text) => text !== '' && text.length <= 128);
  const ids = texts.flatMap((text) => customerIdIn(text) ?? []);
  const managed =
    seesOwnCustomersOnly(actor) && actor.userId ? sql`and a.account_manager_id = ${uuidOf(actor.userId)}::uuid` : sql``;
  const { rows: found } = await tx.execute<{ id: string; account_name: string }>(
    sql`select o.id, lower(o.account_name) as account_name from associations a join organizations o on o.id = a.customer_id
      where a.organization_id = ${uuidOf(actor.organizationId)}::uuid and a.ended_at is null ${managed}
        and (o.id = any(${sql.param(ids.map(uuidOf))}::uuid[]) or lower(o.account_name) = any(${sql.param(texts.map((text) => text.toLowerCase()))}::text[]))`,
  );
  const own = new Set(found.map((row) => idFromUuid('customer', row.id)));
  const byName = new Map(found.map((row) => [row.account_name, idFromUuid('customer', row.id)]));
  return new Map(
    texts.flatMap((text) => {
      const id = customerIdIn(text);
      const customer = id && own.has(id) ? id : byName.get(text.toLowerCase());
      return customer ? [[text, customer] as const] : [];
    }),
  );
}

async function insertItems(
  tx: Transaction,
  actor: Actor,
  batchId: Id<'adjustmentBatch'>,
  rows: readonly BatchRow[],
): Promise<void> {
  const items = rows.map((row) => ({
    row_number: row.row,
    customer_text: cut(row.customer, 128),
    amount_text: cut(row.amount, 64),
    memo: cut(row.memo, 300) || null,
    customer_id: row.customerId && uuidOf(row.customerId),
    amount_minor: row.money?.minor.toString() ?? null,
    outcome: row.problem ? 'refused' : 'waiting',
    refusal: row.problem,
  }));
  await tx.execute(
    sql`insert into adjustment_batch_items (batch_id, row_number, organization_id, root_id, customer_text, amount_text, memo, customer_id, amount_minor,
        outcome, refusal)
      select ${uuidOf(batchId)}::uuid, r.row_number, ${uuidOf(actor.organizationId)}::uuid, ${uuidOf(actor.rootId)}::uuid, r.customer_text, r.amount_text,
             r.memo, r.customer_id, r.amount_minor, r.outcome, r.refusal
        from jsonb_to_recordset(${JSON.stringify(items)}::jsonb)
          as r (row_number int, customer_text text, amount_text text, memo text, customer_id uuid, amount_minor bigint, outcome text, refusal text)`,
  );
}

/** The first `max` characters of a cell as the database can keep it: cutting may not halve one, and it takes no NUL. */
const cut = (text: string, max: number): string => text.replaceAll('\u0000', '').slice(0, max).toWellFormed();
