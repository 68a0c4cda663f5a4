import { sql } from 'drizzle-orm';
import type { Transaction } from '@/db/client';
import type { OrganizationKind } from '@/domain/actor';
import { inJob, job, jobActor } from '@/domain/job';
import { readSettings } from '@/domain/settings/read-settings';
import { keepTrail } from '@/domain/trail';
import { idFromUuid } from '@/lib/id';
import { type Currency, formatMoney, money } from '@/lib/money';

/** Of how many lines one step tells. */
const stepMax = 500;

/** What is told of, by the state of the lines. */
const told = { suspense: 'suspense.overdue', reversal: 'reversal.overdue' } as const;
type Overdue = keyof typeof told;

/**
 * Tells the operator of what has lain in suspense, and of reversals that have been open, for longer than `suspense_alert_days`: of each line once, of
 * many together.
 *
 * @source design/differentiators.md X4
 */
export const alertSuspense = job('alert-suspense', async () => {
  const lines = await inJob((tx) => tellOfOverdue(tx, 'suspense'));
  return lines + (await inJob((tx) => tellOfOverdue(tx, 'reversal')));
});

type Row = {
  id: string;
  root_id: string;
  kind: OrganizationKind;
  time_zone: string;
  currency: Currency;
  lines: number;
  total: string;
};

async function tellOfOverdue(tx: Transaction, state: Overdue): Promise<number> {
  const { suspense_alert_days: days } = await readSettings(tx);
  const { rows } = await tx.execute<Row>(sql`
    with due as (
      select id from bank_lines where state = ${state} and state in ('suspense', 'reversal') and alerted_at is null and created_at <= now() - make_interval(days => ${days})
       order by created_at limit ${stepMax} for no key update skip locked),
    told as (
      update bank_lines l set alerted_at = clock_timestamp() from due where l.id = due.id returning l.organization_id, l.currency, l.amount_minor)
    select o.id, o.root_id, o.kind, o.time_zone, t.currency, count(*)::int as lines, sum(t.amount_minor) as total
      from told t join organizations o on o.id = t.organization_id group by o.id, t.currency`);
  for (const row of rows) {
    const [id, rootId] = [idFromUuid('organization', row.id), idFromUuid('organization', row.root_id)];
    const { kind, currency, lines } = row;
    const facts = { amount: formatMoney(money(BigInt(row.total), currency)), currency, lines, days };
    const actor = jobActor({ id, rootId, kind, currency, timeZone: row.time_zone });
    await keepTrail(tx, actor, { action: 'bank_lines.alert', subjectId: id, detail: facts }, [
      { kind: told[state], organizationId: id, rootId, subjectId: id, payload: facts },
    ]);
  }
  return rows.reduce((count, row) => count + row.lines, 0);
}
