set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Roles are shared by every database of a cluster, so two databases may migrate at once.
do $$
declare role_name text;
begin
  foreach role_name in array array['partner_center_app', 'partner_center_ledger'] loop
    begin
      if not exists (select from pg_roles where rolname = role_name) then
        execute format('create role %I nologin', role_name);
      end if;
    exception when duplicate_object or unique_violation then null;
    end;
  end loop;
end $$;

create extension if not exists pg_trgm;

create function refuse_change() returns trigger language plpgsql set search_path = pg_catalog, public as $$
begin
  raise exception '% on % is not allowed: append-only', tg_op, tg_table_name using errcode = 'LG001';
end $$;

-- ---- who -----------------------------------------------------------------------------------------------------

create table organizations (
  id            uuid primary key,
  root_id       uuid not null,
  parent_id     uuid references organizations,
  kind          text not null check (kind in ('operator', 'distributor', 'reseller', 'solution_provider', 'subsidised_partner', 'customer')),
  name          text not null check (char_length(name) between 1 and 128),
  name_en       text check (char_length(name_en) between 1 and 128),
  account_name  text not null check (char_length(account_name) between 1 and 128),
  mobile        text,
  country_code  text not null default '0086',
  email         text,
  currency      char(3) not null default 'CNY',
  time_zone     text not null default 'Asia/Shanghai',
  state         text not null default 'active' check (state in ('active', 'frozen')),
  frozen_reason text check (char_length(frozen_reason) <= 256),
  frozen_at     timestamptz,
  created_at    timestamptz not null default clock_timestamp(),
  search_text   text generated always as (lower(name || ' ' || coalesce(name_en, '') || ' ' || account_name)) stored,
  check ((kind = 'reseller') = (parent_id is not null)),
  check ((state = 'frozen') = (frozen_at is not null))
);
create unique index organizations_account_name_key on organizations (lower(account_name));
create index organizations_parent_idx on organizations (parent_id, created_at desc, id desc) where parent_id is not null;
create index organizations_kind_idx on organizations (kind, created_at desc, id desc);
create index organizations_created_idx on organizations (created_at desc, id desc) where kind <> 'customer';
create index organizations_frozen_idx on organizations (kind, id) where state = 'frozen';
create index organizations_mobile_idx on organizations (mobile) where mobile is not null;
create index organizations_search_idx on organizations using gin (search_text gin_trgm_ops);

create table users (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  email           text not null check (email = lower(email) and char_length(email) between 3 and 254),
  name            text not null check (char_length(name) between 1 and 128),
  roles           text[] not null check (cardinality(roles) between 1 and 3 and roles <@ array['admin', 'finance', 'sales', 'viewer']),
  language        text not null default 'zh-CN' check (language in ('zh-CN', 'en')),
  password_hash   text,
  state           text not null default 'active' check (state in ('active', 'disabled')),
  disabled_at     timestamptz,
  created_at      timestamptz not null default clock_timestamp(),
  check ((state = 'disabled') = (disabled_at is not null))
);
create unique index users_email_key on users (email);
create index users_organization_idx on users (organization_id, created_at desc, id desc);

create table customers (
  id               uuid primary key references organizations,
  root_id          uuid not null,
  customer_type    smallint not null default -1 check (customer_type in (-1, 0, 1)),
  verified_status  text not null default '-1' check (verified_status in ('-1', '0', '1', '2', '3')),
  customer_level   text not null default 'V0',
  platform_user_id text,
  platform_type    text
);

-- Who looks after a customer, from when to when. A customer has at most one open row.
create table associations (
  id                 uuid primary key,
  organization_id    uuid not null references organizations,
  root_id            uuid not null,
  customer_id        uuid not null references customers,
  type               text not null check (type in ('resale', 'referral')),
  label              text check (char_length(label) <= 64),
  account_manager_id uuid references users,
  associated_at      timestamptz not null default clock_timestamp(),
  ended_at           timestamptz,
  check (ended_at >= associated_at)
);
create unique index associations_one_open_key on associations (customer_id) where ended_at is null;
create index associations_list_idx on associations (organization_id, associated_at desc, id desc) where ended_at is null;
create index associations_type_idx on associations (organization_id, type, associated_at desc, id desc) where ended_at is null;
create index associations_manager_idx on associations (organization_id, account_manager_id, associated_at desc, id desc) where ended_at is null;
create index associations_customer_idx on associations (customer_id, associated_at desc);

-- ---- signing in ----------------------------------------------------------------------------------------------

create table sessions (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  user_id         uuid not null references users,
  created_at      timestamptz not null,
  last_seen_at    timestamptz not null,
  expires_at      timestamptz not null,
  ended_at        timestamptz,
  ended_reason    text,
  address         text,
  user_agent      text,
  check ((ended_at is null) = (ended_reason is null))
);
create index sessions_user_idx on sessions (user_id, created_at desc);

-- One row per account and one per address: how often signing in failed, and when it may be tried again.
create table sign_in_throttles (
  subject      text primary key,
  failures     integer not null default 0,
  blocked_until timestamptz,
  updated_at   timestamptz not null
);

create index sign_in_throttles_updated_idx on sign_in_throttles (updated_at);

create table sign_in_links (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  user_id         uuid not null references users,
  token_hash      bytea not null unique,
  created_at      timestamptz not null,
  expires_at      timestamptz not null,
  used_at         timestamptz
);

create table api_keys (
  id                uuid primary key,
  organization_id   uuid not null references organizations,
  root_id           uuid not null,
  name              text not null check (char_length(name) between 1 and 64),
  access_key        text not null unique check (access_key ~ '^[A-Z0-9]{20}$'),
  sealed_secret     text not null,
  rights            text not null check (rights in ('full', 'read_only')),
  rate_per_second   integer not null default 10 check (rate_per_second between 1 and 100000),
  state             text not null default 'active' check (state in ('active', 'disabled')),
  created_by        uuid references users,
  created_at        timestamptz not null default clock_timestamp(),
  disabled_at       timestamptz,
  last_used_at      timestamptz,
  check ((state = 'disabled') = (disabled_at is not null))
);
create index api_keys_organization_idx on api_keys (organization_id, created_at desc, id desc);
create index api_keys_created_idx on api_keys (created_at desc, id desc);

-- Counters of the current second; lost at a crash on purpose.
create unlogged table rate_windows (
  api_key_id uuid not null,
  operation  text not null,
  second_at  timestamptz not null,
  calls      integer not null,
  primary key (api_key_id, operation)
);

-- ---- what every command leaves behind -------------------------------------------------------------------------

-- One row per command that took effect, so the same request twice takes effect once.
create table command_receipts (
  organization_id uuid not null,
  command         text not null,
  request_key     text not null check (char_length(request_key) between 8 and 160),
  fingerprint     bytea not null,
  result_id       uuid not null,
  created_at      timestamptz not null default clock_timestamp(),
  primary key (organization_id, command, request_key)
);

create table audit_entries (
  id              uuid primary key,
  organization_id uuid not null,
  root_id         uuid not null,
  at              timestamptz not null default clock_timestamp(),
  action          text not null,
  outcome         text not null check (outcome in ('done', 'denied')),
  refusal         text,
  via             text not null check (via in ('session', 'api_key', 'job', 'system')),
  user_id         uuid,
  session_id      uuid,
  api_key_id      uuid,
  address         text,
  request_id      text,
  subject_id      text,
  transfer_id     uuid,
  detail          jsonb not null default '{}',
  check ((outcome = 'denied') = (refusal is not null))
);
create index audit_entries_list_idx on audit_entries (organization_id, at desc, id desc);
create index audit_entries_action_idx on audit_entries (organization_id, action, at desc, id desc);
create index audit_entries_user_idx on audit_entries (organization_id, user_id, at desc, id desc);
create index audit_entries_all_idx on audit_entries (at desc, id desc);
create index audit_entries_subject_idx on audit_entries (subject_id, at desc, id desc);
create trigger audit_entries_keep_rows before update or delete on audit_entries for each row execute function refuse_change();
create trigger audit_entries_keep_all before truncate on audit_entries for each statement execute function refuse_change();

create table outbox_events (
  id              uuid primary key,
  organization_id uuid not null,
  root_id         uuid not null,
  kind            text not null,
  subject_id      text not null,
  transfer_id     uuid,
  payload         jsonb not null,
  created_at      timestamptz not null default clock_timestamp(),
  delivered_at    timestamptz
);
create index outbox_events_waiting_idx on outbox_events (created_at, id) where delivered_at is null;

-- The application changes what its commands change, and nothing else: whose a row is, and what somebody may do, is not among it.
grant usage on schema public to partner_center_app;
grant select, insert on organizations, users, customers, associations, sessions, sign_in_throttles, sign_in_links, api_keys, outbox_events
  to partner_center_app;
grant update (name, name_en, mobile, email, state, frozen_reason, frozen_at) on organizations to partner_center_app;
grant update (name, language, password_hash, state, disabled_at) on users to partner_center_app;
grant update (customer_type, verified_status, customer_level, platform_user_id, platform_type) on customers to partner_center_app;
grant update (label, account_manager_id, ended_at) on associations to partner_center_app;
grant update (last_seen_at, ended_at, ended_reason) on sessions to partner_center_app;
grant update, delete on sign_in_throttles to partner_center_app;
grant update (used_at) on sign_in_links to partner_center_app;
grant update (state, disabled_at, last_used_at) on api_keys to partner_center_app;
grant update (delivered_at) on outbox_events to partner_center_app;
grant select, insert, update, delete on rate_windows to partner_center_app;
grant select, insert, delete, update (result_id) on command_receipts to partner_center_app;
-- Without `at`: when something happened is the database's to say.
grant select, insert (id, organization_id, root_id, action, outcome, refusal, via, user_id, session_id, api_key_id, address, request_id, subject_id,
  transfer_id, detail) on audit_entries to partner_center_app;
do $$ begin
  execute format('revoke temporary on database %I from public', current_database());
end $$;
