import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type NamedOrganization, organizationOf } from './named-organization';

/** A transfer that was recorded by hand and that no line of a file has been yet. */
export interface RecordedTransfer {
  readonly id: Id<'bankTransfer'>;
  readonly partner: NamedOrganization | null;
  readonly payerName: string;
  readonly bankReference: string;
  readonly receivedOn: string;
  /** How many days lie between the day it was recorded with and the one the bank books. */
  readonly daysApart: number;
}

const shownMax = 10;

/**
 * The transfers recorded by hand that a line in suspense may be: of its amount, and no line yet; the nearest days first. Nothing for lines that are
 * not in suspense, and for everybody but the operator.
 *
 * @source docs/decisions/0024-reversals.md
 */
export async function listRecordedAlike(
  scope: ReadScope,
  lineId: Id<'bankLine'>,
): Promise<readonly RecordedTransfer[]> {
  if (!scope.everyOrganization) return [];
  type Row = {
    id: string;
    organization_id: string;
    name: string;
    name_en: string | null;
    payer_name: string;
    bank_reference: string;
    received_on: string;
    days: number;
  };
  const { rows } = await database().execute<Row>(
    sql`select b.id, b.organization_id, o.name, o.name_en, b.payer_name, b.bank_reference, b.received_on::text as received_on,
        abs(b.received_on - l.booked_on) as days
      from bank_lines l join bank_transfers b on b.line_id is null and b.amount_minor = l.amount_minor and b.currency = l.currency
      join organizations o on o.id = b.organization_id
     where l.id = ${uuidOf(lineId)}::uuid and l.organization_id = ${uuidOf(scope.organizationId)}::uuid and l.state = 'suspense'
       and not exists (select from bank_lines k where k.recorded_id = b.id)
       and not exists (select from bank_postings p where p.recharge_id = b.id and p.kind = 'recorded' and p.state in ('proposed', 'done'))
     order by days, b.received_on desc, b.id desc limit ${shownMax}`,
  );
  return rows.map((row) => ({
    id: idFromUuid('bankTransfer', row.id),
    partner: organizationOf(row.organization_id, row.name, row.name_en),
    payerName: row.payer_name,
    bankReference: row.bank_reference,
    receivedOn: row.received_on,
    daysApart: row.days,
  }));
}
