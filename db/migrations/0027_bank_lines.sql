set local lock_timeout = '2s';
set local statement_timeout = '60s';

-- Lines that may be one and the same, written by two forms of file: see domain/reconciliation/earlier-lines.ts.
create index bank_lines_alike_idx on bank_lines (receiving_account_id, booked_on, amount_minor) where direction = 'credit';
-- What was recorded by hand is one line, in whichever account it arrives.
create index bank_lines_recorded_idx on bank_lines (bank_reference) where state = 'recorded';
create index bank_lines_by_reference_idx on bank_lines (bank_reference) where bank_reference is not null and direction = 'credit';
create index bank_lines_payer_idx on bank_lines using gin (payer_name_key gin_trgm_ops);
create index bank_lines_payer_account_idx on bank_lines (payer_account) where payer_account is not null;
create index bank_lines_virtual_number_idx on bank_lines (virtual_number) where virtual_number is not null;
