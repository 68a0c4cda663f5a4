set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- How the attempts of one customer ended, and what lately failed with one invitation.
create index association_attempts_customer_idx on association_attempts (customer_id, created_at desc) where customer_id is not null;
create index association_attempts_failed_idx on association_attempts (invitation_id, created_at desc) where outcome = 'failed';
