set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- An entry follows the one before it: no gap, its running totals, and never an earlier moment.
create or replace function ledger_check_entries() returns trigger language plpgsql set search_path = pg_catalog, public set enable_seqscan = off as $$
begin
  if exists (select 1 from new_rows group by transfer_id having sum(amount_minor) <> 0 or count(*) <> 2) then
    raise exception 'the entries of a transfer are one debit and one credit of one amount' using errcode = 'LG002';
  end if;
  if exists (
    select 1 from new_rows n
      left join ledger_balances b on b.account_id = n.account_id
      left join ledger_transfers t on t.id = n.transfer_id
      left join ledger_entries p on p.account_id = n.account_id and p.seq = n.seq - 1
     where b.account_id is null or t.id is null or b.unit_code <> t.unit_code or abs(n.amount_minor) <> t.amount_minor
        or n.account_id <> case when n.amount_minor < 0 then t.debit_id else t.credit_id end
        or n.seq > b.seq
        or (p.seq is null) <> (n.seq = 1)
        or n.created_at < p.created_at
        or n.debits_after <> coalesce(p.debits_after, 0) + greatest(-n.amount_minor, 0)
        or n.credits_after <> coalesce(p.credits_after, 0) + greatest(n.amount_minor, 0)) then
    raise exception 'an entry disagrees with its transfer, its balance or the entry before it' using errcode = 'LG003';
  end if;
  return null;
end $$;

-- A balance stands where its last entry left it. Without this its owner could raise it and leave no entry.
create function ledger_check_balances() returns trigger language plpgsql set search_path = pg_catalog, public set enable_seqscan = off as $$
begin
  if exists (
    select 1 from new_rows n
      left join ledger_entries e on e.account_id = n.account_id and e.seq = n.seq
     where n.debits_minor <> coalesce(e.debits_after, 0) or n.credits_minor <> coalesce(e.credits_after, 0)
        or (e.seq is null) <> (n.seq = 0)) then
    raise exception 'a balance changes with an entry' using errcode = 'LG008';
  end if;
  return null;
end $$;
create trigger ledger_balances_opened after insert on ledger_balances
  referencing new table as new_rows for each statement execute function ledger_check_balances();
create trigger ledger_balances_moved after update on ledger_balances
  referencing new table as new_rows for each statement execute function ledger_check_balances();

-- The temporary schema is searched first unless it is named: with `public` alone, whoever calls a function could put a table of
-- their own in front of ours. Named last, it hides nothing.
alter function refuse_change() set search_path = pg_catalog, public, pg_temp;
alter function ledger_refuse_backwards() set search_path = pg_catalog, public, pg_temp;
alter function ledger_check_entries() set search_path = pg_catalog, public, pg_temp;
alter function ledger_check_transfers() set search_path = pg_catalog, public, pg_temp;
alter function ledger_check_balances() set search_path = pg_catalog, public, pg_temp;
alter function ledger_open_account(uuid, text, text) set search_path = pg_catalog, public, pg_temp;
alter function ledger_post_batch(uuid[], text[], bigint[], bigint[], text[], bigint[]) set search_path = pg_catalog, public, pg_temp;
alter function ledger_post_dated(uuid, text, bigint, bigint, text, bigint, timestamptz) set search_path = pg_catalog, public, pg_temp;
