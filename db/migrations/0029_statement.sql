set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- the statement ----------------------------------------------------------------------------------------------

-- Few entries touch the credit of their account: the statement of it finds them here. Also those of accounts that stand for the world.
create index ledger_entries_credit_idx on ledger_entries (account_id, seq)
  where least(credits_after - debits_after, 0) <> least(credits_after - debits_after - amount_minor, 0);
-- By kind, for the kinds that are rare: allocations, which are most of what moves, and coupons cost nothing here.
create index ledger_transfers_debit_idx on ledger_transfers (debit_id, created_at, id) where kind in ('recharge', 'recharge_online',
  'withdraw_hold', 'withdraw_release', 'withdraw_return', 'allocate_reseller', 'reclaim_reseller', 'reclaim', 'unbind');
create index ledger_transfers_credit_idx on ledger_transfers (credit_id, created_at, id) where kind in ('recharge', 'recharge_online',
  'withdraw_hold', 'withdraw_release', 'withdraw_return', 'allocate_reseller', 'reclaim_reseller', 'reclaim', 'unbind');

-- ---- months -----------------------------------------------------------------------------------------------------

-- The accounts whose months are closed: those of coupons, of which there are many, are not among them.
create index ledger_accounts_months_idx on ledger_accounts (id) where purpose in ('funds', 'held');

-- Waits until whoever is posting to these accounts has committed or gone, and keeps others from beginning until the caller commits. An entry
-- is stamped under the same lock, so whatever is stamped before now can be seen by the caller's next statement.
create function ledger_wait_for_postings(p_accounts bigint[]) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  perform 1 from ledger_balances where account_id = any(p_accounts) order by account_id for share;
end $$;
-- Demo history is older than the months that are closed, or it is refused.
grant select on closed_months to partner_center_ledger;
create or replace function ledger_post_dated(p_id uuid, p_kind text, p_debit bigint, p_credit bigint, p_unit text, p_amount bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp set enable_seqscan = off as $$
begin
  perform 1 from ledger_balances b where b.account_id in (p_debit, p_credit) order by b.account_id for no key update;
  if p_at > clock_timestamp() or exists (select 1 from ledger_entries e where e.account_id in (p_debit, p_credit) and e.created_at > p_at)
     or exists (select 1 from closed_months m where m.account_id in (p_debit, p_credit) and (m.month + interval '1 month') at time zone 'Asia/Shanghai' > p_at) then
    raise exception 'history is written in order' using errcode = 'LG007';
  end if;
  with posted as (
    insert into ledger_transfers (id, kind, debit_id, credit_id, unit_code, amount_minor, created_at)
      values (p_id, p_kind, p_debit, p_credit, p_unit, p_amount, p_at)),
  moved as (
    update ledger_balances
       set debits_minor = debits_minor + case account_id when p_debit then p_amount else 0 end,
           credits_minor = credits_minor + case account_id when p_credit then p_amount else 0 end, seq = seq + 1
     where account_id in (p_debit, p_credit) and unit_code = p_unit
    returning account_id, seq, debits_minor, credits_minor)
  insert into ledger_entries (account_id, seq, transfer_id, amount_minor, debits_after, credits_after, created_at)
    select account_id, seq, p_id, case account_id when p_debit then -p_amount else p_amount end, debits_minor, credits_minor, p_at from moved;
end $$;

grant create on schema public to partner_center_ledger;
alter function ledger_wait_for_postings(bigint[]) owner to partner_center_ledger;
revoke create on schema public from partner_center_ledger;
revoke all on function ledger_wait_for_postings(bigint[]) from public;
grant execute on function ledger_wait_for_postings(bigint[]) to partner_center_app;

-- ---- exports ----------------------------------------------------------------------------------------------------

alter table export_tasks drop constraint export_tasks_list_check;
alter table export_tasks add constraint export_tasks_list_check check (list in ('customers', 'statement'));
alter table export_tasks drop constraint export_tasks_format_check;
alter table export_tasks add constraint export_tasks_format_check check (format in ('csv', 'xlsx', 'pdf'));
