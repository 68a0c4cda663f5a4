set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Whether a code has shown that the number is the organization's, or the operator vouches for it. One that was only typed decides nothing.
alter table organizations add column mobile_proven boolean not null default true;

-- A code belongs to the organization on whose behalf it was sent.
create index verification_codes_owner_idx on verification_codes (organization_id, purpose, target, created_at desc);

-- What cannot be associated now waits a while, and does not hold up the others.
alter table pending_associations
  add column attempts integer not null default 0,
  add column next_at timestamptz not null default clock_timestamp();
drop index pending_associations_waiting_idx;
create index pending_associations_waiting_idx on pending_associations (next_at, id) where state = 'waiting';
grant update (attempts, next_at) on pending_associations to partner_center_app;

-- A mobile number of the mainland is kept without its country code, as lib/mobile.ts spells it.
update organizations set mobile = regexp_replace(mobile, '^0*86', '') where mobile ~ '^0*861[0-9]{10}$';
update customer_contacts set mobile = regexp_replace(mobile, '^0*86', '') where mobile ~ '^0*861[0-9]{10}$';
