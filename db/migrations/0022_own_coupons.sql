set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- A customer's own coupons in the order in which they end.
create index coupons_own_idx on coupons (customer_id, expires_at, id);
