import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import { type AccountId, fundsAccounts } from '@/domain/ledger/post';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import type { Currency } from '@/lib/money';

/** For whom transfers are recorded by hand: a reseller's money comes from its distributor. */
export const kindsRecordedFor: readonly OrganizationKind[] = ['distributor', 'solution_provider', 'subsidised_partner'];

/** Keeps imports away until the transaction ends: they hold the operator's row alone, so no reference is booked by hand and by a file both. */
export async function holdHandRecording(tx: Transaction, operatorId: Id<'organization'>): Promise<void> {
  await tx.execute(sql`select 1 from organizations where id = ${uuidOf(operatorId)}::uuid for share`);
}

/**
 * Of these references, which are credited already or known from a bank's file: so that the answer is a clear one. Between two at once the unique
 * index decides.
 */
export async function bookedReferences(tx: Transaction, references: readonly string[]): Promise<Set<string>> {
  const all = sql.param(references);
  const { rows } = await tx.execute<{ bank_reference: string }>(
    sql`select bank_reference from bank_transfers where bank_reference = any(${all}::text[])
      union all select bank_reference from bank_lines where bank_reference = any(${all}::text[]) and direction = 'credit'`,
  );
  return new Set(rows.map((row) => row.bank_reference));
}

/** Of these days (`YYYY-MM-DD`), which have not come yet anywhere on earth: nothing has arrived on them. */
export async function daysAhead(tx: Transaction, days: readonly string[]): Promise<Set<string>> {
  const { rows } = await tx.execute<{ day: string }>(
    sql`select day::text from unnest(${sql.param(days)}::date[]) day where day > (clock_timestamp() at time zone 'Etc/GMT-14')::date`,
  );
  return new Set(rows.map((row) => row.day));
}

/** A partner for whom a transfer can be recorded, with its account, held shared; undefined for everybody else. */
export async function findRecordedFor(
  tx: Transaction,
  partnerId: Id<'organization'>,
  currency: Currency,
): Promise<{ readonly rootId: Id<'organization'>; readonly funds: AccountId } | undefined> {
  const { rows } = await tx.execute<{ root_id: string; kind: OrganizationKind }>(
    sql`select root_id, kind from organizations where id = ${uuidOf(partnerId)}::uuid for share`,
  );
  const [partner] = rows;
  if (!partner || !kindsRecordedFor.includes(partner.kind)) return undefined;
  const funds = (await fundsAccounts(tx, [partnerId], currency)).get(partnerId);
  return funds === undefined ? undefined : { rootId: idFromUuid('organization', partner.root_id), funds };
}
