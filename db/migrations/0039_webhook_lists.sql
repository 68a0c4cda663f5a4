set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- A range of events is sent again by when they happened.
create index published_events_time_idx on published_events (organization_id, created_at);
-- The log of an endpoint, narrowed to a type of event.
create index webhook_deliveries_endpoint_type_idx on webhook_deliveries (endpoint_id, type, created_at desc, id desc);
