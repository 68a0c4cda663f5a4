set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Signatures that were not accepted, by the access key they named and the address they came from; with no access key, of that address in all.
-- Lost at a crash on purpose: counting then starts anew.
create unlogged table signature_failures (
  access_key    text not null check (char_length(access_key) <= 20),
  address       text not null check (char_length(address) between 1 and 64),
  failures      integer not null,
  since         timestamptz not null,
  blocked_until timestamptz,
  primary key (access_key, address)
);
create index signature_failures_since_idx on signature_failures (since);
grant select, insert, update, delete on signature_failures to partner_center_app;
