set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- In the order of the lists, for what is asked for most and for what is rare in them.
create index coupon_quotas_issued_idx on coupon_quotas (root_id, created_at desc, id desc) where parent_id is not null;
create index coupons_state_idx on coupons (organization_id, state, created_at desc, id desc);
create index coupons_ending_idx on coupons (organization_id, expires_at) include (customer_id, account_id) where state = 'usable';
create index coupons_order_idx on coupons (order_id) where order_id is not null;
create index coupons_lock_order_idx on coupons (lock_order_id) where lock_order_id is not null;
create index coupon_records_declined_idx on coupon_records (organization_id, created_at desc, id desc) where refusal is not null;
create index coupon_records_api_idx on coupon_records (organization_id, created_at desc, id desc) where api_key_id is not null;

-- A quota's balance explained by its records is summed up from these alone.
create index coupon_records_sums_idx on coupon_records (quota_id, kind) include (amount_minor) where transfer_id is not null;
create index coupon_records_parent_sums_idx on coupon_records (parent_quota_id, kind) include (amount_minor)
  where transfer_id is not null and kind in ('quota_issue', 'quota_reclaim');
