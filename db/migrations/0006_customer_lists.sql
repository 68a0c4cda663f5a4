set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The operator's list of all customers, in the order in which it is read.
create index associations_all_idx on associations (associated_at desc, id desc) where ended_at is null;
