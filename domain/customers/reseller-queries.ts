import { and, eq, type SQL, sql } from 'drizzle-orm';
import { database, schema } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromWire, isId } from '@/lib/id';
import { maskEmail, maskMobile } from '@/lib/mask';
import { type Money, money } from '@/lib/money';
import { containsPattern, mobileDigits, searchText } from '@/lib/search-text';

const { organizations, ledgerAccounts, ledgerBalances } = schema;

/** Which of a distributor's resellers are wanted. `q` is part of a name or account name, a whole id, or a whole mobile number. */
export interface ResellerFilter {
  readonly q?: string | undefined;
  readonly state?: 'active' | 'frozen' | undefined;
}

/** A reseller as its distributor sees it. Personal data are masked. */
export interface ResellerRow {
  readonly id: Id<'organization'>;
  readonly name: string;
  readonly nameEn: string | null;
  readonly accountName: string;
  readonly mobile: string | null;
  readonly email: string | null;
  readonly associatedAt: Date;
  readonly state: 'active' | 'frozen';
  readonly balance: Money;
  /** It may freeze its customers itself. */
  readonly freezesCustomers: boolean;
}

/** A page of the distributor's own resellers, the newest first. Nobody else has any. @source spec/04 §4.2 */
export async function listResellers(
  scope: ReadScope,
  filter: ResellerFilter,
  page: PageRequest<'organization'>,
): Promise<Page<ResellerRow>> {
  const { rows, before, after } = await readPage(page, {
    read: (position) => readResellers(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: row.id }),
  });
  return { rows: rows.map(presentRow), before, after };
}

/** One of the distributor's own resellers. Undefined for any other id, whether it exists or not. */
export async function findReseller(scope: ReadScope, id: Id<'organization'>): Promise<ResellerRow | undefined> {
  const first = { from: undefined, isBackward: false, limit: 1 };
  const [row] = await readResellers([...conditionsOf(scope, {}), eq(organizations.id, id)], first);
  return row && presentRow(row);
}

function conditionsOf(scope: ReadScope, { q, state }: ResellerFilter): (SQL | undefined)[] {
  const text = searchText(q);
  return [
    eq(organizations.parentId, scope.organizationId),
    state && eq(organizations.state, state),
    text === undefined ? undefined : matches(text),
  ];
}

function matches(q: string): SQL {
  const lower = q.toLowerCase();
  const id = isId('organization', lower) ? lower : idFromWire('organization', lower);
  if (id) return eq(organizations.id, id);
  const mobile = mobileDigits(q);
  return sql`(${organizations.searchText} like lower(${containsPattern(q)}) or ${organizations.mobile} = ${mobile ?? null})`;
}

async function readResellers(conditions: readonly (SQL | undefined)[], position: Position<'organization'>) {
  const page = keyset(position, {
    key: sql`${organizations.createdAt}`,
    sort: 'instant',
    id: sql`${organizations.id}`,
  });
  return database()
    .select({
      id: organizations.id,
      key: instantKey(sql`${organizations.createdAt}`),
      name: organizations.name,
      nameEn: organizations.nameEn,
      accountName: organizations.accountName,
      mobile: organizations.mobile,
      email: organizations.email,
      associatedAt: organizations.createdAt,
      state: organizations.state,
      freezesCustomers: organizations.freezesCustomers,
      currency: organizations.currency,
      balanceMinor: sql<string>`coalesce(${ledgerBalances.creditsMinor} - ${ledgerBalances.debitsMinor}, 0)`,
    })
    .from(organizations)
    .leftJoin(
      ledgerAccounts,
      sql`${ledgerAccounts.ownerId} = ${organizations.id} and ${ledgerAccounts.purpose} = 'funds'
        and ${ledgerAccounts.unitCode} = ${organizations.currency}`,
    )
    .leftJoin(ledgerBalances, eq(ledgerBalances.accountId, ledgerAccounts.id))
    .where(and(...conditions, page.where))
    .orderBy(page.orderBy)
    .limit(position.limit);
}

function presentRow(row: Awaited<ReturnType<typeof readResellers>>[number]): ResellerRow {
  const { key: _key, currency, balanceMinor, ...rest } = row;
  return {
    ...rest,
    mobile: maskMobile(rest.mobile),
    email: maskEmail(rest.email),
    balance: money(BigInt(balanceMinor), currency),
  };
}
