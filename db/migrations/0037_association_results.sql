set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- An event of an association is announced when its row here is made, or when it is plain that nobody wants it: it waits for nothing then.
alter table published_events add column announced_at timestamptz;
create index published_events_unannounced_idx on published_events (position)
  where announced_at is null and type in ('customer.associated', 'customer.left');
grant update (announced_at) on published_events to partner_center_app;

-- A test of the address is about no event and no customer.
alter table association_results
  alter column event_id drop not null,
  alter column customer_id drop not null,
  add check ((event_id is null) = (customer_id is null));
-- Results of one customer go out one after the other.
create index association_results_customer_idx on association_results (customer_id, organization_id, created_at, id);
create index association_results_tests_idx on association_results (created_at) where event_id is null;
-- What is due is asked partner by partner.
drop index association_results_due_idx;
create index association_results_waiting_idx on association_results (organization_id, next_at, id) where state = 'waiting';
