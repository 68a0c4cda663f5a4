import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';

/** A name whose transfers may be credited to an organization: its own, in one of its languages, or that of an entrusted payer. */
export interface PayerName {
  /** As names are compared: see lib/payer-name.ts. Never empty. */
  readonly nameKey: string;
  /** The agreement it pays under; null for the organization itself. */
  readonly entrustedPayerId: Id<'entrustedPayer'> | null;
}

/** An agreement that counts: neither void nor past its end. For use in `where`, with the table's own columns in reach. */
export const payerIsEffective = sql`(voided_at is null and (expires_at is null or expires_at > clock_timestamp()))`;

/**
 * Who may pay for each of these partners at this moment: itself, by the name it goes by in either language, and its entrusted payers. A name
 * that is its own stands once, as its own.
 *
 * @returns an entry for every partner at the top of a tree among them; nobody else receives transfers
 * @source spec/06 §6.2, §6.3, spec/13 L14
 */
export async function payerNamesOf(
  tx: Transaction,
  organizationIds: readonly Id<'organization'>[] | 'every',
): Promise<ReadonlyMap<Id<'organization'>, readonly PayerName[]>> {
  const isMeant =
    organizationIds === 'every' ? sql`true` : sql`o.id = any(${sql.param(organizationIds.map(uuidOf))}::uuid[])`;
  const { rows } = await tx.execute<{ id: string; name: string; name_en: string | null; payers: [string, string][] }>(
    sql`select o.id, o.name, o.name_en, coalesce(p.payers, '[]'::jsonb) as payers
      from organizations o left join lateral (
        select jsonb_agg(jsonb_build_array(name_key, id) order by created_at, id) as payers
          from entrusted_payers where organization_id = o.id and ${payerIsEffective}) p on true
     where o.kind in ('distributor', 'solution_provider', 'subsidised_partner') and ${isMeant}`,
  );
  return new Map(rows.map((row) => [idFromUuid('organization', row.id), namesOf(row)]));
}

/** The keys of an organization's own names. */
export const ownNameKeys = (names: { readonly name: string; readonly nameEn: string | null }): ReadonlySet<string> =>
  new Set([names.name, names.nameEn ?? ''].map(payerNameKey).filter((key) => key !== ''));

function namesOf(row: { name: string; name_en: string | null; payers: [string, string][] }): PayerName[] {
  const own = ownNameKeys({ name: row.name, nameEn: row.name_en });
  const others = row.payers
    .filter(([nameKey]) => !own.has(nameKey))
    .map(([nameKey, id]) => ({ nameKey, entrustedPayerId: idFromUuid('entrustedPayer', id) }));
  return [...[...own].map((nameKey) => ({ nameKey, entrustedPayerId: null })), ...others];
}
