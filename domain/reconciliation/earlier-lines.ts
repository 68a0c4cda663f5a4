import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { type FileLine, keyOf } from './book-lines';
import type { Match } from './match-line';

/** Which of the lines are there already, by `keyOf`. */
export async function knownFingerprints(tx: Transaction, lines: readonly FileLine[]): Promise<Set<string>> {
  const { rows } = await tx.execute<{ account: string; fingerprint: string }>(
    sql`select l.receiving_account_id as account, encode(l.fingerprint, 'hex') as fingerprint
      from unnest(${sql.param(lines.map((of) => uuidOf(of.receivingAccountId)))}::uuid[],
          ${sql.param(lines.map((of) => of.fingerprint.toString('hex')))}::text[]) w (account, fingerprint)
      join bank_lines l on l.receiving_account_id = w.account and l.fingerprint = decode(w.fingerprint, 'hex')`,
  );
  return new Set(
    rows.map(({ account, fingerprint }) =>
      keyOf({
        receivingAccountId: idFromUuid('receivingAccount', account),
        fingerprint: Buffer.from(fingerprint, 'hex'),
      }),
    ),
  );
}

/** How a line stands to the transfers that were recorded by hand. */
type ByHand =
  | { readonly is: 'unknown' | 'another' }
  | { readonly is: 'the_same'; readonly id: Id<'bankTransfer'>; readonly match: Match };

/**
 * The transfers recorded by hand under the references of these lines. One that was recorded is one line, in whichever account it arrives.
 */
export async function handRecorded(
  tx: Transaction,
  lines: readonly FileLine[],
): Promise<{ take(of: FileLine): ByHand }> {
  const references = lines.flatMap(({ line }) => line.bankReference ?? []);
  type Row = { id: string; reference: string; amount: string; currency: string; partner: string; is_taken: boolean };
  const { rows } = await tx.execute<Row>(
    sql`select b.id, b.bank_reference as reference, b.amount_minor as amount, b.currency, b.organization_id as partner, l.id is not null as is_taken
      from bank_transfers b left join bank_lines l on l.recorded_id = b.id
     where b.bank_reference = any(${sql.param(references)}::text[]) and b.line_id is null and l.bank_reference is distinct from b.bank_reference`,
  );
  const open = new Map(rows.map((row) => [row.reference, row]));
  return {
    take({ line }): ByHand {
      const found = line.bankReference === null ? undefined : open.get(line.bankReference);
      if (!found) return { is: 'unknown' };
      // A person may have said that another line is it.
      if (found.is_taken || line.isReversal) return { is: 'another' };
      if (BigInt(found.amount) !== line.amountMinor || found.currency !== line.currency) return { is: 'another' };
      open.delete(found.reference);
      const match = {
        ...{ rung: null, partnerId: idFromUuid('organization', found.partner), payerId: null, certainty: null },
        reasons: [{ code: 'recorded_by_hand', speaks: 'for' }],
        decision: 'suspend',
      } as const;
      return { is: 'the_same', id: idFromUuid('bankTransfer', found.id), match };
    },
  };
}

/** Days by which a transfer that was recorded by hand may be dated otherwise than the bank books it. */
const daysApart = 3;

/**
 * For whom an equal amount was recorded by hand about that day, under another name than the bank's, and of which no file has brought the line
 * yet: what somebody typed may be another reference than the bank's, and some forms of file have none. A person decides.
 */
export async function handRecordedAlike(
  tx: Transaction,
  lines: readonly FileLine[],
): Promise<{ has(of: FileLine, partnerId: Id<'organization'>): boolean }> {
  const asked = lines.map(({ line }, index) => ({
    ...{ index, day: line.bookedOn, amount: line.amountMinor.toString(), currency: line.currency },
    reference: line.bankReference,
  }));
  const { rows } = await tx.execute<{ index: number; partner: string }>(
    sql`select w.index, b.organization_id as partner from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as w (index int, day date, amount bigint, currency text, reference text)
      join bank_transfers b on b.line_id is null and b.amount_minor = w.amount and b.currency = w.currency
       and b.received_on between w.day - ${daysApart}::int and w.day + ${daysApart}::int and b.bank_reference is distinct from w.reference
     where not exists (select from bank_lines l where l.recorded_id = b.id)`,
  );
  const alike = new Set(rows.map(({ index, partner }) => `${index} ${idFromUuid('organization', partner)}`));
  const places = new Map(lines.map((of, index) => [of, index]));
  return { has: (of, partnerId) => alike.has(`${places.get(of)} ${partnerId}`) };
}

/**
 * Lines that look like one of another file, of which only one of the two says what the bank calls it: the same transaction as two banks' forms
 * write it, or another one like it. A person decides.
 */
export async function knownElsewhere(
  tx: Transaction,
  fileId: Id<'bankFile'>,
  lines: readonly FileLine[],
): Promise<Set<FileLine>> {
  const asked = lines.map(({ line, receivingAccountId }, index) => ({
    index,
    account: uuidOf(receivingAccountId),
    day: line.bookedOn,
    amount: line.amountMinor.toString(),
    payer: line.payerName === null ? null : payerNameKey(line.payerName),
    named: line.bankReference !== null,
  }));
  const { rows } = await tx.execute<{ index: number }>(
    sql`select w.index from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as w (index int, account uuid, day date, amount bigint, payer text, named boolean)
     where exists (select from bank_lines l where l.receiving_account_id = w.account and l.booked_on = w.day and l.amount_minor = w.amount
       and l.direction = 'credit' and l.payer_name_key is not distinct from w.payer and (l.bank_reference is not null) <> w.named
       and l.file_id <> ${uuidOf(fileId)}::uuid)`,
  );
  return new Set(rows.flatMap(({ index }) => lines[index] ?? []));
}
