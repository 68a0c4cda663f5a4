set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- The list of what was proposed by hand, whatever its state.
create index bank_transfer_proposals_all_idx on bank_transfer_proposals (organization_id, created_at desc, id desc);
-- Of a partner what was credited with an amount about a day: may it be what is proposed?
create index bank_transfers_amount_idx on bank_transfers (organization_id, amount_minor, received_on);
