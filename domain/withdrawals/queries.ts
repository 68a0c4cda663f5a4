import { type SQL, sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { WithdrawalRoute } from '@/db/schema/withdrawals';
import type { ReadScope } from '@/domain/read-scope';
import { readSettings } from '@/domain/settings/read-settings';
import { instantKey, keyset, type Page, type PageRequest, type Position, readPage } from '@/lib/cursor';
import { type Id, idFromBare, idFromUuid, idFromWire, isId, uuidOf } from '@/lib/id';
import { type Currency, type Money, money } from '@/lib/money';
import { containsPattern, searchText } from '@/lib/search-text';
import type { WithdrawalKind, WithdrawalState } from './model';
import { withdrawalNumber } from './payments';

/** Which withdrawals are wanted. `q` is a number or an id of one, and for the operator also an id or part of the name of a partner. */
export interface WithdrawalFilter {
  readonly q?: string | undefined;
  readonly state?: WithdrawalState | undefined;
  readonly kind?: WithdrawalKind | undefined;
  readonly route?: WithdrawalRoute | undefined;
  readonly paymentFileId?: Id<'paymentFile'> | undefined;
}

/** A withdrawal in a list. */
export interface WithdrawalLine {
  readonly id: Id<'withdrawal'>;
  readonly number: string;
  readonly organization: { readonly id: Id<'organization'>; readonly name: string; readonly nameEn: string | null };
  readonly kind: WithdrawalKind;
  readonly route: WithdrawalRoute;
  readonly state: WithdrawalState;
  readonly amount: Money;
  readonly requestedBy: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** Withdrawals of the reader's organization, the newest first; for the operator those of every partner. */
export async function listWithdrawals(
  scope: ReadScope,
  filter: WithdrawalFilter,
  page: PageRequest<'withdrawal'>,
): Promise<Page<WithdrawalLine>> {
  const found = await readPage(page, {
    read: (position) => readLines(conditionsOf(scope, filter), position),
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('withdrawal', row.id) }),
  });
  return { ...found, rows: found.rows.map(lineOf) };
}

/** How many withdrawals are wanted: of the reader's organization, for the operator of every partner. */
export async function countWithdrawals(
  scope: ReadScope,
  filter: Pick<WithdrawalFilter, 'state' | 'route'>,
): Promise<number> {
  const { rows } = await database().execute<{ count: string }>(
    sql`select count(*) as count from withdrawals w where ${conditionsOf(scope, filter)}`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** Of several withdrawals by their ids those that the reader may see, in the order of their age. */
export async function listChosenWithdrawals(
  scope: ReadScope,
  ids: readonly Id<'withdrawal'>[],
): Promise<WithdrawalLine[]> {
  if (ids.length === 0) return [];
  const chosen = sql`${conditionsOf(scope, {})} and w.id = any(${sql.param(ids.map(uuidOf))}::uuid[])`;
  return (await readLines(chosen, { from: undefined, isBackward: false, limit: ids.length })).map(lineOf);
}

/** The withdrawal a request key of this organization has asked for, if it has: lets a review that is opened again say so. */
export async function findRequested(scope: ReadScope, requestKey: string): Promise<Id<'withdrawal'> | undefined> {
  const { rows } = await database().execute<{ result_id: string }>(
    sql`select result_id from command_receipts where organization_id = ${uuidOf(scope.organizationId)}::uuid
      and command = 'withdrawals.request' and request_key = ${requestKey}`,
  );
  return rows[0] && idFromUuid('withdrawal', rows[0].result_id);
}

/** Working days within which an approved withdrawal arrives, as the operator has set it. */
export const getArrivalDays = async (_scope: ReadScope): Promise<number> =>
  (await readSettings(database())).withdrawal_days;

/** The condition under which `w` is a withdrawal the reader may see. */
const inReach = (scope: ReadScope): SQL =>
  scope.everyOrganization ? sql`true` : sql`w.organization_id = ${uuidOf(scope.organizationId)}::uuid`;

function conditionsOf(scope: ReadScope, { q, state, kind, route, paymentFileId }: WithdrawalFilter): SQL {
  const text = searchText(q);
  return sql.join(
    [
      inReach(scope),
      ...(state ? [sql`w.state = ${state}`] : []),
      ...(kind ? [sql`w.kind = ${kind}`] : []),
      ...(route ? [sql`w.route = ${route}`] : []),
      ...(paymentFileId ? [sql`w.payment_file_id = ${uuidOf(paymentFileId)}::uuid`] : []),
      ...(text ? [matches(scope, text)] : []),
    ],
    sql` and `,
  );
}

function matches(scope: ReadScope, text: string): SQL {
  const id = isId('withdrawal', text) ? text : /^WD/i.test(text) && idFromBare('withdrawal', text.slice(2, 28));
  if (id) return sql`w.id = ${uuidOf(id)}::uuid`;
  if (!scope.everyOrganization) return sql`false`;
  const organizationId = isId('organization', text) ? text : idFromWire('organization', text);
  if (organizationId) return sql`w.organization_id = ${uuidOf(organizationId)}::uuid`;
  return sql`w.organization_id in (select s.id from organizations s where s.search_text like lower(${containsPattern(text)}))`;
}

type Row = {
  id: string;
  key: string;
  organization_id: string;
  name: string;
  name_en: string | null;
  kind: WithdrawalKind;
  route: WithdrawalRoute;
  state: WithdrawalState;
  amount_minor: string;
  currency: Currency;
  requested_by: string | null;
  created_at: string;
  updated_at: string;
};

async function readLines(where: SQL, position: Position<'withdrawal'>): Promise<Row[]> {
  const page = keyset(position, { key: sql`w.created_at`, sort: 'instant', id: sql`w.id` });
  const { rows } = await database().execute<Row>(
    sql`select w.id, ${instantKey(sql`w.created_at`)} as key, w.organization_id, o.name, o.name_en, w.kind, w.route, w.state, w.amount_minor, w.currency,
        u.name as requested_by, w.created_at, w.updated_at
      from withdrawals w join organizations o on o.id = w.organization_id left join users u on u.id = w.user_id
     where ${where} and ${page.where} order by ${page.orderBy} limit ${position.limit}`,
  );
  return rows;
}

function lineOf(row: Row): WithdrawalLine {
  const id = idFromUuid('withdrawal', row.id);
  return {
    id,
    number: withdrawalNumber(id),
    organization: { id: idFromUuid('organization', row.organization_id), name: row.name, nameEn: row.name_en },
    kind: row.kind,
    route: row.route,
    state: row.state,
    amount: money(BigInt(row.amount_minor), row.currency),
    requestedBy: row.requested_by,
    createdAt: new Date(row.created_at),
    updatedAt: new Date(row.updated_at),
  };
}
