set local lock_timeout = '2s';
set local statement_timeout = '60s';

create table ledger_units (
  code  text primary key,
  scale smallint not null check (scale between 0 and 6),
  kind  text not null check (kind in ('money', 'quota'))
);
insert into ledger_units values ('CNY', 2, 'money'), ('USD', 2, 'money');

-- id = tier * 2^56 + n (1 customer, 2 reseller, 3 partner at the top of a tree, 9 platform), so that ordering by id is one lock order.
create sequence ledger_account_numbers;
create table ledger_accounts (
  id         bigint primary key,
  owner_id   uuid not null,
  root_id    uuid not null,
  purpose    text not null check (purpose in ('funds', 'bank_clearing')),
  unit_code  text not null references ledger_units,
  created_at timestamptz not null default clock_timestamp(),
  unique (owner_id, purpose, unit_code)
);

-- Narrow, without a secondary index, and nothing references it: each change is a HOT update and never meets a foreign-key lock.
create table ledger_balances (
  account_id    bigint primary key,
  unit_code     text not null,
  floor_minor   bigint not null default 0,
  debits_minor  bigint not null default 0 check (debits_minor >= 0),
  credits_minor bigint not null default 0 check (credits_minor >= 0),
  seq           bigint not null default 0,
  frozen        boolean not null default false,
  constraint ledger_balances_floor check (credits_minor - debits_minor >= floor_minor)
) with (fillfactor = 40, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create table ledger_transfers (
  id           uuid primary key,
  kind         text not null,
  debit_id     bigint not null,
  credit_id    bigint not null,
  unit_code    text not null,
  amount_minor bigint not null check (amount_minor > 0),
  created_at   timestamptz not null,
  check (debit_id <> credit_id)
);

create table ledger_entries (
  account_id    bigint not null,
  seq           bigint not null,
  transfer_id   uuid not null,
  amount_minor  bigint not null check (amount_minor <> 0),
  debits_after  bigint not null,
  credits_after bigint not null,
  created_at    timestamptz not null,
  primary key (account_id, seq)
);
create index ledger_entries_time_idx on ledger_entries (account_id, created_at, seq) include (debits_after, credits_after);

-- Plans inside these functions are kept from when the tables were small, hence `enable_seqscan = off`: what was then read whole must be
-- looked up by index once it has grown.

-- ---- guards ---------------------------------------------------------------------------------------------------

create trigger ledger_transfers_keep_rows before update or delete on ledger_transfers for each row execute function refuse_change();
create trigger ledger_transfers_keep_all before truncate on ledger_transfers for each statement execute function refuse_change();
create trigger ledger_entries_keep_rows before update or delete on ledger_entries for each row execute function refuse_change();
create trigger ledger_entries_keep_all before truncate on ledger_entries for each statement execute function refuse_change();
create trigger ledger_balances_keep_rows before delete on ledger_balances for each row execute function refuse_change();
create trigger ledger_balances_keep_all before truncate on ledger_balances for each statement execute function refuse_change();
create trigger ledger_accounts_keep_rows before update or delete on ledger_accounts for each row execute function refuse_change();

create function ledger_refuse_backwards() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  raise exception 'a balance only moves forward' using errcode = 'LG005';
end $$;
-- The condition stands in the trigger, so that it costs nothing unless it is violated.
create trigger ledger_balances_forward before update on ledger_balances for each row
  when (new.account_id <> old.account_id or new.unit_code <> old.unit_code or new.floor_minor <> old.floor_minor
        or new.debits_minor < old.debits_minor or new.credits_minor < old.credits_minor or new.seq < old.seq)
  execute function ledger_refuse_backwards();

-- Reads only rows this transaction has locked, so the guard costs no waiting.
create function ledger_check_entries() returns trigger language plpgsql set search_path = pg_catalog, public set enable_seqscan = off as $$
begin
  if exists (select 1 from new_rows group by transfer_id having sum(amount_minor) <> 0 or count(*) <> 2) then
    raise exception 'the entries of a transfer are one debit and one credit of one amount' using errcode = 'LG002';
  end if;
  if exists (
    select 1 from new_rows n
      left join ledger_balances b on b.account_id = n.account_id
      left join ledger_transfers t on t.id = n.transfer_id
     where b.account_id is null or t.id is null or b.unit_code <> t.unit_code or abs(n.amount_minor) <> t.amount_minor
        or n.account_id <> case when n.amount_minor < 0 then t.debit_id else t.credit_id end
        or n.seq > b.seq
        or (n.seq = b.seq and (n.debits_after <> b.debits_minor or n.credits_after <> b.credits_minor))) then
    raise exception 'an entry disagrees with its transfer or its balance' using errcode = 'LG003';
  end if;
  return null;
end $$;
create trigger ledger_entries_check after insert on ledger_entries
  referencing new table as new_rows for each statement execute function ledger_check_entries();

-- And no transfer without its two entries. Both are written by one statement, at whose end both triggers look.
create function ledger_check_transfers() returns trigger language plpgsql set search_path = pg_catalog, public set enable_seqscan = off as $$
begin
  if exists (
    select id from new_rows
    except
    select e.transfer_id from ledger_entries e
     where e.account_id in (select debit_id from new_rows union select credit_id from new_rows)
       and e.created_at in (select created_at from new_rows)
     group by e.transfer_id having count(*) = 2) then
    raise exception 'a transfer has two entries' using errcode = 'LG004';
  end if;
  return null;
end $$;
create trigger ledger_transfers_legs after insert on ledger_transfers
  referencing new table as new_rows for each statement execute function ledger_check_transfers();

-- ---- posting --------------------------------------------------------------------------------------------------

create function ledger_open_account(p_owner uuid, p_purpose text, p_unit text) returns bigint
language plpgsql security definer set search_path = pg_catalog, public as $$
declare
  owner_kind text;
  owner_root uuid;
  account bigint;
begin
  select kind, root_id into strict owner_kind, owner_root from organizations where id = p_owner;
  if (p_purpose = 'bank_clearing') <> (owner_kind = 'operator') then
    raise exception 'an account of purpose % does not belong to a %', p_purpose, owner_kind using errcode = 'LG006';
  end if;
  insert into ledger_accounts (id, owner_id, root_id, purpose, unit_code)
    values ((case owner_kind when 'customer' then 1 when 'reseller' then 2 when 'operator' then 9 else 3 end)::bigint << 56
              | nextval('ledger_account_numbers'), p_owner, owner_root, p_purpose, p_unit)
    on conflict (owner_id, purpose, unit_code) do nothing
    returning id into account;
  if account is null then
    select id into strict account from ledger_accounts where owner_id = p_owner and purpose = p_purpose and unit_code = p_unit;
  else
    -- Only an account that stands for the world outside may go below zero.
    insert into ledger_balances (account_id, unit_code, floor_minor)
      values (account, p_unit, case p_purpose when 'bank_clearing' then -(2::bigint ^ 62)::bigint else 0 end);
  end if;
  return account;
end $$;

-- Posts many transfers in one go; an item that is declined does not touch the others.
-- outcome: 'posted', 'short' (the debit account would fall below its floor), 'invalid' (account, unit, amount or brake).
-- Lock order: balances ascending by id, in every caller; therefore two batches queue and never deadlock.
create function ledger_post_batch(p_ids uuid[], p_kinds text[], p_debits bigint[], p_credits bigint[], p_units text[], p_amounts bigint[])
returns table (ordinal int, outcome text, posted_at timestamptz)
language plpgsql security definer set search_path = pg_catalog, public set enable_seqscan = off as $$
#variable_conflict use_column
declare
  n int := cardinality(p_ids);
  decided text[];
  short boolean;
  moment timestamptz;
  left_minor jsonb;
  floors jsonb;
  rest numeric;
  i int;
begin
  perform 1 from ledger_balances b where b.account_id in (select unnest(p_debits || p_credits)) order by b.account_id for no key update;

  select array_agg(case when d.account_id is null or c.account_id is null or r.debit = r.credit or r.amount <= 0 or d.frozen or c.frozen
                        then 'invalid' else 'posted' end order by r.ord)
    into decided
    from unnest(p_debits, p_credits, p_units, p_amounts) with ordinality r (debit, credit, unit, amount, ord)
    left join ledger_balances d on d.account_id = r.debit and d.unit_code = r.unit
    left join ledger_balances c on c.account_id = r.credit and c.unit_code = r.unit;

  select coalesce(bool_or(x.running < x.floor_minor), false) into short
    from (select b.floor_minor, b.credits_minor - b.debits_minor + sum(l.delta) over (partition by l.account order by l.ord rows unbounded preceding) as running
            from (select u.account, -u.amount as delta, u.ord from unnest(p_debits, p_amounts) with ordinality u (account, amount, ord) where decided[u.ord] = 'posted'
                  union all
                  select u.account, u.amount, u.ord from unnest(p_credits, p_amounts) with ordinality u (account, amount, ord) where decided[u.ord] = 'posted') l
            join ledger_balances b on b.account_id = l.account) x;

  if short then -- somebody runs out: decide item by item, in order, before anything is written
    select jsonb_object_agg(b.account_id, b.credits_minor - b.debits_minor), jsonb_object_agg(b.account_id, b.floor_minor)
      into left_minor, floors
      from ledger_balances b where b.account_id in (select unnest(p_debits || p_credits));
    for i in 1..n loop
      continue when decided[i] <> 'posted';
      rest := (left_minor ->> p_debits[i]::text)::numeric - p_amounts[i];
      if rest < (floors ->> p_debits[i]::text)::numeric then
        decided[i] := 'short';
      else
        left_minor := left_minor || jsonb_build_object(p_debits[i]::text, rest, p_credits[i]::text, (left_minor ->> p_credits[i]::text)::numeric + p_amounts[i]);
      end if;
    end loop;
  end if;

  moment := clock_timestamp(); -- under the locks, so time never runs backwards within an account
  with posted as (
    insert into ledger_transfers (id, kind, debit_id, credit_id, unit_code, amount_minor, created_at)
      select u.id, u.kind, u.debit, u.credit, u.unit, u.amount, moment
        from unnest(p_ids, p_kinds, p_debits, p_credits, p_units, p_amounts) with ordinality u (id, kind, debit, credit, unit, amount, ord)
       where decided[u.ord] = 'posted'),
  legs as (
    select x.account, x.delta, p_ids[x.ord] as transfer_id, row_number() over w as rn,
           sum(greatest(-x.delta, 0)) over w as debited, sum(greatest(x.delta, 0)) over w as credited
      from (select u.account, -u.amount as delta, u.ord from unnest(p_debits, p_amounts) with ordinality u (account, amount, ord) where decided[u.ord] = 'posted'
            union all
            select u.account, u.amount, u.ord from unnest(p_credits, p_amounts) with ordinality u (account, amount, ord) where decided[u.ord] = 'posted') x
    window w as (partition by x.account order by x.ord rows unbounded preceding)),
  written as (
    insert into ledger_entries (account_id, seq, transfer_id, amount_minor, debits_after, credits_after, created_at)
      select l.account, b.seq + l.rn, l.transfer_id, l.delta, b.debits_minor + l.debited, b.credits_minor + l.credited, moment
        from legs l join ledger_balances b on b.account_id = l.account)
  update ledger_balances b
     set debits_minor = b.debits_minor + g.debited, credits_minor = b.credits_minor + g.credited, seq = b.seq + g.count
    from (select account, sum(greatest(-delta, 0))::bigint as debited, sum(greatest(delta, 0))::bigint as credited, count(*) as count from legs group by account) g
   where b.account_id = g.account;

  return query select g, decided[g], moment from generate_series(1, n) g;
end $$;

-- Demo history only: a transfer dated in the past. Refuses on an account that already has a newer entry. Never granted to the application.
create function ledger_post_dated(p_id uuid, p_kind text, p_debit bigint, p_credit bigint, p_unit text, p_amount bigint, p_at timestamptz) returns void
language plpgsql security definer set search_path = pg_catalog, public set enable_seqscan = off as $$
begin
  perform 1 from ledger_balances b where b.account_id in (p_debit, p_credit) order by b.account_id for no key update;
  if p_at > clock_timestamp() or exists (select 1 from ledger_entries e where e.account_id in (p_debit, p_credit) and e.created_at > p_at) then
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

-- ---- who may ----------------------------------------------------------------------------------------------------

do $$ begin
  execute format('grant partner_center_ledger to %I', current_user);
exception when others then raise notice 'the migrating role is already a member of partner_center_ledger or a superuser: %', sqlerrm;
end $$;
grant usage, create on schema public to partner_center_ledger;
grant select on organizations to partner_center_ledger;
alter table ledger_units owner to partner_center_ledger;
alter sequence ledger_account_numbers owner to partner_center_ledger;
alter table ledger_accounts owner to partner_center_ledger;
alter table ledger_balances owner to partner_center_ledger;
alter table ledger_transfers owner to partner_center_ledger;
alter table ledger_entries owner to partner_center_ledger;
alter function ledger_open_account(uuid, text, text) owner to partner_center_ledger;
alter function ledger_post_batch(uuid[], text[], bigint[], bigint[], text[], bigint[]) owner to partner_center_ledger;
alter function ledger_post_dated(uuid, text, bigint, bigint, text, bigint, timestamptz) owner to partner_center_ledger;
revoke create on schema public from partner_center_ledger;
revoke all on function ledger_open_account(uuid, text, text), ledger_post_batch(uuid[], text[], bigint[], bigint[], text[], bigint[]),
  ledger_post_dated(uuid, text, bigint, bigint, text, bigint, timestamptz) from public;
grant select on ledger_units, ledger_accounts, ledger_balances, ledger_transfers, ledger_entries to partner_center_app;
grant execute on function ledger_open_account(uuid, text, text), ledger_post_batch(uuid[], text[], bigint[], bigint[], text[], bigint[]) to partner_center_app;
