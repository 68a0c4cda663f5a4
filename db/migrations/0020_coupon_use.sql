set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- An order uses one coupon. Of each customer, since it is the customer that says which order it is.
create unique index coupons_one_per_order_key on coupons (customer_id, lock_order_id) where lock_order_id is not null;

-- What the job looks for. Coupons that were used up are never due, however many there are of them by then; those whose uses were used up
-- before their balance are few.
drop index coupons_expiry_idx;
create index coupons_due_idx on coupons (expires_at, id) where state = 'usable';
create index coupons_uses_gone_idx on coupons (expires_at, id) where state = 'used' and limits ->> 'usesMax' is not null;

-- What an order has used, and what of it was refunded.
create index coupon_records_order_idx on coupon_records (customer_id, order_id) where order_id is not null;
