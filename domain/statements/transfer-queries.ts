import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { AccountPurpose, FundsTransferKind } from '@/db/schema/ledger';
import { findCustomerParty, findResellerParty } from '@/domain/funds/party-queries';
import type { ReadScope } from '@/domain/read-scope';
import { asKind, type Id, idFromUuid, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { type Originated, originsOf } from './line-origins';
import { type TransferActor, whoMoved } from './transfer-actor-queries';

/** What a transfer did to one account. */
export interface Leg {
  readonly purpose: AccountPurpose;
  readonly owner: { readonly name: string; readonly nameEn: string | null };
  readonly change: Money;
  /** Told of the reader's own accounts, and of those of its customers and resellers while they are its. */
  readonly balances: { readonly before: Money; readonly after: Money } | undefined;
}

/** A bank transfer behind a recharge, as far as its partner sees it. */
export interface BankFacts {
  readonly payerName: string;
  /** It is a person with whom there is an agreement. */
  readonly isByPerson: boolean;
  readonly payerAccount: string | null;
  readonly bankReference: string;
  readonly receivedOn: string;
  readonly isRecognised: boolean;
  readonly payerId: Id<'entrustedPayer'> | null;
  readonly claimId: Id<'remittanceClaim'> | null;
}

export interface TransferDetail {
  readonly id: Id<'transfer'>;
  readonly kind: FundsTransferKind;
  readonly amount: Money;
  readonly at: Date;
  /** The one that went out first. */
  readonly legs: readonly Leg[];
  readonly document: Originated | undefined;
  readonly bank: BankFacts | undefined;
  readonly actor: TransferActor | undefined;
}

/**
 * A transfer on an account of money of the reader's organization; undefined for all others, as for those that do not exist.
 *
 * @source spec/06 §6.4, design/differentiators.md X11
 */
export async function findTransfer(scope: ReadScope, id: Id<'transfer'>): Promise<TransferDetail | undefined> {
  const legs = await readLegs(scope, id);
  const [first] = legs;
  if (!first || !legs.some(({ owner_id: owner }) => isReader(scope, owner))) return undefined;
  const documents = await originsOf(scope, database(), [id]);
  const document = documents.get(id);
  const [shown, bank, actor] = await Promise.all([
    Promise.all(legs.map((leg) => legOf(scope, leg))),
    document?.origin.kind === 'bank_transfer' ? findBankFacts(scope, document.origin.id) : undefined,
    whoMoved(scope, id, document?.origin),
  ]);
  const amount = money(BigInt(first.amount_minor), scope.currency);
  const size = amount.minor < 0n ? money(-amount.minor, scope.currency) : amount;
  return { id, kind: first.kind, amount: size, at: new Date(first.created_at), legs: shown, document, bank, actor };
}

type LegRow = {
  kind: FundsTransferKind;
  created_at: Date;
  owner_id: string;
  owner_kind: string;
  purpose: AccountPurpose;
  name: string;
  name_en: string | null;
  amount_minor: string;
  net: string;
};

const isReader = (scope: ReadScope, owner: string): boolean =>
  idFromUuid('organization', owner) === scope.organizationId;

/** Found by account and moment: entries have no index by transfer. Coupons are counted in another unit. */
async function readLegs(scope: ReadScope, id: Id<'transfer'>): Promise<LegRow[]> {
  const { rows } = await database().execute<LegRow>(
    sql`select t.kind, t.created_at, l.owner_id, o.kind as owner_kind, l.purpose, o.name, o.name_en, e.amount_minor, e.credits_after - e.debits_after as net
      from ledger_transfers t
      join ledger_entries e on e.account_id in (t.debit_id, t.credit_id) and e.created_at = t.created_at and e.transfer_id = t.id
      join ledger_accounts l on l.id = e.account_id join organizations o on o.id = l.owner_id
     where t.id = ${uuidOf(id)}::uuid and t.unit_code = ${scope.currency} order by e.amount_minor`,
  );
  return rows;
}

async function legOf(scope: ReadScope, row: LegRow): Promise<Leg> {
  const change = money(BigInt(row.amount_minor), scope.currency);
  const after = money(BigInt(row.net), scope.currency);
  const isTold = isReader(scope, row.owner_id) || (await isOwnParty(scope, row));
  return {
    purpose: row.purpose,
    owner: { name: row.name, nameEn: row.name_en },
    change,
    balances: isTold ? { before: money(after.minor - change.minor, scope.currency), after } : undefined,
  };
}

async function isOwnParty(scope: ReadScope, { owner_id: owner, owner_kind: kind }: LegRow): Promise<boolean> {
  const id = idFromUuid('organization', owner);
  if (kind === 'customer') return (await findCustomerParty(scope, asKind('customer', id))) !== undefined;
  return kind === 'reseller' && (await findResellerParty(scope, id)) !== undefined;
}

async function findBankFacts(scope: ReadScope, id: Id<'bankTransfer'>): Promise<BankFacts | undefined> {
  type Row = {
    payer_name: string;
    payer_account: string | null;
    bank_reference: string;
    received_on: string;
    is_recognised: boolean;
    payer_id: string | null;
    is_by_person: boolean;
    claim_id: string | null;
  };
  const own = sql`${uuidOf(scope.organizationId)}::uuid`;
  const { rows } = await database().execute<Row>(
    sql`select b.payer_name, b.payer_account, b.bank_reference, to_char(b.received_on, 'YYYY-MM-DD') as received_on, b.line_id is not null as is_recognised,
        p.id as payer_id, coalesce(p.payer_type = 'individual', false) as is_by_person, c.id as claim_id
      from bank_transfers b left join entrusted_payers p on p.id = b.entrusted_payer_id and p.organization_id = ${own}
      left join bank_postings g on g.transfer_id = b.transfer_id
      left join remittance_claims c on c.id = g.claim_id and c.organization_id = ${own}
     where b.id = ${uuidOf(id)}::uuid and b.organization_id = ${own}`,
  );
  const [row] = rows;
  return (
    row && {
      payerName: row.payer_name,
      isByPerson: row.is_by_person,
      payerAccount: row.payer_account,
      bankReference: row.bank_reference,
      receivedOn: row.received_on,
      isRecognised: row.is_recognised,
      payerId: row.payer_id === null ? null : idFromUuid('entrustedPayer', row.payer_id),
      claimId: row.claim_id === null ? null : idFromUuid('remittanceClaim', row.claim_id),
    }
  );
}
