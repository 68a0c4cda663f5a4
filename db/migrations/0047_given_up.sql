set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Since when an endpoint has failed is one thing, how long it was not even tried another: while its organization is frozen, or no worker runs,
-- nobody knows how it does. `untried_seconds` is taken off before it is given up.
alter table webhook_endpoints
  add column last_failure_at timestamptz,
  add column untried_seconds integer not null default 0 check (untried_seconds >= 0);
grant update (last_failure_at, untried_seconds) on webhook_endpoints to partner_center_app;

-- Whether administrators have heard lately that results of associations do not arrive.
create index association_results_failed_idx on association_results (organization_id, finished_at) where state = 'failed';
