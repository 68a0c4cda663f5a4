import { type SQL, sql } from 'drizzle-orm';
import { type Database, database, type Transaction } from '@/db/client';
import { upTo, withinDays } from '@/domain/day-range';
import { entryParts } from '@/domain/ledger/entry-parts';
import type { ReadScope } from '@/domain/read-scope';
import { type Money, money } from '@/lib/money';
import type { StatementFilter } from './filter-text';
import { fundsAccountOf } from './line-source';
import { daysOfMonth, monthZone, type StatementAccount } from './model';

/** An account over a time: `opening + income − expense = closing`. */
export interface PeriodFigures {
  readonly opening: Money;
  readonly income: Money;
  readonly expense: Money;
  readonly closing: Money;
  /** Of lines. */
  readonly count: number;
}
type Period = Pick<StatementFilter, 'from' | 'to' | 'asOf'>;

/** Both accounts over a month of Beijing's clocks, as far as it has gone. @source spec/06 §6.4 */
export async function getMonthFigures(
  scope: ReadScope,
  /** `2026-11` */
  month: string,
  asOf?: Date,
): Promise<Record<StatementAccount, PeriodFigures>> {
  return getPeriodFigures({ ...scope, timeZone: monthZone }, database(), { ...daysOfMonth(month), asOf });
}

/** Both accounts between two days of the reader's zone and up to a moment, whatever of these is given. */
export async function getPeriodFigures(
  scope: ReadScope,
  db: Database | Transaction,
  period: Period,
): Promise<Record<StatementAccount, PeriodFigures>> {
  const account = (await fundsAccountOf(scope, db)) ?? 0n;
  const [{ rows }, bounds] = [
    await db.execute<Record<string, string>>(movementsOf(scope, account, period)),
    await getPeriodBounds(scope, db, period),
  ];
  const of = (name: string): Money => money(BigInt(rows[0]?.[name] ?? 0), scope.currency);
  const figures = (name: StatementAccount): PeriodFigures => ({
    ...bounds[name],
    income: of(`${name}_in`),
    expense: of(`${name}_out`),
    count: Number(rows[0]?.[`${name}_count`] ?? 0),
  });
  return { recharge: figures('recharge'), credit: figures('credit') };
}

/** Where both accounts stood when it began and when it ended: a few looks into an index, however much lies between. */
export async function getPeriodBounds(
  scope: ReadScope,
  db: Database | Transaction,
  period: Period,
): Promise<Record<StatementAccount, Pick<PeriodFigures, 'opening' | 'closing'>>> {
  const account = (await fundsAccountOf(scope, db)) ?? 0n;
  const { rows } = await db.execute<Record<string, string>>(boundsOf(scope, account, period));
  const of = (name: string): Money => money(BigInt(rows[0]?.[name] ?? 0), scope.currency);
  return {
    recharge: { opening: of('recharge_opening'), closing: of('recharge_closing') },
    credit: { opening: of('credit_opening'), closing: of('credit_closing') },
  };
}

const all = (conditions: readonly SQL[]): SQL => sql.join([sql`true`, ...conditions], sql` and `);

const until = (scope: ReadScope, at: SQL, { to, asOf }: Period): SQL[] => [
  ...withinDays(scope, at, { to }),
  ...(asOf ? [upTo(at, asOf)] : []),
];

function boundsOf(scope: ReadScope, account: bigint, period: Period): SQL {
  const after = (at: SQL) => all(until(scope, at, period));
  /** Before the period there was what was not in it; without a beginning, nothing. */
  const before = (at: SQL) =>
    period.from ? sql`not (${all(withinDays(scope, at, { from: period.from }))}) and ${after(at)}` : sql`false`;
  const net = (where: SQL) =>
    sql`coalesce((select n.credits_after - n.debits_after from ledger_entries n where n.account_id = ${account} and ${where}
      order by n.created_at desc, n.seq desc limit 1), 0)`;
  const limit = (where: SQL) =>
    sql`coalesce((select c.credit_limit_minor from credit_terms c where c.account_id = ${account} and ${where}
      order by c.created_at desc, c.id desc limit 1), 0)`;
  const [netAt, termsAt] = [sql`n.created_at`, sql`c.created_at`];
  return sql`select greatest(net_before, 0) as recharge_opening, greatest(net_after, 0) as recharge_closing,
      limit_before + least(net_before, 0) as credit_opening, limit_after + least(net_after, 0) as credit_closing
    from (select ${net(before(netAt))} as net_before, ${net(after(netAt))} as net_after,
            ${limit(before(termsAt))} as limit_before, ${limit(after(termsAt))} as limit_after) b`;
}

function movementsOf(scope: ReadScope, account: bigint, period: Period): SQL {
  const within = (at: SQL) => all([...withinDays(scope, at, { from: period.from }), ...until(scope, at, period)]);
  const { recharge, credit } = entryParts(sql`e`);
  return sql`select recharge_in, recharge_out, recharge_count, credit_in + terms_in as credit_in, credit_out + terms_out as credit_out,
      credit_count + terms_count as credit_count
    from (select coalesce(sum(greatest(recharge, 0)), 0) as recharge_in, coalesce(sum(greatest(-recharge, 0)), 0) as recharge_out,
              count(*) filter (where recharge <> 0) as recharge_count, coalesce(sum(greatest(credit, 0)), 0) as credit_in,
              coalesce(sum(greatest(-credit, 0)), 0) as credit_out, count(*) filter (where credit <> 0) as credit_count
         from (select ${recharge} as recharge, ${credit} as credit from ledger_entries e
                where e.account_id = ${account} and ${within(sql`e.created_at`)}) parts) e,
      (select coalesce(sum(greatest(c.credit_limit_minor - c.credit_limit_was_minor, 0)), 0) as terms_in,
              coalesce(sum(greatest(c.credit_limit_was_minor - c.credit_limit_minor, 0)), 0) as terms_out,
              count(*) filter (where c.credit_limit_minor <> c.credit_limit_was_minor) as terms_count
         from credit_terms c where c.account_id = ${account} and ${within(sql`c.created_at`)}) t`;
}
