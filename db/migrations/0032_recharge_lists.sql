set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The list is also shown whatever the state is.
create index bank_postings_all_idx on bank_postings (organization_id, created_at desc, id desc);
