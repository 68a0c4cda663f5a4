set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- what the operator looks through ----------------------------------------------------------------------------

create index online_recharges_all_idx on online_recharges (created_at desc, id desc);
create index online_recharges_state_idx on online_recharges (state, created_at desc, id desc);

-- By what a provider calls the payment, of whichever provider.
create index online_recharges_payment_idx on online_recharges (provider_reference) where provider_reference is not null;

-- What a notification said, where it is certain who said it: what the provider calls the payment, and of how much it spoke.
alter table payment_notifications
  add column payment_reference text check (char_length(payment_reference) between 1 and 64),
  add column amount_minor bigint,
  add column currency char(3),
  add constraint payment_notifications_amount_check check ((amount_minor is null) = (currency is null));
create index payment_notifications_outcome_idx on payment_notifications (outcome, created_at desc, id desc);
create index payment_notifications_payment_idx on payment_notifications (payment_reference, created_at desc, id desc) where payment_reference is not null;

-- ---- the original route of what was paid online -----------------------------------------------------------------

-- What was paid through a provider goes back through it: each such payment is a withdrawal of its own, which ends by itself. `asked_with` names
-- the first of those that were asked for together; they are decided together.
alter table withdrawals
  add column route text not null default 'bank' check (route in ('bank', 'provider')),
  add column asked_with uuid references withdrawals;
create index withdrawals_together_idx on withdrawals (asked_with) where asked_with is not null;
create index withdrawals_to_refund_idx on withdrawals (decided_at, id) where route = 'provider' and state = 'approved';
do $$
declare
  wrong text;
begin
  select conname into strict wrong from pg_constraint where conrelid = 'withdrawals'::regclass and contype = 'c'
    and pg_get_constraintdef(oid) like '%payment_file_id%' and pg_get_constraintdef(oid) like '%sent%';
  execute format('alter table withdrawals drop constraint %I', wrong);
end $$;
alter table withdrawals add constraint withdrawals_way_check check (case route
  when 'bank' then (state in ('sent', 'settled', 'returned')) = (payment_file_id is not null)
  else kind = 'original' and payment_file_id is null and return_transfer_id is null end);
create function withdrawals_keep_route() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a withdrawal keeps the way it was asked for' using errcode = 'RC002';
end $$;
create trigger withdrawals_keep_route before update on withdrawals for each row
  when (new.route <> old.route or new.asked_with is distinct from old.asked_with or new.amount_minor <> old.amount_minor)
  execute function withdrawals_keep_route();

-- What a provider is asked to give back. The id is our number for it, under which it is asked again until it is known how it ended.
create table payment_refunds (
  id                uuid primary key,
  organization_id   uuid not null references organizations,
  root_id           uuid not null,
  withdrawal_id     uuid not null references withdrawals,
  recharge_id       uuid not null references online_recharges,
  provider          text not null check (provider ~ '^[a-z][a-z_]{1,31}$'),
  -- What the provider calls the payment, and what it calls the refund.
  payment_reference text not null check (char_length(payment_reference) between 1 and 64),
  refund_reference  text check (char_length(refund_reference) between 1 and 64),
  amount_minor      bigint not null check (amount_minor > 0),
  currency          char(3) not null,
  state             text not null default 'asked' check (state in ('asked', 'refunded', 'failed')),
  -- Why it failed, a word of the provider's.
  failure           text check (char_length(failure) <= 64),
  attempts          integer not null default 0 check (attempts >= 0),
  -- When it is asked next; not before that while a process has it in hand.
  next_at           timestamptz not null default clock_timestamp(),
  -- When the provider has said that it knows of it.
  accepted_at       timestamptz,
  ended_at          timestamptz,
  created_at        timestamptz not null default clock_timestamp(),
  updated_at        timestamptz not null default clock_timestamp(),
  constraint payment_refunds_withdrawal_key unique (withdrawal_id),
  check ((state = 'asked') = (ended_at is null)),
  check (state = 'failed' or failure is null)
);
create unique index payment_refunds_reference_key on payment_refunds (provider, refund_reference) where refund_reference is not null;
create index payment_refunds_due_idx on payment_refunds (next_at, id) where state = 'asked';
create index payment_refunds_recharge_idx on payment_refunds (recharge_id);
create function payment_refunds_end_once() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a refund that is % does not become %', old.state, new.state using errcode = 'RC002';
end $$;
create trigger payment_refunds_end_once before update on payment_refunds for each row
  when (old.state <> 'asked' and new.state <> old.state) execute function payment_refunds_end_once();
grant select, insert on payment_refunds to partner_center_app;
grant update (refund_reference, state, failure, attempts, next_at, accepted_at, ended_at, updated_at) on payment_refunds to partner_center_app;

alter table payment_notifications add column refund_id uuid;
alter table payment_notifications drop constraint payment_notifications_outcome_check;
alter table payment_notifications add constraint payment_notifications_outcome_check check (outcome in
  ('credited', 'failed', 'repeated', 'outdated', 'late', 'refunded', 'refund_failed', 'contradicted', 'bad_signature', 'stale', 'not_readable',
   'unknown_payment', 'wrong_amount'));
