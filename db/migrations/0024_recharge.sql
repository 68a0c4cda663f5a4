set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- the ledger -------------------------------------------------------------------------------------------------

-- What has arrived and is nobody's yet lies in `recharge_suspense`; what a partner takes out waits in `held` until the bank has it;
-- `payment_clearing` stands for the payment providers.
alter table ledger_accounts drop constraint ledger_accounts_purpose_check;
alter table ledger_accounts add constraint ledger_accounts_purpose_check check (purpose in
  ('funds', 'held', 'bank_clearing', 'payment_clearing', 'recharge_suspense', 'coupon_issuance', 'coupon_spent', 'quota', 'coupon'));

create or replace function ledger_open_accounts(p_owners uuid[], p_purpose text, p_unit text, p_subjects uuid[]) returns bigint[]
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  wrong text;
  accounts bigint[];
begin
  select string_agg(distinct coalesce(o.kind, 'nobody'), ', ') into wrong
    from unnest(p_owners) u (owner) left join organizations o on o.id = u.owner
   where o.kind is null or not case p_purpose
     when 'funds' then o.kind <> 'operator'
     when 'held' then o.kind not in ('operator', 'customer')
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
    select id, p_unit, case when p_purpose in ('bank_clearing', 'payment_clearing', 'coupon_issuance') then -(2::bigint ^ 62)::bigint else 0 end from opened;
  select array_agg(a.id order by u.ord) into accounts
    from unnest(p_owners, p_subjects) with ordinality u (owner, subject, ord)
    join ledger_accounts a on a.owner_id = u.owner and a.purpose = p_purpose and a.unit_code = p_unit and a.subject_id is not distinct from u.subject;
  if cardinality(accounts) is distinct from cardinality(p_owners) then
    raise exception 'every account is opened once' using errcode = 'LG006';
  end if;
  return accounts;
end $$;

-- ---- credit and alerts ------------------------------------------------------------------------------------------

-- What the operator has set for a partner, each time in full. The newest row counts; the floor of its account says the same.
create table credit_terms (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  account_id      bigint not null,
  currency        char(3) not null,
  credit_limit_minor  bigint not null check (credit_limit_minor >= 0),
  designated_minor    bigint not null check (designated_minor >= 0),
  -- What it still owes invoices for: it may be spent, but not taken out.
  owed_invoices_minor bigint not null check (owed_invoices_minor >= 0),
  credit_limit_was_minor  bigint not null,
  designated_was_minor    bigint not null,
  owed_invoices_was_minor bigint not null,
  reason          text not null check (char_length(reason) between 1 and 256),
  user_id         uuid not null references users,
  created_at      timestamptz not null default clock_timestamp()
);
create index credit_terms_list_idx on credit_terms (organization_id, created_at desc, id desc);
create index credit_terms_all_idx on credit_terms (created_at desc, id desc);
create trigger credit_terms_keep_rows before update or delete on credit_terms for each row execute function refuse_change();
create trigger credit_terms_keep_all before truncate on credit_terms for each statement execute function refuse_change();

create index credit_terms_account_idx on credit_terms (account_id, created_at desc, id desc);
grant select on credit_terms to partner_center_ledger;

drop trigger ledger_balances_forward on ledger_balances;
create trigger ledger_balances_forward before update on ledger_balances for each row
  when (new.account_id <> old.account_id or new.unit_code <> old.unit_code
        or (new.floor_minor <> old.floor_minor and (new.debits_minor, new.credits_minor, new.seq, new.frozen) is distinct from
            (old.debits_minor, old.credits_minor, old.seq, old.frozen))
        or new.debits_minor < old.debits_minor or new.credits_minor < old.credits_minor or new.seq < old.seq)
  execute function ledger_refuse_backwards();
-- A floor moves alone, and only to where the newest terms of the account say: what is earmarked less the credit limit.
create function ledger_check_floor() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if new.floor_minor is distinct from (select designated_minor - credit_limit_minor from credit_terms where account_id = new.account_id
                                        order by created_at desc, id desc limit 1) then
    raise exception 'a floor is what the terms of the account say' using errcode = 'LG005';
  end if;
  return new;
end $$;
create trigger ledger_balances_floor_terms before update on ledger_balances for each row
  when (new.floor_minor <> old.floor_minor) execute function ledger_check_floor();

-- Answers whether it could be set: not where the balance lies below it. Holds the balance until the commit.
create function ledger_set_floor(p_account bigint, p_floor bigint) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  net bigint;
begin
  if not exists (select 1 from ledger_accounts a join organizations o on o.id = a.owner_id
                  where a.id = p_account and a.purpose = 'funds' and o.kind in ('distributor', 'solution_provider')) then
    raise exception 'only money of a partner at the top of a tree is earmarked or lent' using errcode = 'LG009';
  end if;
  select credits_minor - debits_minor into strict net from ledger_balances where account_id = p_account for no key update;
  if net < p_floor then
    return false;
  end if;
  update ledger_balances set floor_minor = p_floor where account_id = p_account;
  return true;
end $$;
grant create on schema public to partner_center_ledger;
alter function ledger_set_floor(bigint, bigint) owner to partner_center_ledger;
revoke create on schema public from partner_center_ledger;
revoke all on function ledger_set_floor(bigint, bigint) from public;
grant execute on function ledger_set_floor(bigint, bigint) to partner_center_app;

-- Below which balance somebody is to be told: its own, or that of one of its customers.
create table balance_thresholds (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  customer_id     uuid references customers,
  threshold_minor bigint not null check (threshold_minor > 0),
  currency        char(3) not null,
  -- Told, and not told again before the balance has been above it.
  is_crossed      boolean not null default false,
  crossed_at      timestamptz,
  user_id         uuid not null references users,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  constraint balance_thresholds_subject_key unique nulls not distinct (organization_id, customer_id)
);
create index balance_thresholds_list_idx on balance_thresholds (organization_id, created_at desc, id desc);

-- ---- dedicated remittance accounts and payers -------------------------------------------------------------------

-- The operator's accounts at banks. Partners' numbers begin with the prefix and stand for this account.
create table receiving_accounts (
  id               uuid primary key,
  organization_id  uuid not null references organizations,
  root_id          uuid not null,
  account_name     text not null check (char_length(account_name) between 1 and 128),
  bank_name        text not null check (char_length(bank_name) between 1 and 128),
  branch           text not null check (char_length(branch) between 1 and 128),
  account_number   text not null check (account_number ~ '^[A-Z0-9]{5,34}$'),
  number_prefix    text not null check (number_prefix ~ '^[0-9]{4,12}$'),
  currency         char(3) not null,
  arrival_days_min integer not null check (arrival_days_min between 0 and 30),
  arrival_days_max integer not null check (arrival_days_max between arrival_days_min and 30),
  -- New dedicated numbers are cut from the one that is the default.
  is_default       boolean not null default false,
  state            text not null default 'active' check (state in ('active', 'closed')),
  user_id          uuid references users,
  created_at       timestamptz not null default clock_timestamp(),
  updated_at       timestamptz not null default clock_timestamp(),
  constraint receiving_accounts_number_key unique (account_number),
  constraint receiving_accounts_prefix_key unique (number_prefix),
  check (state = 'active' or not is_default)
);
create unique index receiving_accounts_default_key on receiving_accounts (organization_id) where is_default;
create index receiving_accounts_list_idx on receiving_accounts (organization_id, created_at desc, id desc);

create sequence remittance_account_numbers;
create table remittance_accounts (
  id                   uuid primary key,
  organization_id      uuid not null references organizations,
  root_id              uuid not null,
  receiving_account_id uuid not null references receiving_accounts,
  -- Prefix, eight digits that are given once, two check digits (ISO 7064, MOD 97-10).
  number               text not null check (number ~ '^[0-9]{14,22}$'),
  currency             char(3) not null,
  user_id              uuid not null references users,
  created_at           timestamptz not null default clock_timestamp(),
  constraint remittance_accounts_number_key unique (number),
  constraint remittance_accounts_organization_key unique (organization_id)
);
create trigger remittance_accounts_keep_rows before update or delete on remittance_accounts for each row execute function refuse_change();
create trigger remittance_accounts_keep_all before truncate on remittance_accounts for each statement execute function refuse_change();

create table entrusted_payers (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  payer_name      text not null check (char_length(payer_name) between 1 and 128),
  -- As names are compared: see lib/payer-name.ts.
  name_key        text not null check (char_length(name_key) between 1 and 256),
  payer_type      text not null check (payer_type in ('enterprise', 'individual')),
  relationship    text not null check (relationship in ('affiliate', 'creditor_debtor', 'other')),
  reason          text not null check (reason in ('on_behalf', 'debt', 'other')),
  note            text check (char_length(note) <= 256),
  agreement_version text not null check (char_length(agreement_version) between 1 and 32),
  expires_at      timestamptz,
  voided_at       timestamptz,
  voided_by       uuid references users,
  user_id         uuid not null references users,
  created_at      timestamptz not null default clock_timestamp(),
  check ((voided_at is null) = (voided_by is null)),
  check (expires_at > created_at)
);
create unique index entrusted_payers_name_key on entrusted_payers (organization_id, name_key) where voided_at is null;
create index entrusted_payers_list_idx on entrusted_payers (organization_id, created_at desc, id desc);
create index entrusted_payers_match_idx on entrusted_payers (name_key) where voided_at is null;
-- Void is final.
create function entrusted_payers_stay_void() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'an agreement that is void stays void' using errcode = 'RC001';
end $$;
create trigger entrusted_payers_stay_void before update on entrusted_payers for each row
  when (old.voided_at is not null) execute function entrusted_payers_stay_void();

-- ---- the bank feed ----------------------------------------------------------------------------------------------

create table bank_profiles (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  name            text not null check (char_length(name) between 1 and 64),
  definition      jsonb not null,
  archived_at     timestamptz,
  user_id         uuid not null references users,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp()
);
create unique index bank_profiles_name_key on bank_profiles (organization_id, name) where archived_at is null;

create table bank_files (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  name            text not null check (char_length(name) between 1 and 256),
  source          text not null check (source in ('upload', 'folder')),
  format          text not null check (format in ('camt053', 'camt054', 'mt940', 'csv')),
  -- For CSV: one of the built-in profiles by its key, or a saved one as it was at that time.
  profile_name    text check (char_length(profile_name) <= 64),
  profile         jsonb,
  sha256          bytea not null,
  bytes           bigint not null check (bytes >= 0),
  state           text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'refused')),
  -- Why it was refused, at which line of the file, and what stood there.
  refusal         text,
  refusal_line    integer,
  refusal_detail  jsonb,
  lines_total     integer,
  lines_done      integer not null default 0,
  -- Of the lines: new ones, and such as were known from an earlier file.
  lines_new       integer not null default 0,
  lines_known     integer not null default 0,
  attempt         integer not null default 0,
  heartbeat_at    timestamptz,
  user_id         uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  started_at      timestamptz,
  finished_at     timestamptz,
  check ((state = 'refused') = (refusal is not null)),
  check ((state in ('done', 'refused')) = (finished_at is not null)),
  check ((format = 'csv') = (profile is not null))
);
create unique index bank_files_content_key on bank_files (organization_id, sha256) where state <> 'refused';
create index bank_files_list_idx on bank_files (organization_id, created_at desc, id desc);
create index bank_files_waiting_idx on bank_files (created_at) where state in ('waiting', 'running');

create table bank_file_chunks (
  file_id         uuid not null references bank_files,
  number          integer not null check (number >= 0),
  organization_id uuid not null,
  root_id         uuid not null,
  bytes           bytea not null,
  primary key (file_id, number)
);

-- One account's statement within a file. A notification (camt.054) has no balances.
create table bank_statements (
  id                   uuid primary key,
  organization_id      uuid not null references organizations,
  root_id              uuid not null,
  file_id              uuid not null references bank_files,
  number               integer not null,
  receiving_account_id uuid not null references receiving_accounts,
  reference            text check (char_length(reference) <= 128),
  currency             char(3) not null,
  opening_minor        bigint,
  closing_minor        bigint,
  credits_minor        bigint not null check (credits_minor >= 0),
  debits_minor         bigint not null check (debits_minor >= 0),
  line_count           integer not null check (line_count >= 0),
  from_on              date,
  to_on                date,
  created_at           timestamptz not null default clock_timestamp(),
  unique (file_id, number),
  check (opening_minor is null or closing_minor is null or opening_minor + credits_minor - debits_minor = closing_minor)
);
create trigger bank_statements_keep_rows before update or delete on bank_statements for each row execute function refuse_change();
create trigger bank_statements_keep_all before truncate on bank_statements for each statement execute function refuse_change();

create table bank_lines (
  id                   uuid primary key,
  organization_id      uuid not null references organizations,
  root_id              uuid not null,
  file_id              uuid not null references bank_files,
  statement_id         uuid not null references bank_statements,
  line_number          integer not null check (line_number > 0),
  receiving_account_id uuid not null references receiving_accounts,
  -- What the bank itself calls the line; where it calls it nothing, the fingerprint alone tells it from others.
  bank_reference       text check (char_length(bank_reference) between 1 and 64),
  fingerprint          bytea not null,
  direction            text not null check (direction in ('credit', 'debit')),
  amount_minor         bigint not null check (amount_minor > 0),
  currency             char(3) not null,
  booked_on            date not null,
  value_on             date,
  payer_name           text check (char_length(payer_name) <= 256),
  payer_name_key       text check (char_length(payer_name_key) <= 512),
  payer_account        text check (char_length(payer_account) <= 64),
  -- The number that was paid to, where the bank says it.
  virtual_number       text check (char_length(virtual_number) <= 64),
  remittance_text      text check (char_length(remittance_text) <= 1024),
  end_to_end_id        text check (char_length(end_to_end_id) <= 64),
  -- `posted`: it is a partner's. `suspense`: it lies in the suspense account. `recorded`: it was recorded by hand before. `outgoing`: a debit.
  -- `sent_back`: it has gone back to whom it came from. `returned`: a withdrawal that came back.
  state                text not null check (state in ('posted', 'suspense', 'recorded', 'outgoing', 'sent_back', 'returned')),
  rung                 text check (rung in ('virtual_account', 'reference', 'payer', 'rule')),
  -- What speaks for the match and what against it, and how sure it is in percent.
  reasons              jsonb not null default '[]',
  certainty            integer check (certainty between 0 and 100),
  -- Whose it seems to be, or is.
  partner_id           uuid references organizations,
  -- Its way into the suspense account.
  receipt_transfer_id  uuid unique,
  -- What the operator was told of: it has lain there for too long.
  alerted_at           timestamptz,
  created_at           timestamptz not null default clock_timestamp(),
  updated_at           timestamptz not null default clock_timestamp(),
  constraint bank_lines_fingerprint_key unique (receiving_account_id, fingerprint),
  check ((direction = 'debit') = (state = 'outgoing')),
  check ((state in ('suspense', 'sent_back', 'returned')) <= (receipt_transfer_id is not null)),
  check (state <> 'posted' or partner_id is not null)
);
create unique index bank_lines_reference_key on bank_lines (receiving_account_id, bank_reference) where bank_reference is not null;
create index bank_lines_file_idx on bank_lines (file_id, line_number);
create index bank_lines_list_idx on bank_lines (organization_id, created_at desc, id desc);
create index bank_lines_state_idx on bank_lines (organization_id, state, created_at desc, id desc);
create index bank_lines_partner_idx on bank_lines (partner_id, created_at desc, id desc) where partner_id is not null;
create index bank_lines_claim_idx on bank_lines (payer_name_key, amount_minor) where state = 'suspense';
create index bank_lines_old_idx on bank_lines (created_at) where state = 'suspense' and alerted_at is null;

-- A decision about a line that lies in suspense: whose it is, or that it goes back. Large and manual ones need a second person.
create table bank_postings (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  line_id         uuid not null references bank_lines,
  kind            text not null check (kind in ('automatic', 'manual', 'claim', 'send_back', 'withdrawal_return')),
  partner_id      uuid references organizations,
  claim_id        uuid,
  withdrawal_id   uuid,
  amount_minor    bigint not null check (amount_minor > 0),
  currency        char(3) not null,
  note            text check (char_length(note) <= 256),
  -- Whether the payer's next transfers are to be suggested for that partner.
  makes_rule      boolean not null default false,
  needs_second    boolean not null,
  state           text not null check (state in ('proposed', 'done', 'rejected', 'withdrawn')),
  -- Nobody, where a job has found it in a file that came by itself.
  proposed_by     uuid references users,
  decided_by      uuid references users,
  decided_at      timestamptz,
  decision_note   text check (char_length(decision_note) <= 256),
  transfer_id     uuid unique,
  created_at      timestamptz not null default clock_timestamp(),
  check ((kind = 'send_back') = (partner_id is null)),
  check ((state = 'done') = (transfer_id is not null)),
  check ((state = 'proposed') = (decided_at is null)),
  constraint bank_postings_second_person check (state <> 'done' or not needs_second or (decided_by is not null and decided_by is distinct from proposed_by))
);
create unique index bank_postings_line_key on bank_postings (line_id) where state in ('proposed', 'done');
create index bank_postings_list_idx on bank_postings (organization_id, state, created_at desc, id desc);
create index bank_postings_line_idx on bank_postings (line_id, created_at desc);
-- What was proposed stays what was proposed, and a decision is made once.
create function bank_postings_decided_once() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a posting is decided once' using errcode = 'RC002';
end $$;
create trigger bank_postings_decided_once before update on bank_postings for each row
  when (old.state <> 'proposed') execute function bank_postings_decided_once();

create table payer_rules (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  payer_name      text not null check (char_length(payer_name) between 1 and 256),
  payer_name_key  text not null check (char_length(payer_name_key) between 1 and 512),
  payer_account   text check (char_length(payer_account) <= 64),
  partner_id      uuid not null references organizations,
  line_id         uuid references bank_lines,
  ended_at        timestamptz,
  ended_by        uuid references users,
  user_id         uuid not null references users,
  created_at      timestamptz not null default clock_timestamp(),
  check ((ended_at is null) = (ended_by is null))
);
create unique index payer_rules_payer_key on payer_rules (payer_name_key, coalesce(payer_account, ''), partner_id) where ended_at is null;
create index payer_rules_list_idx on payer_rules (organization_id, created_at desc, id desc);

create table remittance_claims (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  line_id         uuid not null references bank_lines,
  note            text check (char_length(note) <= 256),
  receipt_name    text not null check (char_length(receipt_name) between 1 and 256),
  receipt_type    text not null check (receipt_type in ('application/pdf', 'image/png', 'image/jpeg')),
  receipt         bytea not null,
  receipt_sha256  bytea not null,
  state           text not null default 'submitted' check (state in ('submitted', 'approved', 'rejected', 'withdrawn')),
  decided_by      uuid references users,
  decided_at      timestamptz,
  decision_note   text check (char_length(decision_note) <= 256),
  user_id         uuid not null references users,
  created_at      timestamptz not null default clock_timestamp(),
  check ((state = 'submitted') = (decided_at is null)),
  check (decided_by is distinct from user_id or state = 'withdrawn' or state = 'submitted')
);
create unique index remittance_claims_open_key on remittance_claims (organization_id, line_id) where state = 'submitted';
create index remittance_claims_list_idx on remittance_claims (organization_id, created_at desc, id desc);
create index remittance_claims_state_idx on remittance_claims (state, created_at desc, id desc);
create index remittance_claims_line_idx on remittance_claims (line_id);

-- What was credited says from which line it came. One reference is one transfer in each of the operator's accounts.
alter table bank_transfers add column line_id uuid unique references bank_lines;
alter table bank_transfers add column receiving_account_id uuid references receiving_accounts;
alter table bank_transfers add column payer_account text check (char_length(payer_account) <= 64);
alter table bank_transfers add column entrusted_payer_id uuid references entrusted_payers;
alter table bank_transfers drop constraint bank_transfers_bank_reference_key;
create unique index bank_transfers_bank_reference_key on bank_transfers (bank_reference, coalesce(receiving_account_id, '00000000-0000-0000-0000-000000000000'::uuid));
alter table bank_transfers drop constraint bank_transfers_payer_name_check;
alter table bank_transfers add constraint bank_transfers_payer_name_check check (char_length(payer_name) between 1 and 256);

-- ---- online recharge --------------------------------------------------------------------------------------------

create table online_recharges (
  id                 uuid primary key,
  organization_id    uuid not null references organizations,
  root_id            uuid not null,
  amount_minor       bigint not null check (amount_minor > 0),
  currency           char(3) not null,
  provider           text not null check (provider ~ '^[a-z][a-z_]{1,31}$'),
  -- What the provider calls the payment.
  provider_reference text check (char_length(provider_reference) between 1 and 64),
  state              text not null default 'created' check (state in ('created', 'paid', 'failed', 'expired')),
  failure            text check (char_length(failure) <= 64),
  expires_at         timestamptz not null,
  transfer_id        uuid unique,
  user_id            uuid not null references users,
  created_at         timestamptz not null default clock_timestamp(),
  paid_at            timestamptz,
  updated_at         timestamptz not null default clock_timestamp(),
  check ((state = 'paid') = (transfer_id is not null)),
  check ((state = 'paid') = (paid_at is not null))
);
create unique index online_recharges_reference_key on online_recharges (provider, provider_reference) where provider_reference is not null;
create index online_recharges_list_idx on online_recharges (organization_id, created_at desc, id desc);
create index online_recharges_open_idx on online_recharges (expires_at) where state = 'created';

-- Everything a provider's door was told, believed or not. Of what was not believed only the digest is kept.
create table payment_notifications (
  id              uuid primary key,
  -- The operator: it is its door.
  organization_id uuid not null,
  root_id         uuid not null,
  provider        text not null,
  recharge_id     uuid,
  notification_id text check (char_length(notification_id) <= 128),
  body_sha256     bytea not null,
  outcome         text not null check (outcome in ('credited', 'failed', 'repeated', 'late', 'bad_signature', 'stale', 'not_readable', 'unknown_payment', 'wrong_amount')),
  created_at      timestamptz not null default clock_timestamp()
);
create index payment_notifications_recharge_idx on payment_notifications (recharge_id, created_at desc);
create index payment_notifications_list_idx on payment_notifications (created_at desc, id desc);
create trigger payment_notifications_keep_rows before update or delete on payment_notifications for each row execute function refuse_change();
create trigger payment_notifications_keep_all before truncate on payment_notifications for each statement execute function refuse_change();

-- ---- withdrawals ------------------------------------------------------------------------------------------------

create table payment_files (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  receiving_account_id uuid not null references receiving_accounts,
  number          text not null unique check (char_length(number) between 1 and 35),
  execution_on    date not null,
  payment_count   integer not null check (payment_count > 0),
  total_minor     bigint not null check (total_minor > 0),
  currency        char(3) not null,
  pain001         text not null,
  csv             text not null,
  sha256          bytea not null,
  state           text not null default 'made' check (state in ('made', 'settling', 'settled')),
  user_id         uuid not null references users,
  settled_by      uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  settled_at      timestamptz
);
create index payment_files_list_idx on payment_files (organization_id, created_at desc, id desc);
create index payment_files_open_idx on payment_files (created_at) where state = 'settling';

create table withdrawals (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  kind            text not null check (kind in ('original', 'bank_card')),
  amount_minor    bigint not null check (amount_minor > 0),
  currency        char(3) not null,
  -- To where, for a bank card; for the original route each flow says it.
  account_name    text check (char_length(account_name) between 1 and 128),
  account_number  text check (account_number ~ '^[A-Z0-9]{5,34}$'),
  bank_name       text check (char_length(bank_name) between 1 and 128),
  branch          text check (char_length(branch) between 1 and 128),
  note            text check (char_length(note) <= 256),
  state           text not null default 'requested' check (state in ('requested', 'approved', 'rejected', 'cancelled', 'sent', 'settled', 'returned')),
  hold_transfer_id uuid not null unique,
  user_id         uuid not null references users,
  decided_by      uuid references users,
  decided_at      timestamptz,
  decision_note   text check (char_length(decision_note) <= 256),
  payment_file_id uuid references payment_files,
  -- The held money's way on: out, or back to the partner.
  end_transfer_id uuid unique,
  ended_by        uuid references users,
  ended_at        timestamptz,
  -- What had been paid and came back from the bank later.
  return_transfer_id uuid unique,
  return_note     text check (char_length(return_note) <= 256),
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  constraint withdrawals_second_person check (decided_by is distinct from user_id or decided_by is null),
  check ((kind = 'bank_card') = (account_number is not null and account_name is not null and bank_name is not null)),
  check ((state in ('sent', 'settled', 'returned')) = (payment_file_id is not null)),
  check ((state in ('rejected', 'cancelled', 'settled', 'returned')) = (end_transfer_id is not null)),
  check (return_transfer_id is null or state = 'returned')
);
create index withdrawals_list_idx on withdrawals (organization_id, created_at desc, id desc);
create index withdrawals_state_idx on withdrawals (state, created_at desc, id desc);
create index withdrawals_all_idx on withdrawals (created_at desc, id desc);
create index withdrawals_file_idx on withdrawals (payment_file_id) where payment_file_id is not null;

-- From which recharges it goes back, the last one first.
create table withdrawal_flows (
  withdrawal_id   uuid not null references withdrawals,
  number          integer not null check (number > 0),
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  recharge_kind   text not null check (recharge_kind in ('bank_transfer', 'online')),
  recharge_id     uuid not null,
  amount_minor    bigint not null check (amount_minor > 0),
  currency        char(3) not null,
  account_name    text,
  account_number  text,
  bank_name       text,
  branch          text,
  primary key (withdrawal_id, number)
);
create index withdrawal_flows_recharge_idx on withdrawal_flows (recharge_kind, recharge_id);
create trigger withdrawal_flows_keep_rows before update or delete on withdrawal_flows for each row execute function refuse_change();
create trigger withdrawal_flows_keep_all before truncate on withdrawal_flows for each statement execute function refuse_change();

-- ---- months -----------------------------------------------------------------------------------------------------

-- A month of one account, in Beijing time, closed for good: each names the digest of the one before.
create table closed_months (
  account_id      bigint not null,
  month           date not null check (extract(day from month) = 1),
  organization_id uuid not null,
  root_id         uuid not null,
  unit_code       text not null,
  opening_minor   bigint not null,
  in_minor        bigint not null check (in_minor >= 0),
  out_minor       bigint not null check (out_minor >= 0),
  closing_minor   bigint not null,
  entry_count     integer not null check (entry_count >= 0),
  last_seq        bigint not null check (last_seq >= 0),
  previous_digest bytea,
  digest          bytea not null,
  created_at      timestamptz not null default clock_timestamp(),
  primary key (account_id, month),
  check (opening_minor + in_minor - out_minor = closing_minor)
);
create index closed_months_owner_idx on closed_months (organization_id, month desc);
create trigger closed_months_keep_rows before update or delete on closed_months for each row execute function refuse_change();
create trigger closed_months_keep_all before truncate on closed_months for each statement execute function refuse_change();

-- ---- who may ----------------------------------------------------------------------------------------------------

grant select, insert on credit_terms, balance_thresholds, receiving_accounts, remittance_accounts, entrusted_payers, bank_profiles, bank_files, bank_file_chunks,
  bank_statements, bank_lines, bank_postings, payer_rules, remittance_claims, online_recharges, payment_notifications, payment_files, withdrawals,
  withdrawal_flows, closed_months to partner_center_app;
grant usage on sequence remittance_account_numbers to partner_center_app;
grant update (threshold_minor, is_crossed, crossed_at, user_id, updated_at), delete on balance_thresholds to partner_center_app;
grant update (account_name, bank_name, branch, arrival_days_min, arrival_days_max, is_default, state, updated_at) on receiving_accounts to partner_center_app;
grant update (voided_at, voided_by) on entrusted_payers to partner_center_app;
grant update (name, definition, archived_at, updated_at) on bank_profiles to partner_center_app;
grant update (state, refusal, refusal_line, refusal_detail, lines_total, lines_done, lines_new, lines_known, attempt, heartbeat_at, started_at, finished_at) on bank_files to partner_center_app;
grant update (state, rung, reasons, certainty, partner_id, alerted_at, updated_at) on bank_lines to partner_center_app;
grant update (state, decided_by, decided_at, decision_note, transfer_id) on bank_postings to partner_center_app;
grant update (ended_at, ended_by) on payer_rules to partner_center_app;
grant update (state, decided_by, decided_at, decision_note) on remittance_claims to partner_center_app;
grant update (provider_reference, state, failure, transfer_id, paid_at, updated_at) on online_recharges to partner_center_app;
grant update (state, settled_by, settled_at) on payment_files to partner_center_app;
grant update (state, decided_by, decided_at, decision_note, payment_file_id, end_transfer_id, ended_by, ended_at, return_transfer_id, return_note, updated_at) on withdrawals to partner_center_app;
