set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Changes of one part, however rare among the others.
create index access_changes_part_idx on access_changes (organization_id, part, created_at desc, id desc);
-- The feed narrowed to types: of one organization, whose events of a type may be few among everybody's.
create index published_events_own_type_idx on published_events (organization_id, type, position);
drop index published_events_type_idx;
