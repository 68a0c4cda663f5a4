set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- coupons in the ledger --------------------------------------------------------------------------------------

-- Coupons are counted in a unit of their own: money cannot become quota by mistake, nor quota money.
insert into ledger_units values ('CPN.CNY', 2, 'quota'), ('CPN.USD', 2, 'quota');

-- Each quota and each coupon has an account of its own: `subject_id` says which. Accounts of an organization as such have none.
alter table ledger_accounts add column subject_id uuid;
alter table ledger_accounts drop constraint ledger_accounts_purpose_check;
alter table ledger_accounts add constraint ledger_accounts_purpose_check
  check (purpose in ('funds', 'bank_clearing', 'coupon_issuance', 'coupon_spent', 'quota', 'coupon'));
alter table ledger_accounts add constraint ledger_accounts_subject_check check ((subject_id is not null) = (purpose in ('quota', 'coupon')));
alter table ledger_accounts drop constraint ledger_accounts_owner_id_purpose_unit_code_key;
alter table ledger_accounts add constraint ledger_accounts_owner_key unique nulls not distinct (owner_id, purpose, unit_code, subject_id);

drop function ledger_open_account(uuid, text, text);
-- Opens accounts, or finds those that are there; answers them in the order of what was asked for.
-- A quota belongs to a partner, a coupon to a customer; what stands for the world outside belongs to the operator.
create function ledger_open_accounts(p_owners uuid[], p_purpose text, p_unit text, p_subjects uuid[]) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  wrong text;
  accounts bigint[];
begin
  select string_agg(distinct coalesce(o.kind, 'nobody'), ', ') into wrong
    from unnest(p_owners) u (owner) left join organizations o on o.id = u.owner
   where o.kind is null or not case p_purpose
     when 'funds' then o.kind <> 'operator'
     when 'quota' then o.kind not in ('operator', 'customer')
     when 'coupon' then o.kind = 'customer'
     else o.kind = 'operator' end;
  if wrong is not null then
    raise exception 'an account of purpose % does not belong to a %', p_purpose, wrong using errcode = 'LG006';
  end if;
  with opened as (
    insert into ledger_accounts (id, owner_id, root_id, purpose, unit_code, subject_id)
      select (case o.kind when 'customer' then 1 when 'reseller' then 2 when 'operator' then 9 else 3 end)::bigint << 56
               | nextval('ledger_account_numbers'), o.id, o.root_id, p_purpose, p_unit, u.subject
        from unnest(p_owners, p_subjects) u (owner, subject) join organizations o on o.id = u.owner
      on conflict (owner_id, purpose, unit_code, subject_id) do nothing
      returning id)
  -- Only an account that stands for the world outside may go below zero.
  insert into ledger_balances (account_id, unit_code, floor_minor)
    select id, p_unit, case when p_purpose in ('bank_clearing', 'coupon_issuance') then -(2::bigint ^ 62)::bigint else 0 end from opened;
  select array_agg(a.id order by u.ord) into accounts
    from unnest(p_owners, p_subjects) with ordinality u (owner, subject, ord)
    join ledger_accounts a on a.owner_id = u.owner and a.purpose = p_purpose and a.unit_code = p_unit and a.subject_id is not distinct from u.subject;
  if cardinality(accounts) is distinct from cardinality(p_owners) then
    raise exception 'every account is opened once' using errcode = 'LG006';
  end if;
  return accounts;
end $$;
grant create on schema public to partner_center_ledger;
alter function ledger_open_accounts(uuid[], text, text, uuid[]) owner to partner_center_ledger;
revoke create on schema public from partner_center_ledger;
revoke all on function ledger_open_accounts(uuid[], text, text, uuid[]) from public;
grant execute on function ledger_open_accounts(uuid[], text, text, uuid[]) to partner_center_app;

-- ---- quotas and coupons ---------------------------------------------------------------------------------------------

create sequence coupon_quota_numbers;
create table coupon_quotas (
  id              uuid primary key,
  -- Digits, as the partner API has them: the day in Beijing and a running number.
  number          text not null unique default to_char(clock_timestamp() at time zone 'Asia/Shanghai', 'YYYYMMDD') || lpad(nextval('coupon_quota_numbers')::text, 8, '0'),
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  -- The operator the value came from, and to whom it goes when it is used.
  issuer_id       uuid not null references organizations,
  -- What a reseller's quota was cut from.
  parent_id       uuid references coupon_quotas,
  account_id      bigint not null unique,
  type            text not null check (type in ('voucher', 'cash')),
  state           text not null default 'normal' check (state in ('normal', 'invalid', 'adjusting', 'frozen', 'reclaimed')),
  state_reason    text check (char_length(state_reason) <= 256),
  value_minor     bigint not null check (value_minor > 0),
  currency        char(3) not null,
  effective_at    timestamptz not null,
  expires_at      timestamptz not null,
  limits          jsonb not null,
  remark          text check (char_length(remark) <= 256),
  created_by      uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  check (expires_at > effective_at),
  check (state <> 'reclaimed' or parent_id is not null)
);
create index coupon_quotas_list_idx on coupon_quotas (organization_id, created_at desc, id desc);
create index coupon_quotas_children_idx on coupon_quotas (parent_id, created_at desc, id desc) where parent_id is not null;
create index coupon_quotas_expiry_idx on coupon_quotas (expires_at, id) where state not in ('invalid', 'reclaimed');
create index coupon_quotas_all_idx on coupon_quotas (created_at desc, id desc);

create table coupons (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  quota_id        uuid not null references coupon_quotas,
  customer_id     uuid not null references customers,
  account_id      bigint not null unique,
  type            text not null check (type in ('voucher', 'cash')),
  state           text not null default 'usable' check (state in ('usable', 'used', 'expired', 'reclaimed')),
  face_minor      bigint not null check (face_minor > 0),
  currency        char(3) not null,
  min_order_minor bigint not null check (min_order_minor >= 0),
  effective_at    timestamptz not null,
  expires_at      timestamptz not null,
  limits          jsonb not null,
  remark          text check (char_length(remark) <= 512),
  uses            integer not null default 0 check (uses >= 0),
  -- The order that is about to use it, and the one that used it last.
  lock_order_id   text check (char_length(lock_order_id) between 1 and 64),
  locked_at       timestamptz,
  order_id        text check (char_length(order_id) between 1 and 64),
  last_used_at    timestamptz,
  created_by      uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  check (expires_at > effective_at),
  check ((lock_order_id is null) = (locked_at is null)),
  check (lock_order_id is null or state = 'usable')
);
create index coupons_list_idx on coupons (organization_id, created_at desc, id desc);
create index coupons_quota_idx on coupons (quota_id, created_at desc, id desc);
create index coupons_customer_idx on coupons (customer_id, created_at desc, id desc);
create index coupons_held_idx on coupons (organization_id, customer_id, created_at desc, id desc);
create index coupons_expiry_idx on coupons (expires_at, id) where state in ('usable', 'used');

-- What is cut from a quota lies within its time. What else it is limited to, the command compares.
create function coupon_check_validity() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare
  source coupon_quotas;
begin
  select * into strict source from coupon_quotas where id = case tg_table_name when 'coupons' then to_jsonb(new) ->> 'quota_id' else to_jsonb(new) ->> 'parent_id' end::uuid;
  if new.effective_at < source.effective_at or new.expires_at > source.expires_at or new.currency <> source.currency or new.type <> source.type then
    raise exception 'what is cut from a quota is of its kind and lies within its time' using errcode = 'CP001';
  end if;
  return new;
end $$;
create trigger coupons_within_quota before insert on coupons for each row execute function coupon_check_validity();
create trigger coupon_quotas_within_parent before insert on coupon_quotas for each row when (new.parent_id is not null) execute function coupon_check_validity();

-- One row for each thing that was to be done to a quota or a coupon: also for what was declined within a list of which others were done.
-- No foreign keys, as with fund_adjustments: what was declined may name what does not exist. The oracle coupon_record_without_party counts
-- what they would have refused.
create table coupon_records (
  id              uuid primary key,
  -- Whose quota it is, or whose it was cut from.
  organization_id uuid not null,
  root_id         uuid not null,
  -- What was asked for in one go.
  operation_id    uuid not null,
  kind            text not null check (kind in ('quota_grant', 'quota_issue', 'quota_reclaim', 'issue', 'reclaim', 'unbind', 'expire', 'unsubscribe',
                    'recharge_cancelled', 'associate', 'switch', 'move', 'use', 'refund')),
  quota_id        uuid,
  quota_type      text check (quota_type in ('voucher', 'cash')),
  parent_quota_id uuid,
  coupon_id       uuid,
  customer_id     uuid,
  reseller_id     uuid,
  amount_minor    bigint not null check (amount_minor >= 0),
  currency        char(3) not null,
  transfer_id     uuid unique,
  -- Why it was declined; null for what was done.
  refusal         text,
  order_id        text,
  acting_organization_id uuid not null,
  user_id         uuid,
  api_key_id      uuid,
  remark          text check (char_length(remark) <= 512),
  created_at      timestamptz not null,
  check ((refusal is null) = (transfer_id is not null)),
  check (refusal is not null or quota_id is not null)
);
create index coupon_records_list_idx on coupon_records (organization_id, created_at desc, id desc);
create index coupon_records_kind_idx on coupon_records (organization_id, kind, created_at desc, id desc);
create index coupon_records_quota_idx on coupon_records (quota_id, created_at desc, id desc);
create index coupon_records_coupon_idx on coupon_records (coupon_id, created_at desc, id desc) where coupon_id is not null;
create index coupon_records_customer_idx on coupon_records (customer_id, created_at desc, id desc) where customer_id is not null;
create index coupon_records_reseller_idx on coupon_records (reseller_id, created_at desc, id desc) where reseller_id is not null;
create index coupon_records_user_idx on coupon_records (organization_id, user_id, created_at desc, id desc);
create index coupon_records_operation_idx on coupon_records (operation_id);
create trigger coupon_records_keep_rows before update or delete on coupon_records for each row execute function refuse_change();
create trigger coupon_records_keep_all before truncate on coupon_records for each statement execute function refuse_change();

grant select, insert on coupon_quotas, coupons, coupon_records to partner_center_app;
grant usage on sequence coupon_quota_numbers to partner_center_app;
grant update (state, state_reason, expires_at, updated_at) on coupon_quotas to partner_center_app;
grant update (state, uses, lock_order_id, locked_at, order_id, last_used_at, updated_at) on coupons to partner_center_app;

-- ---- lists of coupons to issue ----------------------------------------------------------------------------------------

-- A list may also be of coupons, cut from one quota on one set of terms.
alter table adjustment_batches drop constraint adjustment_batches_kind_check;
alter table adjustment_batches add constraint adjustment_batches_kind_check check (kind in ('allocate', 'reclaim', 'issue'));
alter table adjustment_batches add column quota_id uuid references coupon_quotas;
alter table adjustment_batches add column terms jsonb;
alter table adjustment_batches add constraint adjustment_batches_quota_check check ((kind = 'issue') = (quota_id is not null) and (kind = 'issue') = (terms is not null));
alter table adjustment_batch_items add column coupon_id uuid;
alter table adjustment_batch_items drop constraint adjustment_batch_items_check;
alter table adjustment_batch_items add constraint adjustment_batch_items_check
  check ((outcome = 'done') = (adjustment_id is not null or coupon_id is not null) and (adjustment_id is null or coupon_id is null));
grant update (coupon_id) on adjustment_batch_items to partner_center_app;
