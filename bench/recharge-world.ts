import type pg from 'pg';
import type { Actor } from '@/domain/actor';
import { type Id, newId, uuidOf } from '@/lib/id';
import { fillClaims, fillLines, fillPayers, fillWithdrawals } from './recharge-rows';
import { makePartner } from './world';

/** Who reads the lists of recharge, of `count` rows each. */
export interface RechargeWorld {
  readonly count: number;
  readonly operator: Actor;
  readonly partner: Actor;
  /** One of the operator's files, with a thousand lines. */
  readonly file: Id<'bankFile'>;
}

/** An operator with a partner: `count` lines, claims, withdrawals, payers and entries in its statement. Set-based, past every command. */
export async function makeRecharge(owner: pg.Pool, count: number): Promise<RechargeWorld> {
  const { actor, customers } = await makePartner(owner, `recharge-${count}`, 200);
  const operator: Actor = { ...actor, kind: 'operator', roles: ['admin'], organizationId: newId('organization') };
  await owner.query(
    `insert into organizations (id, root_id, kind, name, account_name) values ($1, $1, 'operator', $2, $2)`,
    [uuidOf(operator.organizationId), `operator-of-recharge-${count}`],
  );
  const person = async (of: Actor, name: string): Promise<Actor & { userId: Id<'user'> }> => {
    const userId = newId('user');
    await owner.query(
      `insert into users (id, organization_id, root_id, email, name, roles) values ($1, $2, $2, $3, $4, array['admin'])`,
      [uuidOf(userId), uuidOf(of.organizationId), `${name}-${count}@recharge.example`, name],
    );
    return { ...of, roles: ['admin'], userId };
  };
  const [partner, reader, second] = [
    await person(actor, 'partner'),
    await person(operator, 'operator'),
    await person(operator, 'second'),
  ];
  const of = {
    ...{ operator: uuidOf(operator.organizationId), partner: uuidOf(actor.organizationId), count },
    ...{ clerk: uuidOf(reader.userId), second: uuidOf(second.userId), cashier: uuidOf(partner.userId) },
  };
  const file = await fillLines(owner, of);
  await fillClaims(owner, of);
  await fillWithdrawals(owner, of);
  await fillPayers(owner, of);
  await postEntries(owner, of, customers.map(uuidOf));
  return { count, operator: reader, partner, file };
}

/** Money that came once and goes to customers in `count` allocations, through the ledger as it is, a thousand at a time. */
async function postEntries(
  owner: pg.Pool,
  of: { operator: string; partner: string; cashier: string; count: number },
  customers: readonly string[],
): Promise<void> {
  const accountsOf = async (owners: readonly string[], purpose: string): Promise<string[]> => {
    const { rows } = await owner.query<{ account: string }>(
      `select unnest(ledger_open_accounts($1::uuid[], $2, 'CNY', array_fill(null::uuid, array[cardinality($1::uuid[])]))) as account`,
      [owners, purpose],
    );
    return rows.map(({ account }) => account);
  };
  const [bank] = await accountsOf([of.operator], 'bank_clearing');
  const [funds] = await accountsOf([of.partner], 'funds');
  const theirs = await accountsOf(customers, 'funds');
  await owner.query(
    `select ledger_post_batch(array[gen_random_uuid()], array['recharge'], array[$1::bigint], array[$2::bigint], array['CNY'], array[$3::bigint])`,
    [bank, funds, String(10_000_000_000)],
  );
  for (let from = 0; from < of.count; from += 1000)
    await owner.query(
      `with wanted as materialized (select gen_random_uuid() as id, n, ($2::bigint[])[1 + n % cardinality($2::bigint[])] as account,
             ($3::uuid[])[1 + n % cardinality($2::bigint[])] as customer from generate_series($4::int, $4::int + 999) n),
         posted as (select ledger_post_batch(array_agg(id order by n), array_agg('allocate'::text order by n), array_agg($1::bigint order by n), array_agg(account order by n),
             array_agg('CNY'::text order by n), array_agg((1 + n % 500)::bigint order by n)) from wanted)
       insert into fund_adjustments (id, organization_id, root_id, kind, counterparty_kind, counterparty_id, amount_minor, currency, transfer_id, acting_organization_id, user_id, created_at)
         select gen_random_uuid(), $5, $5, 'allocate', 'customer', customer, 1 + n % 500, 'CNY', wanted.id, $5, $6, clock_timestamp() from wanted, (select count(*) from posted) p`,
      [funds, theirs, customers, from, of.partner, of.cashier],
    );
}
