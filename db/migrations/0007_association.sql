set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- what an organization is set to ------------------------------------------------------------------------------

alter table organizations
  -- Sensitive operations ask for a code that is sent to the person.
  add column asks_for_codes boolean not null default false,
  -- A partner's right to report and invite; a distributor needs it granted, everybody else has it unless it was taken.
  add column develops_customers boolean not null default true,
  -- A reseller's right to freeze its customers, granted by its distributor. Nobody else is asked.
  add column freezes_customers boolean not null default false;
grant update (asks_for_codes, develops_customers, freezes_customers) on organizations to partner_center_app;

alter table sessions add column verified_until timestamptz;
grant update (verified_until) on sessions to partner_center_app;

-- The platform's settings, kept by the operator's organization. What is not here has its default (domain/settings/model.ts).
create table settings (
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  key             text not null check (key ~ '^[a-z_]{3,64}$'),
  value           jsonb not null,
  updated_by      uuid references users,
  updated_at      timestamptz not null default clock_timestamp(),
  primary key (organization_id, key)
);
grant select, insert, update (value, updated_by, updated_at) on settings to partner_center_app;

-- ---- mail, text messages, codes, notices ---------------------------------------------------------------------------

create table outgoing_messages (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  channel         text not null check (channel in ('email', 'sms')),
  recipient       text not null check (char_length(recipient) between 3 and 254),
  language        text not null check (language in ('zh-CN', 'en')),
  template        text not null,
  subject         text not null check (char_length(subject) <= 256),
  -- Null once a message that holds a secret has left the house.
  body            text check (char_length(body) <= 10000),
  holds_secret    boolean not null default false,
  state           text not null default 'waiting' check (state in ('waiting', 'sending', 'sent', 'kept', 'failed')),
  attempts        integer not null default 0,
  next_at         timestamptz not null default clock_timestamp(),
  problem         text,
  created_at      timestamptz not null default clock_timestamp(),
  sent_at         timestamptz
);
create index outgoing_messages_list_idx on outgoing_messages (created_at desc, id desc);
create index outgoing_messages_state_idx on outgoing_messages (state, created_at desc, id desc);
create index outgoing_messages_waiting_idx on outgoing_messages (next_at, id) where state in ('waiting', 'sending');
create index outgoing_messages_recipient_idx on outgoing_messages (recipient, created_at desc);
grant select, insert, update (body, state, attempts, next_at, problem, sent_at) on outgoing_messages to partner_center_app;

create table verification_codes (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  purpose         text not null check (purpose in ('register', 'step_up', 'real_name')),
  target          text not null check (char_length(target) between 3 and 254),
  user_id         uuid references users,
  code_hash       bytea not null,
  tries           integer not null default 0,
  created_at      timestamptz not null default clock_timestamp(),
  expires_at      timestamptz not null,
  used_at         timestamptz
);
create index verification_codes_target_idx on verification_codes (purpose, target, created_at desc);
grant select, insert, update (tries, used_at) on verification_codes to partner_center_app;

create table notices (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  user_id         uuid not null references users,
  event_id        uuid not null,
  kind            text not null,
  subject_id      text not null,
  payload         jsonb not null default '{}',
  created_at      timestamptz not null default clock_timestamp(),
  read_at         timestamptz,
  constraint notices_once_key unique (event_id, user_id)
);
create index notices_list_idx on notices (user_id, created_at desc, id desc);
create index notices_kind_idx on notices (user_id, kind, created_at desc, id desc);
create index notices_unread_idx on notices (user_id, created_at desc, id desc) where read_at is null;
grant select, insert, update (read_at) on notices to partner_center_app;

-- ---- reserving and inviting ------------------------------------------------------------------------------------------

-- Prospects that no partner may report: whose they are, as the platform's own sales keep it.
create table reserved_prospects (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  owner           text not null check (owner in ('direct_sales', 'platform', 'online_sales', 'sales_support')),
  name            text not null check (char_length(name) between 1 and 128),
  mobile          text,
  email           text,
  created_by      uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  released_at     timestamptz,
  check (mobile is not null or email is not null)
);
create index reserved_prospects_list_idx on reserved_prospects (created_at desc, id desc);
create index reserved_prospects_mobile_idx on reserved_prospects (mobile) where released_at is null;
create index reserved_prospects_email_idx on reserved_prospects (email) where released_at is null;
grant select, insert, update (released_at) on reserved_prospects to partner_center_app;

create table customer_reports (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  customer_name   text not null check (char_length(customer_name) between 1 and 128),
  contact_name    text not null check (char_length(contact_name) between 1 and 128),
  mobile          text not null,
  email           text,
  label           text check (char_length(label) <= 64),
  remark          text check (char_length(remark) <= 256),
  state           text not null check (state in ('draft', 'pending', 'reported', 'rejected', 'expired', 'withdrawn', 'associated', 'failed')),
  reported_by     uuid references users,
  submitted_at    timestamptz,
  reviewed_at     timestamptz,
  reviewed_by     uuid references users,
  review_note     text check (char_length(review_note) <= 256),
  expires_at      timestamptz,
  ended_at        timestamptz,
  cause           text,
  customer_id     uuid references customers,
  created_at      timestamptz not null default clock_timestamp(),
  search_text     text generated always as (lower(customer_name || ' ' || contact_name || ' ' || coalesce(label, ''))) stored
);
-- While a report is valid nobody else can have one for the same number.
create unique index customer_reports_reserved_key on customer_reports (mobile) where state = 'reported';
create index customer_reports_list_idx on customer_reports (organization_id, created_at desc, id desc);
create index customer_reports_state_idx on customer_reports (organization_id, state, created_at desc, id desc);
create index customer_reports_review_idx on customer_reports (state, created_at desc, id desc);
create index customer_reports_expiry_idx on customer_reports (expires_at) where state = 'reported';
create index customer_reports_mobile_idx on customer_reports (mobile);
create index customer_reports_search_idx on customer_reports using gin (search_text gin_trgm_ops);
grant select, insert, update (state, submitted_at, reviewed_at, reviewed_by, review_note, expires_at, ended_at, cause, customer_id)
  on customer_reports to partner_center_app;

create table invitations (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  kind            text not null check (kind in ('email', 'link', 'custom_link')),
  type            text not null check (type in ('resale', 'referral')),
  report_id       uuid references customer_reports,
  email           text,
  label           text check (char_length(label) <= 64),
  -- Links are shown again whenever their maker asks; the one in a mail is known by its digest only.
  token           text,
  token_hash      bytea not null unique,
  created_by      uuid not null references users,
  created_at      timestamptz not null default clock_timestamp(),
  expires_at      timestamptz,
  used_at         timestamptz,
  withdrawn_at    timestamptz,
  joined_count    integer not null default 0,
  check ((kind = 'email') = (email is not null)),
  check ((kind = 'email') = (expires_at is not null)),
  check ((kind = 'email') = (token is null)),
  check (kind <> 'custom_link' or label is not null)
);
create unique index invitations_general_link_key on invitations (created_by, type) where kind = 'link' and withdrawn_at is null;
create index invitations_list_idx on invitations (organization_id, created_at desc, id desc);
create index invitations_kind_idx on invitations (organization_id, kind, created_at desc, id desc);
create index invitations_report_idx on invitations (report_id, created_at desc) where report_id is not null;
grant select, insert, update (used_at, withdrawn_at, joined_count) on invitations to partner_center_app;

-- How each attempt to join ended, for the partner: with the customer, or with the cause.
create table association_attempts (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  invitation_id   uuid references invitations,
  report_id       uuid references customer_reports,
  customer_id     uuid references customers,
  customer_name   text,
  via             text not null check (via in ('email', 'link', 'custom_link', 'api')),
  type            text not null check (type in ('resale', 'referral')),
  outcome         text not null check (outcome in ('associated', 'failed')),
  cause           text,
  account_manager_id uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  check ((outcome = 'failed') = (cause is not null))
);
create index association_attempts_list_idx on association_attempts (organization_id, created_at desc, id desc);
create index association_attempts_outcome_idx on association_attempts (organization_id, outcome, created_at desc, id desc);
create index association_attempts_manager_idx on association_attempts (organization_id, account_manager_id, created_at desc, id desc);
grant select, insert on association_attempts to partner_center_app;
create trigger association_attempts_keep_rows before update or delete on association_attempts for each row execute function refuse_change();
create trigger association_attempts_keep_all before truncate on association_attempts for each statement execute function refuse_change();

-- What a customer agreed to when it joined. Written once, never changed.
create table consents (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  association_id  uuid not null references associations,
  partner_id      uuid not null references organizations,
  user_id         uuid not null references users,
  document        text not null check (document in ('user_agreement', 'privacy_statement', 'partner_notice', 'association_terms')),
  version         text not null check (char_length(version) between 1 and 32),
  language        text not null check (language in ('zh-CN', 'en')),
  address         text,
  agreed_at       timestamptz not null default clock_timestamp(),
  constraint consents_once_key unique (association_id, document)
);
create index consents_organization_idx on consents (organization_id, agreed_at desc, id desc);
grant select, insert on consents to partner_center_app;
create trigger consents_keep_rows before update or delete on consents for each row execute function refuse_change();
create trigger consents_keep_all before truncate on consents for each statement execute function refuse_change();

-- A customer made by a partner's program, waiting to be associated with it.
create table pending_associations (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  customer_id     uuid not null references customers,
  type            text not null check (type in ('resale', 'referral')),
  api_key_id      uuid references api_keys,
  state           text not null default 'waiting' check (state in ('waiting', 'done', 'failed')),
  cause           text,
  created_at      timestamptz not null default clock_timestamp(),
  finished_at     timestamptz
);
create index pending_associations_waiting_idx on pending_associations (created_at, id) where state = 'waiting';
grant select, insert, update (state, cause, finished_at) on pending_associations to partner_center_app;

-- ---- customers -------------------------------------------------------------------------------------------------------

alter table customers
  -- What the platform knows of a customer that keeps it from being associated.
  add column obstacles text[] not null default '{}' check (obstacles <@ array['special_contract', 'unpaid_bills', 'unified_accounting_member',
    'consumer_cloud_user', 'reward_plan', 'other_site', 'cash_consumption', 'professional_service_contract', 'reserved_instances', 'enterprise_member', 'enterprise_master']),
  add column refuses_marketing boolean not null default false,
  -- Whose platform `platform_type` and `platform_user_id` speak of.
  add column platform_partner_id uuid references organizations,
  add column new_tag text check (new_tag in ('Y', 'N', 'UNDETERMINED')),
  add column new_tag_from date,
  add column new_tag_until date;
create unique index customers_platform_user_key on customers (platform_partner_id, platform_type, platform_user_id) where platform_partner_id is not null;
grant update (obstacles, refuses_marketing, new_tag, new_tag_from, new_tag_until) on customers to partner_center_app;

alter table associations
  add column remark text check (char_length(remark) <= 256),
  add column invitation_id uuid references invitations,
  -- The partner's freeze belongs to the relation and ends with it; the operator's is the organization's own.
  add column freeze_level text check (freeze_level in ('account', 'account_and_resource')),
  add column frozen_at timestamptz,
  add column freeze_reason text check (char_length(freeze_reason) <= 256),
  add column ended_reason text check (ended_reason in ('disassociated', 'switched')),
  add constraint associations_freeze_check check ((freeze_level is null) = (frozen_at is null) and (freeze_level is null) = (freeze_reason is null)),
  add constraint associations_end_check check (ended_reason is null or ended_at is not null);
create index associations_label_idx on associations using gin (lower(label) gin_trgm_ops) where ended_at is null;
create index associations_frozen_idx on associations (organization_id, associated_at desc, id desc) where ended_at is null and freeze_level is not null;
grant update (remark, freeze_level, frozen_at, freeze_reason, ended_reason) on associations to partner_center_app;

-- Who looked after a customer, from when to when. The database writes it whenever the association says somebody else.
create table account_manager_periods (
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  association_id  uuid not null references associations,
  user_id         uuid not null references users,
  started_at      timestamptz not null,
  ended_at        timestamptz,
  primary key (association_id, started_at),
  check (ended_at >= started_at)
);
create unique index account_manager_periods_open_key on account_manager_periods (association_id) where ended_at is null;
grant select, insert, update (ended_at) on account_manager_periods to partner_center_app;

create function keep_account_manager_periods() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
declare moment timestamptz := clock_timestamp();
begin
  if tg_op = 'UPDATE' then
    if new.account_manager_id is not distinct from old.account_manager_id and (new.ended_at is null or old.ended_at is not null) then
      return null;
    end if;
    update account_manager_periods set ended_at = greatest(moment, started_at) where association_id = new.id and ended_at is null;
  end if;
  if new.account_manager_id is not null and new.ended_at is null then
    insert into account_manager_periods (organization_id, root_id, association_id, user_id, started_at)
      values (new.organization_id, new.root_id, new.id, new.account_manager_id, case tg_op when 'INSERT' then new.associated_at else moment end);
  end if;
  return null;
end $$;
insert into account_manager_periods (organization_id, root_id, association_id, user_id, started_at, ended_at)
  select organization_id, root_id, id, account_manager_id, associated_at, ended_at from associations where account_manager_id is not null;
create trigger associations_keep_managers after insert or update of account_manager_id, ended_at on associations
  for each row execute function keep_account_manager_periods();

create table customer_contacts (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  name            text not null check (char_length(name) between 1 and 64),
  position        text check (char_length(position) <= 64),
  mobile          text,
  email           text,
  created_at      timestamptz not null default clock_timestamp(),
  check (mobile is not null or email is not null)
);
create index customer_contacts_organization_idx on customer_contacts (organization_id, created_at, id);
grant select, insert, delete, update (name, position, mobile, email) on customer_contacts to partner_center_app;

create table saved_views (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  user_id         uuid not null references users,
  list            text not null check (list in ('customers')),
  name            text not null check (char_length(name) between 1 and 64),
  query           text not null check (char_length(query) <= 2000),
  created_at      timestamptz not null default clock_timestamp(),
  constraint saved_views_name_key unique (user_id, list, name)
);
grant select, insert, delete, update (name, query) on saved_views to partner_center_app;

-- ---- taking lists out ------------------------------------------------------------------------------------------------

create table export_tasks (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  user_id         uuid not null references users,
  list            text not null check (list in ('customers')),
  format          text not null check (format in ('csv', 'xlsx')),
  filter          jsonb not null,
  language        text not null check (language in ('zh-CN', 'en')),
  time_zone       text not null,
  state           text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  rows_done       integer not null default 0,
  rows_total      integer,
  bytes           bigint,
  sha256          text check (sha256 ~ '^[0-9a-f]{64}$'),
  attempts        integer not null default 0,
  heartbeat_at    timestamptz,
  created_at      timestamptz not null default clock_timestamp(),
  finished_at     timestamptz,
  removed_at      timestamptz
);
create index export_tasks_list_idx on export_tasks (organization_id, created_at desc, id desc);
create index export_tasks_waiting_idx on export_tasks (created_at, id) where state in ('waiting', 'running');
create index export_tasks_done_idx on export_tasks (finished_at) where state = 'done' and removed_at is null;
grant select, insert, update (state, rows_done, rows_total, bytes, sha256, attempts, heartbeat_at, finished_at, removed_at) on export_tasks to partner_center_app;

create table export_chunks (
  task_id         uuid not null references export_tasks,
  number          integer not null,
  organization_id uuid not null,
  root_id         uuid not null,
  bytes           bytea not null,
  primary key (task_id, number)
);
alter table export_chunks alter column bytes set storage external;
grant select, insert, delete on export_chunks to partner_center_app;

-- ---- changing and parting --------------------------------------------------------------------------------------------

create table association_changes (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  customer_id     uuid not null references customers,
  association_id  uuid not null references associations,
  kind            text not null check (kind in ('disassociate', 'switch')),
  from_type       text not null check (from_type in ('resale', 'referral')),
  to_type         text check (to_type in ('resale', 'referral')),
  started_by      text not null check (started_by in ('partner', 'customer')),
  reason          text not null check (char_length(reason) between 1 and 256),
  state           text not null default 'submitted' check (state in ('submitted', 'completed', 'rejected', 'withdrawn')),
  user_id         uuid references users,
  answer          text check (char_length(answer) <= 256),
  answered_by     uuid references users,
  returned_minor  bigint check (returned_minor >= 0),
  currency        char(3),
  created_at      timestamptz not null default clock_timestamp(),
  ended_at        timestamptz,
  check ((kind = 'switch') = (to_type is not null)),
  check ((state = 'submitted') = (ended_at is null)),
  check (to_type <> from_type)
);
create unique index association_changes_open_key on association_changes (association_id) where state = 'submitted';
create index association_changes_list_idx on association_changes (organization_id, created_at desc, id desc);
create index association_changes_state_idx on association_changes (organization_id, state, created_at desc, id desc);
create index association_changes_customer_idx on association_changes (customer_id, created_at desc, id desc);
grant select, insert, update (state, answer, answered_by, returned_minor, currency, ended_at) on association_changes to partner_center_app;
