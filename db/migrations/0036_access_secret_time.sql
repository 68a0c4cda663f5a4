set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- When the bucket's secret in force was entered: what tells a change that replaced it from one that kept it. The box itself cannot, since it
-- is sealed again whenever the key that seals is replaced.
alter table access_configurations
  add column bucket_secret_set_at timestamptz,
  add constraint access_configurations_secret_time_check check ((bucket_secret_set_at is null) = (sealed_bucket_secret is null));
grant update (bucket_secret_set_at) on access_configurations to partner_center_app;
