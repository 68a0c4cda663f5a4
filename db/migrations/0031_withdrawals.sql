set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The part of a payment file's number that is given once.
create sequence payment_file_numbers;
grant usage on sequence payment_file_numbers to partner_center_app;

create index withdrawals_own_state_idx on withdrawals (organization_id, state, created_at desc, id desc);
create index withdrawal_flows_account_idx on withdrawal_flows (organization_id, account_name, withdrawal_id desc);
create index payment_files_state_idx on payment_files (state, created_at desc, id desc);

-- A withdrawal goes one way. It is in one payment file for good, and what has been posted for it stays what it is.
create function withdrawals_go_forward() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a withdrawal that is % does not become %', old.state, new.state using errcode = 'RC002';
end $$;
create trigger withdrawals_go_forward before update on withdrawals for each row
  when (not (new.state = old.state or (old.state, new.state) in (('requested', 'approved'), ('requested', 'rejected'), ('requested', 'cancelled'),
              ('approved', 'rejected'), ('approved', 'sent'), ('sent', 'settled'), ('sent', 'returned'), ('settled', 'returned')))
        or new.payment_file_id is distinct from coalesce(old.payment_file_id, new.payment_file_id)
        or new.end_transfer_id is distinct from coalesce(old.end_transfer_id, new.end_transfer_id)
        or new.return_transfer_id is distinct from coalesce(old.return_transfer_id, new.return_transfer_id))
  execute function withdrawals_go_forward();

create function payment_files_go_forward() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a payment file that is % does not become %', old.state, new.state using errcode = 'RC002';
end $$;
create trigger payment_files_go_forward before update on payment_files for each row
  when (not (new.state = old.state or (old.state, new.state) in (('made', 'settling'), ('settling', 'settled'))))
  execute function payment_files_go_forward();
