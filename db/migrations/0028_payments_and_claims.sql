set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- A failure that is told of after the payment: what is known since is not taken back.
alter table payment_notifications drop constraint payment_notifications_outcome_check;
alter table payment_notifications add constraint payment_notifications_outcome_check check (outcome in
  ('credited', 'failed', 'repeated', 'outdated', 'late', 'bad_signature', 'stale', 'not_readable', 'unknown_payment', 'wrong_amount'));
create index online_recharges_started_idx on online_recharges (organization_id, expires_at) where state = 'created';

-- How often an organization has looked for transfers of others' names within the hour that began then.
create table claim_searches (
  organization_id uuid primary key references organizations,
  root_id         uuid not null,
  began_at        timestamptz not null default clock_timestamp(),
  searches        integer not null check (searches > 0)
);

-- Receipts are compressed as they are: kept beside the row, not packed a second time.
alter table remittance_claims alter column receipt set storage external;
alter table remittance_claims add constraint remittance_claims_receipt_size check (octet_length(receipt) between 1 and 1500000);
create index remittance_claims_all_idx on remittance_claims (created_at desc, id desc);
create index remittance_claims_own_state_idx on remittance_claims (organization_id, state, created_at desc, id desc);

grant select, insert on claim_searches to partner_center_app;
grant update (began_at, searches) on claim_searches to partner_center_app;
