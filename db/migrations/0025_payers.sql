set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- An agreement that has run out is not in the way of a new one with the same payer, and no index knows what time it is. Two at once for one
-- name wait for each other here, whoever writes them.
drop index entrusted_payers_name_key;
create index entrusted_payers_name_idx on entrusted_payers (organization_id, name_key) where voided_at is null;
create function entrusted_payers_stand_once() returns trigger language plpgsql set search_path = pg_catalog, public, pg_temp as $$
begin
  perform pg_advisory_xact_lock(7021025, hashtext(new.organization_id::text || new.name_key));
  if exists (select 1 from entrusted_payers where organization_id = new.organization_id and name_key = new.name_key and voided_at is null
              and (expires_at is null or expires_at > clock_timestamp())) then
    raise exception 'an agreement with this payer is in effect' using errcode = 'unique_violation', constraint = 'entrusted_payers_name_key';
  end if;
  return new;
end $$;
create trigger entrusted_payers_stand_once before insert on entrusted_payers for each row execute function entrusted_payers_stand_once();

-- The details of an account are sent so many times an hour: what went out for an organization is looked up for that.
create index outgoing_messages_organization_idx on outgoing_messages (organization_id, template, created_at desc);
