set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- No foreign keys: the command has read and locked every row named here, and a check per row and key would be paid while a balance is held.
-- The oracle adjustment_without_party (domain/ledger/oracles.ts) counts what a foreign key would have refused.
create table fund_adjustments (
  id                uuid primary key,
  organization_id   uuid not null,
  root_id           uuid not null,
  kind              text not null check (kind in ('allocate', 'reclaim', 'unbind')),
  counterparty_kind text not null check (counterparty_kind in ('customer', 'reseller')),
  counterparty_id   uuid not null,
  amount_minor      bigint not null check (amount_minor > 0),
  currency          char(3) not null,
  transfer_id       uuid not null unique,
  acting_organization_id uuid not null,
  user_id           uuid,
  api_key_id        uuid,
  memo              text check (char_length(memo) <= 256),
  created_at        timestamptz not null
);
create index fund_adjustments_list_idx on fund_adjustments (organization_id, created_at desc, id desc);
create index fund_adjustments_party_idx on fund_adjustments (organization_id, counterparty_id, created_at desc, id desc);
create index fund_adjustments_kind_idx on fund_adjustments (organization_id, kind, created_at desc, id desc);
create index fund_adjustments_user_idx on fund_adjustments (organization_id, user_id, created_at desc, id desc);
create index fund_adjustments_counterparty_idx on fund_adjustments (counterparty_id, created_at desc, id desc);
create trigger fund_adjustments_keep_rows before update or delete on fund_adjustments for each row execute function refuse_change();
create trigger fund_adjustments_keep_all before truncate on fund_adjustments for each statement execute function refuse_change();

create table bank_transfers (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  payer_name      text not null check (char_length(payer_name) between 1 and 128),
  bank_reference  text not null unique check (char_length(bank_reference) between 1 and 64),
  amount_minor    bigint not null check (amount_minor > 0),
  currency        char(3) not null,
  received_on     date not null,
  note            text check (char_length(note) <= 256),
  transfer_id     uuid not null unique,
  user_id         uuid references users,
  created_at      timestamptz not null
);
create index bank_transfers_list_idx on bank_transfers (created_at desc, id desc);
create index bank_transfers_organization_idx on bank_transfers (organization_id, created_at desc, id desc);
create trigger bank_transfers_keep_rows before update or delete on bank_transfers for each row execute function refuse_change();
create trigger bank_transfers_keep_all before truncate on bank_transfers for each statement execute function refuse_change();

create table adjustment_batches (
  id              uuid primary key,
  organization_id uuid not null references organizations,
  root_id         uuid not null,
  kind            text not null check (kind in ('allocate', 'reclaim')),
  source          text not null check (source in ('selection', 'paste', 'file')),
  file_name       text check (char_length(file_name) <= 256),
  state           text not null default 'draft' check (state in ('draft', 'running', 'done')),
  item_count      integer not null check (item_count between 1 and 5000),
  user_id         uuid references users,
  created_at      timestamptz not null default clock_timestamp(),
  started_at      timestamptz,
  finished_at     timestamptz
);
create index adjustment_batches_list_idx on adjustment_batches (organization_id, created_at desc, id desc);

create table adjustment_batch_items (
  batch_id        uuid not null references adjustment_batches,
  row_number      integer not null,
  organization_id uuid not null,
  root_id         uuid not null,
  customer_text   text not null,
  amount_text     text not null,
  memo            text,
  customer_id     uuid,
  amount_minor    bigint,
  outcome         text not null default 'waiting' check (outcome in ('waiting', 'done', 'refused')),
  refusal         text,
  adjustment_id   uuid,
  primary key (batch_id, row_number),
  check ((outcome = 'done') = (adjustment_id is not null)),
  check ((outcome = 'refused') = (refusal is not null))
);

grant select, insert on fund_adjustments, bank_transfers to partner_center_app;
grant select, insert on adjustment_batches, adjustment_batch_items to partner_center_app;
grant update (state, started_at, finished_at) on adjustment_batches to partner_center_app;
grant update (customer_id, amount_minor, outcome, refusal, adjustment_id) on adjustment_batch_items to partner_center_app;
