import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { OrganizationKind } from '@/db/schema/identity';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, idFromWire, isId, uuidOf } from '@/lib/id';
import { type Money, money } from '@/lib/money';
import { containsPattern, searchText } from '@/lib/search-text';
import type { Terms } from './model';

/** A partner at the top of a tree as the operator sees its money. */
export interface CreditPartner {
  readonly id: Id<'organization'>;
  readonly kind: OrganizationKind;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly terms: Terms;
  /** Its own money, never below zero. */
  readonly recharge: Money;
  readonly creditUsed: Money;
  readonly available: Money;
}

/** The partners that can be lent to, the newest first. The operator's list: for anybody else it is empty. */
export async function listCreditPartners(
  scope: ReadScope,
  { q }: { readonly q?: string | undefined },
  page: PageRequest<'organization'>,
): Promise<Page<CreditPartner>> {
  const text = searchText(q);
  const { rows, before, after } = await readPage(page, {
    read: (position) => readPartners(scope, text === undefined ? sql`true` : matches(text), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('organization', row.id) }),
  });
  return { rows: rows.map((row) => partnerOf(row, scope)), before, after };
}

/** One of them. Undefined for everything else, and for everybody but the operator. */
export async function findCreditPartner(scope: ReadScope, id: Id<'organization'>): Promise<CreditPartner | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readPartners(scope, sql`o.id = ${uuidOf(id)}::uuid`, first);
  return row && partnerOf(row, scope);
}

function matches(text: string): SQL {
  const lower = text.toLowerCase();
  const id = isId('organization', lower) ? lower : idFromWire('organization', lower);
  if (id) return sql`o.id = ${uuidOf(id)}::uuid`;
  return sql`o.search_text like lower(${containsPattern(text)})`;
}

type Row = {
  id: string;
  key: string;
  kind: OrganizationKind;
  name: string;
  name_en: string | null;
  account_name: string;
  net: string;
  credit: string;
  designated: string;
  owed: string;
};

/** Pages walk the index of partners by their time; terms and balance are looked up for the rows of one page only. */
async function readPartners(scope: ReadScope, where: SQL, position: Position<'organization'>): Promise<Row[]> {
  if (!scope.everyOrganization) return [];
  const page = keyset(position, { key: sql`o.created_at`, sort: 'instant', id: sql`o.id` });
  const { rows } = await database().execute<Row>(
    sql`select o.*, coalesce(b.credits_minor - b.debits_minor, 0) as net, coalesce(c.credit_limit_minor, 0) as credit,
        coalesce(c.designated_minor, 0) as designated, coalesce(c.owed_invoices_minor, 0) as owed
      from (select o.id, o.kind, o.name, o.name_en, o.account_name, o.created_at, ${instantKey(sql`o.created_at`)} as key from organizations o
             where o.kind <> 'customer' and o.kind in ('distributor', 'solution_provider') and ${where} and ${page.where}
             order by ${page.orderBy} limit ${position.limit}) o
      left join ledger_accounts a on a.owner_id = o.id and a.purpose = 'funds' and a.unit_code = ${scope.currency}
      left join ledger_balances b on b.account_id = a.id
      left join lateral (select * from credit_terms where account_id = a.id order by created_at desc, id desc limit 1) c on true
     order by ${page.orderBy}`,
  );
  return rows;
}

function partnerOf(row: Row, { currency }: ReadScope): CreditPartner {
  const [net, limit, designated] = [BigInt(row.net), BigInt(row.credit), BigInt(row.designated)];
  const of = (minor: bigint): Money => money(minor, currency);
  return {
    id: idFromUuid('organization', row.id),
    kind: row.kind,
    name: row.name,
    nameEn: row.name_en,
    accountName: row.account_name,
    terms: { creditLimit: of(limit), designated: of(designated), owedInvoices: of(BigInt(row.owed)) },
    recharge: of(net > 0n ? net : 0n),
    creditUsed: of(net < 0n ? -net : 0n),
    available: of(net + limit - designated),
  };
}
