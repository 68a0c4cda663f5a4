import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Currency, type Money, wholeUnits } from '@/lib/money';
import { payerNameKey } from '@/lib/payer-name';

/** How the payer's name stands to the partner that claims: why nothing was credited by itself. */
export type PayerStanding = 'own_name' | 'agreed' | 'agreement_over' | 'unknown_payer' | 'no_name';

/** What the operator looks at to judge a claim: the transfer as the bank wrote it, and what speaks for and against. */
export interface ClaimReview {
  readonly line: {
    readonly id: Id<'bankLine'>;
    readonly isOpen: boolean;
    readonly payerName: string | null;
    readonly payerAccount: string | null;
    readonly virtualNumber: string | null;
    readonly remittanceText: string | null;
    readonly bankReference: string | null;
    readonly receivingAccount: string;
    readonly arrivedAt: Date;
  };
  readonly standing: PayerStanding;
  /** Open claims of other partners to the same transfer. */
  readonly others: readonly {
    readonly id: Id<'remittanceClaim'>;
    readonly name: string;
    readonly nameEn: string | null;
  }[];
  /** The decision that waits for a second person, whoever it is for. */
  readonly openPostingId: Id<'bankPosting'> | null;
  /** From this amount on a second person decides. */
  readonly secondPersonFrom: Money;
}

/** What there is to judge a claim by. For anybody but the operator there is nothing. */
export async function findClaimReview(
  scope: ReadScope,
  claimId: Id<'remittanceClaim'>,
): Promise<ClaimReview | undefined> {
  if (!scope.everyOrganization) return undefined;
  const { rows } = await database().execute<Row>(
    sql`select l.id as line_id, l.state = 'suspense' as is_open, l.payer_name, l.payer_name_key, l.payer_account, l.virtual_number, l.remittance_text,
        l.bank_reference, l.created_at, l.currency, r.bank_name || ' ' || r.account_number as receiving_account, o.name, o.name_en,
        (select coalesce(bool_or(e.voided_at is null and (e.expires_at is null or e.expires_at > clock_timestamp())), null) from entrusted_payers e
          where e.organization_id = c.organization_id and e.name_key = l.payer_name_key) as has_agreement,
        (select p.id from bank_postings p where p.line_id = l.id and p.state = 'proposed') as posting_id
      from remittance_claims c join bank_lines l on l.id = c.line_id join receiving_accounts r on r.id = l.receiving_account_id
        join organizations o on o.id = c.organization_id
     where c.id = ${uuidOf(claimId)}::uuid`,
  );
  const [row] = rows;
  if (!row) return undefined;
  const [others, settings] = [await readOthers(claimId), await readSettings(database())];
  return {
    line: {
      id: idFromUuid('bankLine', row.line_id),
      isOpen: row.is_open,
      payerName: row.payer_name,
      payerAccount: row.payer_account,
      virtualNumber: row.virtual_number,
      remittanceText: row.remittance_text,
      bankReference: row.bank_reference,
      receivingAccount: row.receiving_account,
      arrivedAt: new Date(row.created_at),
    },
    standing: standingOf(row),
    others,
    openPostingId: row.posting_id === null ? null : idFromUuid('bankPosting', row.posting_id),
    secondPersonFrom: wholeUnits(settings.review_alone_below, row.currency),
  };
}

type Row = {
  line_id: string;
  is_open: boolean;
  payer_name: string | null;
  payer_name_key: string | null;
  payer_account: string | null;
  virtual_number: string | null;
  remittance_text: string | null;
  bank_reference: string | null;
  created_at: string;
  currency: Currency;
  receiving_account: string;
  name: string;
  name_en: string | null;
  has_agreement: boolean | null;
  posting_id: string | null;
};

function standingOf(row: Row): PayerStanding {
  if (!row.payer_name_key) return 'no_name';
  const names = [row.name, ...(row.name_en === null ? [] : [row.name_en])];
  if (names.some((name) => payerNameKey(name) === row.payer_name_key)) return 'own_name';
  if (row.has_agreement === null) return 'unknown_payer';
  return row.has_agreement ? 'agreed' : 'agreement_over';
}

async function readOthers(claimId: Id<'remittanceClaim'>): Promise<ClaimReview['others']> {
  const { rows } = await database().execute<{ id: string; name: string; name_en: string | null }>(
    sql`select c.id, o.name, o.name_en from remittance_claims m join remittance_claims c on c.line_id = m.line_id and c.id <> m.id
        join organizations o on o.id = c.organization_id
     where m.id = ${uuidOf(claimId)}::uuid and c.state = 'submitted' order by c.created_at, c.id limit 20`,
  );
  return rows.map((row) => ({ id: idFromUuid('remittanceClaim', row.id), name: row.name, nameEn: row.name_en }));
}
