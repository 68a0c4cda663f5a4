set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The platform's list of every coupon, and what a quota was cut into and got back.
create index coupons_all_idx on coupons (created_at desc, id desc);
create index coupon_records_parent_idx on coupon_records (parent_quota_id, created_at desc, id desc) where parent_quota_id is not null;
