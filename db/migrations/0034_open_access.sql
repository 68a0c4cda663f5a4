set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- ---- API credentials ------------------------------------------------------------------------------------------------

-- What a key is narrowed to; null narrows nothing. A sandbox key reads, and has writes checked that are never carried out.
alter table api_keys drop constraint api_keys_rights_check;
alter table api_keys
  add column permissions       text[] check (cardinality(permissions) between 1 and 100),
  add column allowed_addresses text[] check (cardinality(allowed_addresses) between 1 and 50),
  add column expires_at        timestamptz,
  add column last_used_address text check (char_length(last_used_address) <= 64),
  add column replaces_id       uuid unique references api_keys,
  add constraint api_keys_rights_check check (rights in ('full', 'read_only', 'sandbox')),
  add constraint api_keys_sandbox_check check (rights <> 'sandbox' or (created_by is not null and expires_at is not null));
-- One sandbox key a person, given a new secret each time it is asked for.
create unique index api_keys_sandbox_idx on api_keys (created_by) where rights = 'sandbox';

-- ---- access configuration -------------------------------------------------------------------------------------------

-- What the platform signs with as service provider: association results, SP metadata, the state of callbacks.
create table signing_keys (
  id                 uuid primary key,
  organization_id    uuid not null references organizations,
  root_id            uuid not null,
  certificate        text not null check (certificate like '-----BEGIN CERTIFICATE-----%'),
  sealed_private_key text not null,
  not_after          timestamptz not null,
  created_at         timestamptz not null default clock_timestamp(),
  retired_at         timestamptz
);
create unique index signing_keys_current_idx on signing_keys (organization_id) where retired_at is null;

create table idp_metadata (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  entity_id       text not null check (char_length(entity_id) between 1 and 1024),
  sign_on_url     text not null check (char_length(sign_on_url) between 1 and 2048),
  -- SHA-256 fingerprint and end of validity of each signing certificate.
  certificates    jsonb not null,
  valid_until     timestamptz,
  is_signed       boolean not null,
  file_name       text not null check (char_length(file_name) between 1 and 255),
  sha256          bytea not null check (octet_length(sha256) = 32),
  file            bytea not null check (octet_length(file) between 1 and 2097152),
  user_id         uuid references users,
  created_at      timestamptz not null default clock_timestamp()
);
alter table idp_metadata alter column file set storage external;
create index idp_metadata_own_idx on idp_metadata (organization_id, created_at desc, id desc);

create table access_configurations (
  organization_id      uuid primary key references organizations,
  root_id              uuid not null,
  -- xaccountType: what the platform calls the partner's platform.
  platform_identifier  text not null unique check (platform_identifier ~ '^[A-Z][A-Z0-9_]{2,31}$'),
  -- [{"name", "mobile", "email"}]
  contacts             jsonb not null default '[]' check (jsonb_typeof(contacts) = 'array' and jsonb_array_length(contacts) <= 5),
  notification_url     text check (char_length(notification_url) between 1 and 2048),
  idp_metadata_id      uuid references idp_metadata,
  attachments_on       boolean not null default false,
  bucket_name          text check (char_length(bucket_name) between 3 and 63),
  bucket_region        text check (char_length(bucket_region) between 1 and 64),
  bucket_access_key    text check (char_length(bucket_access_key) between 1 and 128),
  sealed_bucket_secret text,
  order_payment_url    text check (char_length(order_payment_url) between 1 and 2048),
  recharge_url         text check (char_length(recharge_url) between 1 and 2048),
  created_at           timestamptz not null default clock_timestamp(),
  updated_at           timestamptz not null default clock_timestamp(),
  check (not attachments_on or (bucket_name is not null and bucket_region is not null and bucket_access_key is not null
    and sealed_bucket_secret is not null))
);

-- Every change of the configuration, as it was and as it became; secrets stand in neither. To undo one is another change.
create table access_changes (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  part            text not null check (part in ('contacts', 'notification_url', 'idp_metadata', 'attachments', 'callbacks')),
  before          jsonb not null,
  after           jsonb not null,
  user_id         uuid references users,
  undoes_id       uuid unique references access_changes,
  created_at      timestamptz not null default clock_timestamp()
);
create index access_changes_own_idx on access_changes (organization_id, created_at desc, id desc);
create trigger access_changes_keep_rows before update or delete on access_changes for each row execute function refuse_change();
create trigger access_changes_keep_all before truncate on access_changes for each statement execute function refuse_change();

-- ---- events told to partners' platforms -----------------------------------------------------------------------------

alter table outbox_events add column published_at timestamptz;
update outbox_events set published_at = clock_timestamp();
create index outbox_events_unpublished_idx on outbox_events (created_at, id) where published_at is null;

-- What an organization's platform may hear of. One publisher at a time gives the positions, so that they grow in the order of commits
-- and who reads on from a position misses nothing.
create sequence published_events_position_seq;
create table published_events (
  id              uuid primary key,
  position        bigint not null unique default nextval('published_events_position_seq'),
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  -- Null of a test.
  event_id        uuid references outbox_events,
  type            text not null check (char_length(type) between 3 and 64),
  -- The body as it is sent, byte for byte, however often.
  body            text not null check (octet_length(body) <= 20000),
  created_at      timestamptz not null,
  published_at    timestamptz not null default clock_timestamp(),
  unique (event_id, organization_id),
  check ((type = 'webhook.test') = (event_id is null))
);
create index published_events_own_idx on published_events (organization_id, position);
create index published_events_type_idx on published_events (type, position);

create table webhook_endpoints (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  url             text not null check (char_length(url) between 1 and 2048),
  description     text not null default '' check (char_length(description) <= 128),
  -- Null is every type, also those that come later.
  types           text[] check (cardinality(types) between 1 and 100),
  state           text not null default 'active' check (state in ('active', 'disabled')),
  disabled_reason text check (disabled_reason in ('person', 'gone', 'failing')),
  disabled_at     timestamptz,
  -- Since when every attempt has failed; replays and tests count neither way.
  failing_since   timestamptz,
  last_success_at timestamptz,
  -- Asked to wait (429, 502, 504): nothing is sent before.
  slow_until      timestamptz,
  created_by      uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  updated_at      timestamptz not null default clock_timestamp(),
  check ((state = 'disabled') = (disabled_at is not null)),
  check ((state = 'disabled') = (disabled_reason is not null))
);
create index webhook_endpoints_own_idx on webhook_endpoints (organization_id, created_at desc, id desc);

-- While a secret is replaced there are several, and every delivery is signed with each that has not ended.
create table webhook_secrets (
  id              uuid primary key,
  endpoint_id     uuid not null references webhook_endpoints,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  sealed_secret   text not null,
  created_at      timestamptz not null default clock_timestamp(),
  expires_at      timestamptz
);
create index webhook_secrets_endpoint_idx on webhook_secrets (endpoint_id, created_at desc, id desc);

create table webhook_deliveries (
  id              uuid primary key,
  endpoint_id     uuid not null references webhook_endpoints,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  event_id        uuid not null references published_events on delete cascade,
  type            text not null,
  state           text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'cancelled')),
  -- Attempts since it was last put in the queue: the place in the schedule.
  attempts        integer not null default 0 check (attempts >= 0),
  is_replay       boolean not null default false,
  next_at         timestamptz not null default clock_timestamp(),
  -- Somebody is at it until then; who dies at it leaves it to the next.
  leased_until    timestamptz,
  created_at      timestamptz not null default clock_timestamp(),
  finished_at     timestamptz,
  unique (endpoint_id, event_id),
  check ((state = 'waiting') = (finished_at is null))
);
create index webhook_deliveries_due_idx on webhook_deliveries (next_at, id) where state = 'waiting';
create index webhook_deliveries_endpoint_idx on webhook_deliveries (endpoint_id, created_at desc, id desc);
create index webhook_deliveries_endpoint_state_idx on webhook_deliveries (endpoint_id, state, created_at desc, id desc);
create index webhook_deliveries_event_idx on webhook_deliveries (event_id);

create table webhook_attempts (
  id               uuid primary key,
  delivery_id      uuid not null references webhook_deliveries on delete cascade,
  organization_id  uuid not null references organizations,
  root_id          uuid not null,
  is_replay        boolean not null,
  outcome          text not null check (outcome in ('delivered', 'refused', 'redirected', 'gone', 'slow_down', 'not_allowed', 'unreachable', 'bad_certificate',
                     'timed_out', 'too_large')),
  status           integer check (status between 100 and 999),
  duration_ms      integer not null check (duration_ms >= 0),
  request_headers  jsonb not null,
  response_headers jsonb,
  -- The beginning of it.
  response_body    text check (octet_length(response_body) <= 8192),
  created_at       timestamptz not null default clock_timestamp()
);
create index webhook_attempts_delivery_idx on webhook_attempts (delivery_id, created_at desc, id desc);

-- Results of associations on their way to the address a partner named for them: bound (0) and unbound (1).
create table association_results (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  event_id        uuid not null unique references published_events on delete cascade,
  customer_id     uuid not null,
  bind_action     smallint not null check (bind_action in (0, 1)),
  state           text not null default 'waiting' check (state in ('waiting', 'delivered', 'failed', 'cancelled')),
  attempts        integer not null default 0 check (attempts >= 0),
  next_at         timestamptz not null default clock_timestamp(),
  leased_until    timestamptz,
  last_outcome    text,
  last_status     integer,
  created_at      timestamptz not null default clock_timestamp(),
  finished_at     timestamptz,
  check ((state = 'waiting') = (finished_at is null))
);
create index association_results_due_idx on association_results (next_at, id) where state = 'waiting';
create index association_results_own_idx on association_results (organization_id, created_at desc, id desc);

grant usage on sequence published_events_position_seq to partner_center_app;
grant update (name, permissions, allowed_addresses, expires_at, last_used_address, sealed_secret) on api_keys to partner_center_app;
grant update (published_at) on outbox_events to partner_center_app;
grant select, insert on signing_keys, idp_metadata, access_configurations, access_changes, published_events, webhook_endpoints, webhook_secrets,
  webhook_deliveries, webhook_attempts, association_results to partner_center_app;
grant update (sealed_private_key, retired_at) on signing_keys to partner_center_app;
grant update (contacts, notification_url, idp_metadata_id, attachments_on, bucket_name, bucket_region, bucket_access_key, sealed_bucket_secret,
  order_payment_url, recharge_url, updated_at) on access_configurations to partner_center_app;
grant update (url, description, types, state, disabled_reason, disabled_at, failing_since, last_success_at, slow_until, updated_at)
  on webhook_endpoints to partner_center_app;
grant update (sealed_secret, expires_at), delete on webhook_secrets to partner_center_app;
grant update (state, attempts, is_replay, next_at, leased_until, finished_at) on webhook_deliveries to partner_center_app;
grant update (state, attempts, next_at, leased_until, last_outcome, last_status, finished_at) on association_results to partner_center_app;
-- What is older than it has to be is taken away, with its deliveries and attempts.
grant delete on published_events, webhook_deliveries, webhook_attempts, association_results to partner_center_app;
