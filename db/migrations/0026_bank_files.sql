set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The list of files by their state: of a hundred thousand few are refused.
create index bank_files_state_idx on bank_files (organization_id, state, created_at desc, id desc);
-- Uploads of the last day are counted before each.
create index bank_files_uploads_idx on bank_files (organization_id, created_at) where source = 'upload';
create index bank_profiles_list_idx on bank_profiles (organization_id, created_at desc, id desc);
