set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The few deliveries under way are counted before every claim, by endpoint and by organization.
create index webhook_deliveries_under_way_idx on webhook_deliveries (endpoint_id) where state = 'waiting' and leased_until is not null;
