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
