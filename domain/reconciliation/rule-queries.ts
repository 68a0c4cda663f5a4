import { sql } from 'drizzle-orm';
import { database } from '@/db/client';
import type { ReadScope } from '@/domain/read-scope';
import { instantKey, keyset, type Page, type PageRequest, readPage } from '@/lib/cursor';
import { type Id, idFromUuid, uuidOf } from '@/lib/id';
import { payerNameKey } from '@/lib/payer-name';
import { containsPattern } from '@/lib/search-text';
import { type NamedOrganization, organizationOf } from './named-organization';

/** Which rules are wanted: `q` is part of a payer's name. */
export interface PayerRuleFilter {
  readonly q?: string | undefined;
  readonly isEnded?: boolean | undefined;
}

/** That a payer's transfers are suggested for a partner. */
export interface PayerRuleRow {
  readonly id: Id<'payerRule'>;
  readonly payerName: string;
  readonly payerAccount: string | null;
  readonly partner: NamedOrganization | null;
  /** The transaction it was made from. */
  readonly lineId: Id<'bankLine'> | null;
  readonly madeBy: string | null;
  readonly createdAt: Date;
  readonly endedAt: Date | null;
  readonly endedBy: string | null;
}

type Row = {
  id: string;
  key: string;
  payer_name: string;
  payer_account: string | null;
  partner_id: string;
  partner_name: string;
  partner_name_en: string | null;
  line_id: string | null;
  made_by: string | null;
  created_at: string;
  ended_at: string | null;
  ender: string | null;
};

/** Rules, the newest first. The operator's list: for anybody else it is empty. */
export async function listPayerRules(
  scope: ReadScope,
  { q = '', isEnded = false }: PayerRuleFilter,
  page: PageRequest<'payerRule'>,
): Promise<Page<PayerRuleRow>> {
  const nameKey = payerNameKey(q);
  const where = sql.join(
    [
      scope.everyOrganization ? sql`r.organization_id = ${uuidOf(scope.organizationId)}::uuid` : sql`false`,
      isEnded ? sql`r.ended_at is not null` : sql`r.ended_at is null`,
      ...(nameKey === '' ? [] : [sql`r.payer_name_key like ${containsPattern(nameKey)}`]),
    ],
    sql` and `,
  );
  const { rows, before, after } = await readPage(page, {
    read: async (position) => {
      const list = keyset(position, { key: sql`r.created_at`, sort: 'instant', id: sql`r.id` });
      const found = await database().execute<Row>(
        sql`select r.*, ${instantKey(sql`r.created_at`)} as key, o.name as partner_name, o.name_en as partner_name_en, u.name as made_by,
            e.name as ender
          from payer_rules r join organizations o on o.id = r.partner_id left join users u on u.id = r.user_id left join users e on e.id = r.ended_by
         where ${where} and ${list.where} order by ${list.orderBy} limit ${position.limit}`,
      );
      return found.rows;
    },
    cursorOf: (row) => ({ key: row.key, id: idFromUuid('payerRule', row.id) }),
  });
  return { rows: rows.map(rowOf), before, after };
}

const rowOf = (row: Row): PayerRuleRow => ({
  id: idFromUuid('payerRule', row.id),
  payerName: row.payer_name,
  payerAccount: row.payer_account,
  partner: organizationOf(row.partner_id, row.partner_name, row.partner_name_en),
  lineId: row.line_id === null ? null : idFromUuid('bankLine', row.line_id),
  madeBy: row.made_by,
  createdAt: new Date(row.created_at),
  endedAt: row.ended_at === null ? null : new Date(row.ended_at),
  endedBy: row.ender,
});
