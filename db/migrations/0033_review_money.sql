set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- the ledger -------------------------------------------------------------------------------------------------

-- The account that stands for the bank has an entry for every line there ever was. What is looked at after a posting are the entries of its
-- accounts at its moment, and `offset 0` keeps it so: the index on both is asked for each pair, and none reads all entries of an account.
create or replace function ledger_check_transfers() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp set enable_seqscan = off as $$
begin
  if exists (
    select id from new_rows
    except
    select e.transfer_id
      from (select distinct l.account, n.created_at from new_rows n cross join lateral (values (n.debit_id), (n.credit_id)) l (account)) k
      cross join lateral (select transfer_id from ledger_entries where account_id = k.account and created_at = k.created_at offset 0) e
     group by e.transfer_id having count(*) = 2) then
    raise exception 'a transfer has two entries' using errcode = 'LG004';
  end if;
  return null;
end $$;

-- ---- withdrawals ------------------------------------------------------------------------------------------------

-- Whose account it is, by which its number is checked. Those that were asked for before this was kept do not say it.
alter table withdrawals add column payee_type text;
alter table withdrawals add constraint withdrawals_payee_type_check
  check (payee_type is null or (kind = 'bank_card' and payee_type in ('company_account', 'personal_card')));

-- ---- the bank feed ----------------------------------------------------------------------------------------------

-- Transfers that were recorded by hand, for lines that may be one of them.
create index bank_transfers_by_hand_idx on bank_transfers (amount_minor, received_on) where line_id is null;
