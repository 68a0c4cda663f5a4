set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Money that somebody says has arrived, without a bank's file: it is credited when a second person says so too.
create table bank_transfer_proposals (
  id               uuid primary key,
  organization_id  uuid not null references organizations,
  root_id          uuid not null,
  partner_id       uuid not null references organizations,
  payer_name       text not null check (char_length(payer_name) between 1 and 128),
  bank_reference   text not null check (char_length(bank_reference) between 1 and 64),
  amount_minor     bigint not null check (amount_minor > 0),
  currency         char(3) not null,
  received_on      date not null,
  note             text check (char_length(note) <= 256),
  state            text not null default 'proposed' check (state in ('proposed', 'done', 'rejected', 'withdrawn')),
  proposed_by      uuid not null references users,
  decided_by       uuid references users,
  decided_at       timestamptz,
  decision_note    text check (char_length(decision_note) <= 256),
  bank_transfer_id uuid unique references bank_transfers,
  created_at       timestamptz not null default clock_timestamp(),
  check ((state = 'done') = (bank_transfer_id is not null)),
  check ((state = 'proposed') = (decided_at is null)),
  constraint bank_transfer_proposals_second_person check (state <> 'done' or (decided_by is not null and decided_by <> proposed_by))
);
-- Two do not propose one transfer.
create unique index bank_transfer_proposals_reference_key on bank_transfer_proposals (bank_reference) where state = 'proposed';
create index bank_transfer_proposals_list_idx on bank_transfer_proposals (organization_id, state, created_at desc, id desc);
create function bank_transfer_proposals_decided_once() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  raise exception 'a proposal is decided once' using errcode = 'RC002';
end $$;
create trigger bank_transfer_proposals_decided_once before update on bank_transfer_proposals for each row
  when (old.state <> 'proposed') execute function bank_transfer_proposals_decided_once();

-- Nobody has proposed what the watched folder brought: one person takes it up, and from then on has proposed it. Who proposed does not change, and
-- what was proposed by nobody is not posted where a second person is needed. A trigger, since older rows may have been posted by one person.
create function bank_postings_proposer() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  if tg_op = 'UPDATE' and old.proposed_by is not null and new.proposed_by is distinct from old.proposed_by then
    raise exception 'who proposed a posting does not change' using errcode = 'RC002';
  end if;
  if new.state = 'done' and new.needs_second and new.proposed_by is null then
    raise exception 'nobody has proposed this posting' using errcode = 'RC002';
  end if;
  return new;
end $$;
create trigger bank_postings_proposer before insert or update on bank_postings for each row execute function bank_postings_proposer();

grant select, insert on bank_transfer_proposals to partner_center_app;
grant update (state, decided_by, decided_at, decision_note, bank_transfer_id) on bank_transfer_proposals to partner_center_app;
grant update (proposed_by) on bank_postings to partner_center_app;
