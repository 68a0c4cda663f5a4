set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Every filter of the lists of records, in the order of the list. Without these a value that is rare, or missing, is looked for in every
-- row there is; and a text that is frequent is taken for rare, since nothing is known of what names are made of (bench/record-lists.ts).

create index customer_reports_all_idx on customer_reports (created_at desc, id desc) where state <> 'draft';
create index customer_reports_reporter_idx on customer_reports (organization_id, reported_by, created_at desc, id desc);

create index invitations_creator_idx on invitations (organization_id, created_by, created_at desc, id desc);
create index invitations_withdrawn_idx on invitations (organization_id, created_at desc, id desc) where withdrawn_at is not null;
create index invitations_used_idx on invitations (organization_id, created_at desc, id desc) where withdrawn_at is null and used_at is not null;

create index association_attempts_search_idx on association_attempts using gin (lower(customer_name) gin_trgm_ops);

create index association_changes_kind_idx on association_changes (organization_id, kind, created_at desc, id desc);
create index association_changes_starter_idx on association_changes (organization_id, started_by, created_at desc, id desc);

create index outgoing_messages_channel_idx on outgoing_messages (channel, created_at desc, id desc);
create index outgoing_messages_template_idx on outgoing_messages (template, created_at desc, id desc);

-- What was released is in no list.
drop index reserved_prospects_list_idx;
create index reserved_prospects_list_idx on reserved_prospects (created_at desc, id desc) where released_at is null;
create index reserved_prospects_owner_idx on reserved_prospects (owner, created_at desc, id desc) where released_at is null;
-- Not partial: only then does the planner learn from it how frequent a text is.
create index reserved_prospects_search_idx on reserved_prospects using gin (lower(name) gin_trgm_ops);
