import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';

/**
 * The agreement in effect by which somebody of that name pays for the partner.
 *
 * @param nameKey as names are compared (`payerNameKey`)
 * @returns null where there is none: it pays itself, or a person has decided
 */
export async function effectivePayer(
  tx: Transaction,
  partnerId: Id<'organization'>,
  nameKey: string | null,
): Promise<Id<'entrustedPayer'> | null> {
  const { rows } = await tx.execute<{ id: string }>(
    sql`select id from entrusted_payers where organization_id = ${uuidOf(partnerId)}::uuid and name_key = ${nameKey}
      and voided_at is null and (expires_at is null or expires_at > clock_timestamp())`,
  );
  return rows[0] ? idFromUuid('entrustedPayer', rows[0].id) : null;
}
