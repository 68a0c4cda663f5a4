set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Whoever writes a published event, positions grow in the order of commits: they are given under a lock that is held to the commit.
create function published_events_in_order() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7021010);
  new.position := nextval('published_events_position_seq');
  return new;
end $$;
create trigger published_events_in_order before insert on published_events for each row execute function published_events_in_order();

-- What waits is asked for by endpoint, of which each has two under way at most.
drop index webhook_deliveries_due_idx;
create index webhook_deliveries_due_idx on webhook_deliveries (endpoint_id, next_at, id) where state = 'waiting';
create index webhook_secrets_ended_idx on webhook_secrets (expires_at) where expires_at is not null;
create index published_events_age_idx on published_events (published_at);
